"""Who may set up an empty installation: whoever can read the one-time token printed at its start."""

import hmac
import secrets

from incubator.kernel.settings import Settings

NAME = "setup.token"


def issue(settings: Settings) -> str:
    """The token of this empty installation; made once, kept until the set-up is done."""
    path = settings.keys / NAME
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(24), "ascii")
    return path.read_text("ascii").strip()


def fits(settings: Settings, token: str) -> bool:
    """Whether this is the token; never once it is burnt."""
    path = settings.keys / NAME
    if not path.exists():
        return False
    return hmac.compare_digest(path.read_text("ascii").strip().encode(), token.encode())


def burn(settings: Settings) -> None:
    """The set-up is done: the token opens nothing any more."""
    (settings.keys / NAME).unlink(missing_ok=True)
