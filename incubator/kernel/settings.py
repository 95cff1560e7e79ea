"""Where do the settings come from: the environment, read once, checked, and never changed."""

import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1", "[::1]"})


class SettingsError(Exception):
    """A setting that would start an unsafe or impossible installation; the text says which."""


def _flag(environ: dict[str, str], name: str, *, default: bool) -> bool:
    value = environ.get(name, "").strip().lower()
    if value in {"", "1", "0", "true", "false", "yes", "no"}:
        return default if value == "" else value in {"1", "true", "yes"}
    raise SettingsError(f"{name} must be 0 or 1, not {value!r}")


def _number(environ: dict[str, str], name: str, default: int) -> int:
    value = environ.get(name, "").strip() or str(default)
    if not (value.isascii() and value.isdigit()):
        raise SettingsError(f"{name} must be a whole number, not {value!r}")
    return int(value)


@dataclass(frozen=True)
class Settings:
    """All settings of one process; `data` holds database, files, keys and logs."""

    data: Path
    database_url: str
    url: str
    host: str = "127.0.0.1"
    port: int = 8000
    proxies: int = 0
    smtp_url: str = ""
    demo: bool = True
    insecure: bool = False
    testing: bool = False
    frozen_now: datetime | None = None

    @classmethod
    def from_environment(cls, environ: dict[str, str] | None = None) -> "Settings":
        """Read the environment; raises `SettingsError` naming the variable that is wrong."""
        env = dict(os.environ if environ is None else environ)
        data = Path(env.get("INCUBATOR_DATA") or ROOT / "var").resolve()
        host = env.get("HOST") or "127.0.0.1"
        port = _number(env, "PORT", 8000)
        testing = _flag(env, "INCUBATOR_TESTING", default=False)
        settings = cls(
            data=data,
            database_url=env.get("INCUBATOR_DATABASE_URL") or f"sqlite:///{data / 'incubator.db'}",
            url=(env.get("INCUBATOR_URL") or f"http://{host}:{port}").rstrip("/"),
            host=host,
            port=port,
            proxies=_number(env, "INCUBATOR_PROXIES", 0),
            smtp_url=env.get("INCUBATOR_SMTP_URL", ""),
            demo=_flag(env, "INCUBATOR_DEMO", default=True),
            insecure=_flag(env, "INCUBATOR_INSECURE", default=False),
            testing=testing,
            frozen_now=_frozen(env.get("INCUBATOR_NOW", ""), testing=testing),
        )
        settings.check()
        return settings

    def check(self) -> None:
        """Refuse plain http to the outside, where passwords would travel readable."""
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise SettingsError(f"INCUBATOR_URL must be an http(s) address, not {self.url!r}")
        outside = parts.hostname not in LOOPBACK
        if outside and not self.secure and not (self.insecure or self.testing):
            raise SettingsError(
                "INCUBATOR_URL is plain http on an address other than loopback: passwords would "
                "travel readable. Put https in front, or set INCUBATOR_INSECURE=1 knowingly."
            )

    @property
    def secure(self) -> bool:
        """Whether the addresses people open are https."""
        return self.url.startswith("https://")

    @property
    def is_reachable(self) -> bool:
        """Whether the address means something to others than this very machine."""
        return urlsplit(self.url).hostname not in LOOPBACK

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is the single file in the data folder."""
        return self.database_url.startswith("sqlite")

    @cached_property
    def keys(self) -> Path:
        """The folder of the secrets, made at the first start, readable by its owner only."""
        folder = self.data / "keys"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder

    def key(self, name: str) -> bytes:
        """The 32-byte secret of that name; made at the first use, then always the same."""
        path = self.keys / f"{name}.key"
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return bytes.fromhex(path.read_text("ascii").strip())
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(secrets.token_hex(32))
            out.flush()
            os.fsync(out.fileno())
        return bytes.fromhex(path.read_text("ascii").strip())


def _frozen(text: str, *, testing: bool) -> datetime | None:
    if not text:
        return None
    if not testing:
        raise SettingsError("INCUBATOR_NOW is for tests only; unset it")
    return datetime.fromisoformat(text)
