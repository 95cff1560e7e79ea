"""How is one document rendered away from the server's memory, files and network?

Runs as its own program and imports nothing of the application. It loads the renderer once and then
forks for each document: a monitor, which knows how the work ended, and under it a worker with
limits on time, memory and output. Started as `pdf_child.py <control fd> <regular> <bold>`.
"""

import contextlib
import importlib.util
import json
import logging
import os
import resource
import shutil
import signal
import socket
import sys
import tempfile
import unicodedata
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

FAMILY = "Document"
WEIGHTS = (400, 700)
FONT_URL = "bundled-font:"
PNG_URL = "data:image/png;base64,"
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
DONE, FAILED = 0, 3
OUT_OF_MEMORY = 4
# A character of these categories leaves no mark: line ends, joiners, soft hyphens.
INVISIBLE = {"Cc", "Cf", "Zl", "Zp"}
HIDDEN_ELEMENTS = {"head", "style", "script", "template"}
# What a renderer never needs. Patterns are the names of Python's audit events.
FORBIDDEN_EVENTS = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "pty.",
)


def _load_neighbour(name: str) -> Any:
    """A file beside this one: isolated Python does not look there by itself."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_word: Any = _load_neighbour("word_child")


class Unprintable(Exception):
    """The text has characters that the bundled fonts lack."""


class Fonts:
    """The two bundled faces: their bytes, and what they can show.

    The bold face is cut to common characters; a rarer one in bold falls back to the regular face.
    """

    def __init__(self, paths: list[Path]) -> None:
        self.bytes = {
            f"{FONT_URL}{weight}": path.read_bytes()
            for weight, path in zip(WEIGHTS, paths, strict=True)
        }
        self.characters = set().union(*(_characters(path) for path in paths))

    def css(self) -> str:
        """The @font-face rules."""
        return "".join(
            f"@font-face{{font-family:{FAMILY};font-weight:{weight};src:url({FONT_URL}{weight})}}"
            for weight in WEIGHTS
        )


class Fetcher:
    """Answers every wish of the renderer: the bundled fonts, inline PNG, nothing else.

    Not a subclass of WeasyPrint's fetcher on purpose: there is no opener below it to fall back to.
    """

    _fail_on_errors = False

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts

    def __call__(self, url: str) -> Any:
        """Return the response for `url`; any other address is refused before it is touched."""
        from weasyprint.urls import URLFetcherResponse  # noqa: PLC0415 slow import

        if url in self._fonts.bytes:
            return URLFetcherResponse(url, self._fonts.bytes[url], {"Content-Type": "font/ttf"})
        return URLFetcherResponse(url, _inline_png(url), {"Content-Type": "image/png"})


def _inline_png(url: str) -> bytes:
    """The bytes of a data: address that says PNG and is PNG; the renderer would draw SVG too."""
    import base64  # noqa: PLC0415 slow import

    if not url.startswith(PNG_URL):
        raise ValueError("documents carry their own content")
    data = base64.b64decode(unquote_to_bytes(url.removeprefix(PNG_URL)))
    if not data.startswith(PNG_SIGNATURE):
        raise ValueError("not a PNG image")
    return data


def _characters(path: Path) -> set[int]:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # noqa: PLC0415 slow import

    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())


def _shown_text(element: Any) -> list[str]:
    """Every text of the tree that may come to paper."""
    if not isinstance(element.tag, str) or element.tag in HIDDEN_ELEMENTS:
        return []
    found = [element.text or "", element.get("alt") or "", element.get("value") or ""]
    for child in element:
        found.extend(_shown_text(child))
        found.append(child.tail or "")
    return found


def missing_characters(text: str, available: set[int]) -> str:
    """The characters of `text`, each once and in order, that leave a mark and have no glyph."""
    return "".join(
        char
        for char in dict.fromkeys(text)
        if ord(char) not in available
        and unicodedata.category(char) not in INVISIBLE
        and not 0xFE00 <= ord(char) <= 0xFE0F  # variation selectors
    )


def _render(job: dict[str, Any], fonts: Fonts) -> bytes:
    """One document with its own font configuration: a shared one hangs."""
    from weasyprint import CSS, HTML  # noqa: PLC0415 slow import
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 slow import

    fetcher = Fetcher(fonts)
    html = HTML(string=job["html"], url_fetcher=fetcher)
    root = html.etree_element
    lacking = missing_characters("".join(_shown_text(root)), fonts.characters)
    if lacking:
        raise Unprintable(lacking)
    root.set("lang", job["language"])
    configuration = FontConfiguration()
    style = CSS(string=fonts.css() + job["css"], font_config=configuration, url_fetcher=fetcher)
    document = html.render(stylesheets=[style], font_config=configuration, pdf_tags=True)
    document.metadata.title = job["title"]
    document.metadata.attachments = []
    return bytes(document.write_pdf(pdf_tags=True))


def _confine(job: dict[str, Any], folder: str) -> None:
    """Bind the worker: time, memory, size of output, and no file or socket from Python's side."""
    resource.setrlimit(resource.RLIMIT_AS, (job["memory_bytes"],) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (job["output_bytes"],) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The alarm's default action ends the process even in the middle of a C function.
    signal.alarm(job["seconds"])
    readable = tuple({sys.prefix, sys.base_prefix, sys.exec_prefix, folder})

    def guard(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(FORBIDDEN_EVENTS):
            raise PermissionError(f"{event} is not for documents")
        if event == "open" and isinstance(arguments[0], (str, bytes)):
            path = os.path.realpath(os.fsdecode(arguments[0]))
            if not path.startswith(readable):
                raise PermissionError("documents read no files")

    sys.addaudithook(guard)


def _work(job_file: int, output: int, folder: str, fonts: Fonts) -> int:
    """Render the job in `job_file` into `output`; on failure `output` holds the reason as JSON."""
    os.lseek(job_file, 0, os.SEEK_SET)
    with open(job_file, "rb") as source:
        job = json.load(source)
    tempfile.tempdir = folder
    _confine(job, folder)
    try:
        _write(output, _word.run(job) if "word" in job else _render(job, fonts))
    except Unprintable as missing:
        return _fail(output, "missing_glyph", str(missing))
    except (MemoryError, SystemError):  # where memory ends inside C code, Python says SystemError
        return _fail(output, "too_large", "memory")
    except OSError as error:
        return _fail(output, "too_large" if _is_too_big(error) else "failed", repr(error))
    except Exception as error:  # noqa: BLE001 the parent raises it again with its name
        return _fail(output, "failed", f"{type(error).__name__}: {error}"[:500])
    return DONE


def _is_too_big(error: OSError) -> bool:
    import errno  # noqa: PLC0415 slow import

    return error.errno in {errno.EFBIG, errno.ENOMEM}


def _write(output: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(output, view) :]


def _fail(output: int, reason: str, detail: str) -> int:
    os.ftruncate(output, 0)
    os.lseek(output, 0, os.SEEK_SET)
    _write(output, json.dumps({"reason": reason, "detail": detail}).encode())
    return FAILED


def _monitor(status: int, job_file: int, output: int, fonts: Fonts) -> None:
    """Let a worker do the job, remove what it left, and report how it ended in one line."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    folder = tempfile.mkdtemp(prefix="incubator-pdf-")
    worker = os.fork()
    if worker == 0:
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            code = _work(job_file, output, folder, fonts)
        except BaseException:  # noqa: BLE001 `_work` tells every reason: there was no memory left to tell it
            code = OUT_OF_MEMORY
        os._exit(code)
    _, ended = os.waitpid(worker, 0)
    shutil.rmtree(folder, ignore_errors=True)
    os.write(status, str(os.waitstatus_to_exitcode(ended)).encode())


def serve(control: socket.socket, fonts: Fonts) -> None:
    """Fork for each job that arrives, until the server that started this program is gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1, 3)
        if not message:
            return
        if os.fork() == 0:
            with contextlib.suppress(BaseException):
                control.close()
                status, job_file, output = descriptors
                _monitor(status, job_file, output, fonts)
            os._exit(0)
        for descriptor in descriptors:
            os.close(descriptor)


def main() -> None:
    """Load what every document needs, then wait for documents."""
    control = socket.socket(fileno=int(sys.argv[1]))
    import weasyprint  # noqa: PLC0415 slow import
    from PIL import PngImagePlugin  # noqa: PLC0415 slow import

    del PngImagePlugin
    logging.getLogger(weasyprint.__name__).setLevel(logging.CRITICAL)
    serve(control, Fonts([Path(argument) for argument in sys.argv[2:]]))


if __name__ == "__main__":
    main()
