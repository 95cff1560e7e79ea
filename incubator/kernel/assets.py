"""Where does the browser get styles, scripts and icons: hashed names, a year's caching, gzip."""

import gzip
import hashlib
import mimetypes
import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

FOLDER = Path(__file__).resolve().parents[2] / "static"
TEXT = frozenset({".css", ".js", ".svg", ".txt", ".json", ".md"})
HASHED = re.compile(r"^(?P<stem>.+)\.(?P<mark>[0-9a-f]{8})(?P<suffix>\.[a-z0-9]+)$")
A_YEAR = "public, max-age=31536000, immutable"
# Python's table depends on the machine it runs on.
TYPES = {".js": "text/javascript", ".svg": "image/svg+xml", ".ttf": "font/ttf", ".md": "text/plain"}


@dataclass(frozen=True)
class Asset:
    """One file as it is sent."""

    mark: str
    type: str
    plain: bytes
    packed: bytes | None


@lru_cache(maxsize=256)
def _load(path: Path, _changed_at: int) -> Asset:
    plain = path.read_bytes()
    mark = hashlib.sha256(plain).hexdigest()[:8]
    guessed = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    packed = gzip.compress(plain, 9, mtime=0) if path.suffix in TEXT else None
    return Asset(mark, guessed or "application/octet-stream", plain, packed)


@lru_cache(maxsize=1024)
def _mark(path: Path, _changed_at: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:8]


def find_file(folder: Path, name: str) -> Path | None:
    """The file of that name below the folder, or None; never one outside of it or a hidden one."""
    joined = safe_join(str(folder), name)
    if joined is None or any(part.startswith(".") for part in name.split("/")):
        return None
    path = Path(joined).resolve()
    return path if path.is_file() and path.is_relative_to(folder.resolve()) else None


def hashed_name(folder: Path, name: str) -> str:
    """`css/app.css` as `css/app.<8 hex>.css`; raises `FileNotFoundError` for an absent file.

    Every page names a dozen files: one look at each file's time, the rest is remembered.
    """
    return _hashed(folder, name, os.stat(f"{folder}/{name}").st_mtime_ns)  # noqa: PTH116 the quick one


@lru_cache(maxsize=1024)
def _hashed(folder: Path, name: str, changed_at: int) -> str:
    path = find_file(folder, name)
    if path is None:
        raise FileNotFoundError(name)
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{_mark(path, changed_at)}{dot}{suffix}"


def _find(folder: Path, name: str) -> tuple[Path, str | None]:
    path = find_file(folder, name)
    if path is not None:
        return path, None
    match = HASHED.match(name)
    path = match and find_file(folder, match["stem"] + match["suffix"])
    if not match or not path:
        raise NotFound
    return path, match["mark"]


def _answer(folder: Path, name: str) -> Response:
    path, mark = _find(folder, name)
    asset = _load(path, path.stat().st_mtime_ns)
    packed = asset.packed if request.accept_encodings["gzip"] > 0 else None
    response = Response(packed or asset.plain, content_type=asset.type)
    if asset.type.startswith("text/") or asset.type == "image/svg+xml":
        response.content_type = f"{asset.type}; charset=utf-8"
    if asset.packed:
        response.vary.add("Accept-Encoding")
    if packed:
        response.content_encoding = "gzip"
    response.set_etag(asset.mark + ("-gz" if packed else ""))
    # A page from before an update asks for the old name: it gets today's file, and may not keep it.
    response.headers["Cache-Control"] = A_YEAR if mark == asset.mark else "no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.make_conditional(request)
    return response


def asset(name: str) -> str:
    """The address of a file of the folder; a page names its icons' file often, and it is built once."""
    known: dict[str, str] = g.setdefault("asset_urls", {})
    if name not in known:
        folder: Path = current_app.extensions["assets"]
        known[name] = url_for("static", filename=hashed_name(folder, name))
    return known[name]


def install(app: Flask, folder: Path = FOLDER) -> None:
    """Serve the folder under `/static/` as the endpoint `static` and give templates `asset()`."""

    def static(filename: str) -> Response:
        return _answer(folder, filename)

    static.access = "public"  # type: ignore[attr-defined]  # read by the route table
    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=static)
    app.extensions["assets"] = folder
    app.jinja_env.globals["asset"] = asset
