"""Why a row got its verdict: reasons as data, with English message ids.

The ids are translated where a reason is shown, by the function given to `Reason.text`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

Translate: TypeAlias = Callable[[str], str]


def _(message: str) -> str:
    """Mark a message for the catalogue; it is translated where it is shown."""
    return message


FIELD_LABELS: Final = {
    "name": _("Name"),
    "kind": _("Kind"),
    "credit_code": _("Credit code"),
    "representative": _("Representative"),
    "phone": _("Phone"),
    "founded_on": _("Founded on"),
    "supervising_unit": _("Supervising unit"),
    "address": _("Address"),
    "staff": _("Staff count"),
    "party_members": _("Party members"),
    "party_form": _("Party organization"),
    "grade": _("Grade"),
    "inspection": _("Annual inspection"),
    "remark": _("Remark"),
}

REASONS: Final = {
    # refused
    "no_name": _("The name is missing"),
    "kind_absent": _("The kind is missing, so the legal form is not known"),
    "too_long": _("%(field)s: longer than %(limit)s characters"),
    "code_absent": _("Credit code: missing, and this kind of organization must have one"),
    "code_length": _("Credit code: %(before)s has %(length)s characters instead of 18"),
    "code_characters": _("Credit code: %(before)s holds characters that no code has: %(wrong)s"),
    "code_check": _("Credit code: %(before)s has a wrong check character"),
    # duplicate
    "same_code": _("Same credit code as line %(line)s"),
    "same_code_in_sheet": _("Same credit code as line %(line)s of sheet %(sheet)s"),
    "same_name": _("Same name and town as line %(line)s"),
    "same_name_in_sheet": _("Same name and town as line %(line)s of sheet %(sheet)s"),
    "stored_code": _("An organization with this credit code is already recorded"),
    "stored_name": _("An organization with this name and town is already recorded"),
    # repaired: the value is kept in another spelling
    "full_width": _("%(field)s: full-width characters: %(before)s → %(after)s"),
    "inner_blanks": _("%(field)s: blanks or line breaks inside: %(before)s → %(after)s"),
    "hidden_characters": _("%(field)s: invisible characters removed: %(after)s"),
    "letter_case": _("%(field)s: small letters: %(before)s → %(after)s"),
    "look_alikes": _("%(field)s: O read as 0, I as 1: %(before)s → %(after)s"),
    "separators": _("%(field)s: signs between the digits removed: %(before)s → %(after)s"),
    "unit": _("%(field)s: unit removed: %(before)s → %(after)s"),
    "kind_from_code": _("Kind: missing or not known, taken from the credit code"),
    # repaired: the value could not be kept
    "phone_lost": _("Phone: %(before)s was shortened by a spreadsheet, the number is lost → empty"),
    "date_without_day": _("Founded on: %(before)s has no day → empty"),
    "no_such_date": _("Founded on: %(before)s is no date → empty"),
    "not_a_number": _("%(field)s: %(before)s is no whole number → empty"),
    "kind_unknown": _("Kind: %(before)s is not known → empty"),
    "code_dropped": _("Credit code: %(before)s is no valid code → empty"),
    # worth a look, without changing the verdict
    "inner_check": _("Credit code: the organization code inside it fails its own check"),
    "class_differs": _("Credit code: it begins with %(found)s, which is not for this kind"),
    "authority_elsewhere": _("Credit code: given out by the authority of %(found)s, not here"),
    "phone_unusual": _("Phone: %(before)s does not look like a telephone number"),
}

# A file that cannot be taken in at all.
REFUSALS: Final = {
    "empty_file": _("The file is empty."),
    "file_too_large": _("The file is larger than %(limit)s MB."),
    "wrong_type": _("This is not a roster file: send XLSX, XLS or CSV."),
    "damaged": _("The file is damaged and cannot be read."),
    "encrypted": _("The workbook is protected by a password: remove it and send the file again."),
    "bomb": _("The file unpacks to far more than a roster needs and was not opened."),
    "too_many_rows": _(
        "The sheet has more than %(limit)s rows, or far more columns than a roster needs."
    ),
    "unknown_encoding": _("The text is neither UTF-8 nor GB 18030 nor UTF-16."),
    "no_header": _("No row with column names was found; one column must be the name."),
}


@dataclass(frozen=True)
class Reason:
    """One reason: `code` for programs, `message_id` for people, `field` when it is about a cell."""

    code: str
    params: tuple[tuple[str, str], ...] = ()
    field: str | None = None

    @property
    def message_id(self) -> str:
        return REASONS.get(self.code) or REFUSALS[self.code]

    def text(self, translate: Translate = str) -> str:
        """The sentence; `translate` turns a message id into its text, as gettext does."""
        params = dict(self.params)
        if self.field is not None:
            params["field"] = translate(FIELD_LABELS[self.field])
        template = translate(self.message_id)
        return template % params if params else template


def reason(code: str, *, field: str | None = None, **params: object) -> Reason:
    """Build a reason; every parameter is kept as text."""
    return Reason(code, tuple((name, str(value)) for name, value in params.items()), field)
