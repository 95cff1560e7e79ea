"""How does a page of HTML become an A4 paper that can be printed, searched and archived?

Rendering happens in a child program (`pdf_child`) with limits on time and memory, without network
and without files. The child is started once per process and stays warm; each document is a fork.
"""

import atexit
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from incubator.kernel.errors import Refusal
from incubator.kernel.text import lazy

STATIC = Path(__file__).resolve().parents[2] / "static"
FONTS = (
    STATIC / "fonts" / "NotoSansSC-Regular.ttf",
    STATIC / "fonts" / "NotoSansSC-Bold.ttf",
)
BASE_CSS = STATIC / "css" / "document.css"
# What a paper may look like beside the plain office style; each has its own page numbers.
LAYOUTS = {"official": STATIC / "css" / "official.css"}
CHILD = Path(__file__).with_name("pdf_child.py")
MEGABYTE = 1024 * 1024
MAX_HTML = 10 * MEGABYTE
# Above the child's own limit: it starts at the fork, and the first call also loads the renderer.
START_SECONDS = 15
FOOTERS = {
    "zh": '"第 " counter(page) " 页 / 共 " counter(pages) " 页"',
    "en": '"Page " counter(page) " of " counter(pages)',
}
# An empty list of folders: the fonts of the machine must not change how a paper looks.
FONTCONFIG = (
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
    "<fontconfig><cachedir>{folder}</cachedir></fontconfig>"
)


class PdfError(Refusal):
    """The document could not be made; `detail` is for the log, never for people."""

    status = 500
    slug = "pdf_failed"
    text = lazy("The document could not be made. Please tell the administrator.")

    def __init__(self, detail: str = "", **facts: Any) -> None:
        super().__init__(str(self.text) % facts, **facts)
        self.detail = detail


class PdfTimeout(PdfError):
    """Rendering took longer than the limit."""

    status = 503
    slug = "pdf_timeout"
    text = lazy("Making the document took too long. Choose fewer records and try again.")


class PdfTooLarge(PdfError):
    """Rendering needed more memory, or wrote more, than the limit."""

    status = 422
    slug = "pdf_too_large"
    text = lazy("The document is too large to make. Choose fewer records and try again.")


class MissingGlyph(PdfError):
    """The bundled font lacks characters of the text: better said than printed as boxes."""

    status = 422
    slug = "missing_glyph"
    text = lazy(
        "The document can't print these characters: %(characters)s. Replace them and try again."
    )

    def __init__(self, characters: str) -> None:
        shown = "、".join(f"{char}(U+{ord(char):04X})" for char in characters[:10])
        super().__init__(shown, characters=shown)
        self.characters = characters


@dataclass(frozen=True)
class Limits:
    """What one document may use."""

    seconds: int = 20
    memory_bytes: int = 512 * MEGABYTE
    output_bytes: int = 50 * MEGABYTE


DEFAULT_LIMITS = Limits()


def render(
    html: str,
    *,
    title: str,
    language: str = "zh-Hans",
    limits: Limits = DEFAULT_LIMITS,
    layout: str = "",
) -> bytes:
    """The PDF of `html`: a body or a whole page, whose values are already escaped.

    Styles of the page add to `static/css/document.css`; `layout="official"` is GB/T 9704. Images are
    inline PNG only. Raises `MissingGlyph`, `PdfTimeout`, `PdfTooLarge`, else `PdfError`. Takes
    seconds: never inside a transaction.
    """
    if len(html) > MAX_HTML:
        raise PdfTooLarge("html")
    job = {"html": html, "title": title, "language": language, "css": _css(language, layout)}
    return in_child(job, limits)


def in_child(job: dict[str, Any], limits: Limits = DEFAULT_LIMITS) -> bytes:
    """What the child program makes of a job; raises `PdfTimeout`, `PdfTooLarge`, else `PdfError`."""
    with tempfile.TemporaryFile() as job_file, tempfile.TemporaryFile() as output:
        job_file.write(json.dumps(job | vars(limits)).encode())
        job_file.flush()
        ended = _CHILD.run(job_file, output, limits.seconds + START_SECONDS)
        output.seek(0)
        return _answer(ended, output.read())


def warm() -> None:
    """Start the child and return at once: a server's first paper is then as fast as others."""
    _CHILD.warm()


def _css(language: str, layout: str) -> str:
    base = BASE_CSS.read_text("utf-8")
    if layout:
        return base + LAYOUTS[layout].read_text("utf-8")
    footer = FOOTERS["en" if language.startswith("en") else "zh"]
    return base + f"@page {{ @bottom-center {{ content: {footer} }} }}"


OUT_OF_MEMORY = 4  # as in pdf_child, which runs on its own


def _answer(ended: int | None, data: bytes) -> bytes:
    """Read the worker's end: 0 is a document, 3 a reason in JSON, a negative number a signal."""
    if ended == 0:
        return data
    if ended is None:
        raise PdfTimeout("no answer")
    if ended == -signal.SIGALRM:
        raise PdfTimeout("alarm")
    if ended == OUT_OF_MEMORY:
        raise PdfTooLarge("memory")
    if ended < 0:
        # C libraries end the process where memory is refused; the system's own killer does too.
        raise PdfTooLarge(f"signal {-ended}")
    reason = json.loads(data) if data else {"reason": "failed", "detail": f"exit {ended}"}
    if reason["reason"] == "missing_glyph":
        raise MissingGlyph(reason["detail"])
    raise (PdfTooLarge if reason["reason"] == "too_large" else PdfError)(reason["detail"])


class _Child:
    """The warm program of this process; started at the first need and again when it has died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        # A plain path: a TemporaryDirectory would also be removed where a forked process forgets it.
        self._folder: Path | None = None

    def warm(self) -> None:
        """Start the program where it does not run; it loads while the caller goes on."""
        with self._lock:
            self._ready()

    def run(self, job: IO[bytes], output: IO[bytes], seconds: int) -> int | None:
        """Hand one job over and wait: the worker's exit code, or None without an answer."""
        for _ in range(2):
            ours, theirs = socket.socketpair()
            with ours:
                with theirs:
                    self._send([theirs.fileno(), job.fileno(), output.fileno()])
                ours.settimeout(seconds)
                try:
                    answer = ours.recv(16)
                except TimeoutError:
                    return None
            if answer:
                return int(answer)
        raise PdfError("the child ended before it answered")

    def _send(self, descriptors: list[int]) -> None:
        with self._lock:
            try:
                socket.send_fds(self._ready(), [b"j"], descriptors)
            except (BrokenPipeError, ConnectionResetError):
                self._stop()
                socket.send_fds(self._ready(), [b"j"], descriptors)

    def _ready(self) -> socket.socket:
        """The control socket of a running program that this very process started."""
        running = self._process is not None and self._process.poll() is None
        if self._control is None or self._owner != os.getpid() or not running:
            self._stop()
            self._control = self._start()
            self._owner = os.getpid()
        return self._control

    def _start(self) -> socket.socket:
        """Start the program with nothing of this process: no environment, no open files."""
        ours, theirs = socket.socketpair()
        folder = self._folder = Path(tempfile.mkdtemp(prefix="incubator-pdf-"))
        config = folder / "fonts.conf"
        config.write_text(FONTCONFIG.format(folder=folder), "utf-8")
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 our own program and our own arguments
                [sys.executable, "-I", "-W", "ignore", CHILD, str(theirs.fileno()), *FONTS],
                pass_fds=[theirs.fileno()],
                env={"FONTCONFIG_FILE": str(config), "LANG": "C.UTF-8", "HOME": str(folder)},
                cwd=folder,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        return ours

    def _stop(self) -> None:
        """Forget the program; it ends by itself when its control socket closes."""
        if self._control is not None:
            self._control.close()
        if self._owner == os.getpid():
            if self._process is not None:
                self._process.wait(timeout=5)
            if self._folder is not None:
                shutil.rmtree(self._folder, ignore_errors=True)
        self._process = self._control = self._folder = None

    def close(self) -> None:
        """At the end of this process."""
        with self._lock:
            self._stop()


_CHILD = _Child()
atexit.register(_CHILD.close)
