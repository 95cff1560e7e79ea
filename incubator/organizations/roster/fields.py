"""Which facts a roster can tell of an organization, in what order, and what stands for nothing."""

from typing import Final, TypeAlias

Value: TypeAlias = str | int | None

FIELDS: Final = (
    "name",
    "kind",
    "credit_code",
    "representative",
    "phone",
    "founded_on",
    "supervising_unit",
    "address",
    "staff",
    "party_members",
    "party_form",
    "grade",
    "inspection",
    "remark",
)

SOCIAL_GROUP: Final = "social_group"
PRIVATE_NON_ENTERPRISE: Final = "private_non_enterprise"
FOUNDATION: Final = "foundation"
COMMUNITY_GROUP: Final = "community_group"

# The class that the credit code must begin with (domain rules 2.9); these are the registered forms.
CODE_CLASSES: Final = {"51": SOCIAL_GROUP, "52": PRIVATE_NON_ENTERPRISE, "53": FOUNDATION}
REGISTERED: Final = frozenset(CODE_CLASSES.values())

# What people write into a cell that has nothing to say. Every column is treated alike: 无 in a
# column of numbers becomes empty, not 0, for "none" and "not asked" cannot be told apart there.
# Full-width twins count too.
EMPTY_MARKS: Final = frozenset({"", "无", "暂无", "/", "\\", "-", "--", "–", "—", "——"})

# Longest text that is believed; a longer cell is a paste accident and the row is refused.
LIMITS: Final = {
    "name": 200,
    "kind": 100,
    "credit_code": 100,
    "representative": 100,
    "phone": 100,
    "founded_on": 100,
    "supervising_unit": 200,
    "address": 300,
    "staff": 100,
    "party_members": 100,
    "party_form": 100,
    "grade": 50,
    "inspection": 100,
    "remark": 2000,
}
