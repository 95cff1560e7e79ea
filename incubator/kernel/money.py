"""How is money counted? In whole fen, never in fractions: parsed, shown and split exactly."""

import re
from collections.abc import Sequence

from incubator.kernel.errors import Refusal
from incubator.kernel.text import lazy

# Nine digits of yuan: below a billion, so that sums of many amounts stay far within 64 bits.
YUAN = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,2}))?")


class MoneyError(Refusal):
    """Not an amount, or nothing that can be split."""

    slug = "money"


def parse_yuan(text: str) -> int:
    """The fen of an amount typed in yuan: digits, then at most one point and two digits.

    Thousands marks, signs, exponents and full-width digits are refused, not guessed.
    """
    found = YUAN.fullmatch(text.strip())
    if found is None:
        raise MoneyError(
            lazy("Enter an amount in yuan with at most two decimals, such as 1234.50.")
        )
    yuan, cents = found.groups(default="")
    return int(yuan) * 100 + int(cents.ljust(2, "0"))


def format_yuan(fen: int) -> str:
    """The amount as both languages write it: 1,234.50; the unit belongs to the label."""
    yuan, cents = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{yuan:,}.{cents:02d}"


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Share `total` fen in proportion to `weights`, to the fen, by the largest remainder.

    The shares add up to `total`; each differs from the exact share by less than one fen; where
    remainders are equal the earlier share gets the fen.
    """
    whole = sum(weights)
    if total < 0 or whole <= 0 or min(weights) < 0:
        raise MoneyError(lazy("This amount can't be split in these proportions."))
    shares = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda at: (-(total * weights[at] % whole), at))
    for at in by_remainder[: total - sum(shares)]:
        shares[at] += 1
    return shares
