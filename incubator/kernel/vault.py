"""How is a value kept that nobody may read from the database: sealed with a key that lies outside it.

AES-256-GCM. A sealed value is `v1.<key>.<nonce and ciphertext>`; table, column and the row's code are
bound to it, so that moved to another row it does not open. Keys are files in `DATA/keys/` (0600):
`vault-1.key`, `vault-2.key`, … the highest number seals, all of them open. `blind` makes a number by
which equal values are found without being opened; its key never changes.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app
from sqlalchemy import func, select, update

from incubator.kernel import audit
from incubator.kernel.db import Base, db, new_code, work
from incubator.kernel.settings import Settings

FORMAT = "v1"
NONCE = 12
BATCH = 200


class VaultError(Exception):
    """A sealed value that does not open here: another row's, a changed one, or its key is gone."""


SEALED: list[tuple[Any, str]] = []


def sealed(model: type[Base], column: str) -> None:
    """Declare a column as sealed, so that a new key reaches it; the model has a `code`."""
    if (model, column) not in SEALED:
        SEALED.append((model, column))


def put(row: Any, column: str, value: str) -> None:
    """Seal a value into a row; a new row gets its code now, because the seal is bound to it."""
    if row.code is None:
        row.code = new_code()
    setattr(row, column, seal(place_of(row, column), value))


def take(row: Any, column: str) -> str:
    """The value of a sealed column, opened."""
    return open_(place_of(row, column), getattr(row, column))


def place_of(row: Any, column: str) -> str:
    """What a seal is bound to: table, column and the row's code."""
    return f"{row.__tablename__}\n{column}\n{row.code}"


def seal(place: str, value: str) -> str:
    """The sealed form of a value for that place, under the newest key."""
    number = newest_key(_settings())
    nonce = secrets.token_bytes(NONCE)
    content = AESGCM(_key(number)).encrypt(nonce, value.encode(), place.encode())
    return f"{FORMAT}.{number}.{base64.urlsafe_b64encode(nonce + content).decode('ascii')}"


def open_(place: str, value: str) -> str:
    """The value behind a seal; raises `VaultError` for one that does not belong to this place."""
    form, _, rest = value.partition(".")
    number, _, coded = rest.partition(".")
    if form != FORMAT or not number.isdecimal():
        raise VaultError("this is no sealed value")
    try:
        content = base64.urlsafe_b64decode(coded)
        return (
            AESGCM(_key(int(number)))
            .decrypt(content[:NONCE], content[NONCE:], place.encode())
            .decode()
        )
    except (InvalidTag, ValueError) as problem:
        raise VaultError("this sealed value does not belong here") from problem


def blind(purpose: str, value: str) -> str:
    """A word that stands for a value: equal values have the same, and none can be read from it."""
    key = _settings().key("vault-index")
    return hmac.new(key, f"{purpose}\n{value}".encode(), hashlib.sha256).hexdigest()


def _settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def key_numbers(settings: Settings) -> list[int]:
    """The numbers of the keys that are there, the oldest first."""
    names = [path.stem.removeprefix("vault-") for path in settings.keys.glob("vault-*.key")]
    return sorted(int(name) for name in names if name.isdecimal())


def newest_key(settings: Settings) -> int:
    """The number of the key that seals; the first is made when it is first needed."""
    return max(key_numbers(settings), default=1)


def _key(number: int) -> bytes:
    """The key of that number. Only the newest may be made here: an old one that is gone is gone."""
    settings = _settings()
    known = key_numbers(settings)
    if number not in known and (known or number != 1):
        raise VaultError(f"the key vault-{number}.key is not in the keys folder")
    return settings.key(f"vault-{number}")


@dataclass(frozen=True)
class Rotated:
    """How a rotation stands: the key, how many values were sealed anew, how many were before."""

    key: int
    sealed: int
    total: int


@dataclass(frozen=True)
class _Vault:
    """The subject of the audit's row on a rotation."""

    id: int
    __tablename__ = "vault"


def rotate() -> Iterator[Rotated]:
    """Seal everything with a new key, batch by batch, while others work; tells after each batch.

    Killed in the middle it is simply started again: as long as a value lies under an older key no
    further key is made. Each value is replaced only if it still is the one that was opened.
    """
    settings = _settings()
    newest = newest_key(settings)
    if not _count_old(newest):
        newest += 1
        settings.key(f"vault-{newest}")
        with work():
            audit.record(_Vault(newest), "vault.key_made")
    total, done = _count_old(newest), 0
    yield Rotated(newest, 0, total)
    for model, column in SEALED:
        for count in _reseal(model, column, newest):
            done += count
            yield Rotated(newest, done, total)
    with work():
        audit.record(_Vault(newest), "vault.rotated", changes={"sealed": [None, done]})


def _old(model: Any, column: str, newest: int) -> Any:
    values = getattr(model, column)
    return values.is_not(None) & values.not_like(f"{FORMAT}.{newest}.%") & (values != "")


def _count_old(newest: int) -> int:
    return sum(_count_of(model, column, newest) for model, column in SEALED)


def _count_of(model: Any, column: str, newest: int) -> int:
    query = select(func.count(model.id)).where(_old(model, column, newest))
    return db.session.scalar(query) or 0


def _reseal(model: Any, column: str, newest: int) -> Iterator[int]:
    values, last = getattr(model, column), 0
    while True:
        with work() as session:
            query = select(model.id, model.code, values).where(
                model.id > last, _old(model, column, newest)
            )
            rows = session.execute(query.order_by(model.id).limit(BATCH)).all()
            for key, code, old in rows:
                place = f"{model.__tablename__}\n{column}\n{code}"
                # Only this very value: somebody may have written a newer one since.
                this = update(model.__table__).where(model.id == key, values == old)
                session.execute(this.values({column: seal(place, open_(place, old))}))
        if not rows:
            return
        last = rows[-1][0]
        yield len(rows)
