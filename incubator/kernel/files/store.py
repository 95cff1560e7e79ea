"""Where do the bytes rest? Under random keys in two levels of folders, whole or not at all."""

import errno
import os
import re
import secrets
import shutil
from collections.abc import Container, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from incubator.kernel.errors import Busy
from incubator.kernel.text import lazy

KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")
FOLDER = re.compile(r"[0-9a-f]{2}")
PART = ".part"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class StorageFull(Busy):
    """The disk has no room for this file; nothing of it was kept."""

    slug = "storage_full"

    def __init__(self, **facts: Any) -> None:
        super().__init__(
            lazy("The server's disk is full. Nothing was saved; please tell the administrator."),
            **facts,
        )


class Store:
    """A folder of files that nobody shares; a key such as `ab/ab12…` is all that a row keeps."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, data: bytes) -> str:
        """Write `data` durably and return its key: synced and renamed before the row commits."""
        name = secrets.token_hex(16)
        folder = self.root / name[:2]
        part = folder / (name + PART)
        try:
            self._make(folder)
            _write_synced(part, data)
            part.rename(folder / name)
            _sync_folder(folder)
        except OSError as error:
            part.unlink(missing_ok=True)
            if error.errno in FULL:
                raise StorageFull from error
            raise
        return f"{name[:2]}/{name}"

    def open(self, key: str) -> IO[bytes]:
        """The stored bytes for reading; FileNotFoundError where there are none."""
        return self._path(key).open("rb")

    def exists(self, key: str) -> bool:
        """Whether `key` is a key and has its file."""
        return KEY.fullmatch(key) is not None and self._path(key).is_file()

    def delete(self, key: str) -> None:
        """Remove the file; one that is already gone is no error."""
        self._path(key).unlink(missing_ok=True)

    def sweep(self, known_keys: Container[str], *, before: datetime) -> list[str]:
        """Delete files that no row knows and that were written before `before`; return their keys.

        Leave an hour or more: a file is written before its row commits. Halves of writes that were
        killed go too.
        """
        gone = []
        for path in self._files():
            key = f"{path.parent.name}/{path.name}"
            if key not in known_keys and path.stat().st_mtime < before.timestamp():
                path.unlink(missing_ok=True)
                gone.append(key)
        return sorted(gone)

    def free_bytes(self) -> int:
        """What the disk has left for us."""
        return shutil.disk_usage(self.root).free

    def _files(self) -> Iterator[Path]:
        for folder in self.root.iterdir():
            if folder.is_dir() and FOLDER.fullmatch(folder.name):
                for path in folder.iterdir():
                    if KEY.fullmatch(f"{folder.name}/{path.name.removesuffix(PART)}"):
                        yield path

    def _path(self, key: str) -> Path:
        """The place of `key`; whatever is not exactly a key is no place at all."""
        if KEY.fullmatch(key) is None:
            raise ValueError("not a storage key")
        return self.root / key

    def _make(self, folder: Path) -> None:
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _sync_folder(folder.parent)


def _write_synced(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make a new name in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
