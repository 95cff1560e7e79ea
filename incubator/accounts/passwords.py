"""How is a password kept: Argon2id, at OWASP's figures, never inside a unit of work."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

# 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)


def hash_password(password: str) -> str:
    """Hash a password; takes tens of milliseconds, so call it before the unit of work."""
    return _hasher.hash(password)


def is_password(stored: str, password: str) -> bool:
    """Whether the password fits the stored hash."""
    try:
        return _hasher.verify(stored, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


DUMMY_HASH = hash_password(secrets.token_hex(16))
