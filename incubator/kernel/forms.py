"""What shape may input have: the base form, with clean text, a version, and a key against double posting.

A form knows shape only. `posted()` tells whether a valid POST arrived; the act itself and its
refusals are handled by `kernel.web.acting`.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

import wtforms
from flask import current_app, flash
from flask_wtf import FlaskForm
from markupsafe import Markup
from typing_extensions import override
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import (
    DateField,
    Field,
    FileField,
    HiddenField,
    IntegerField,
    PasswordField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, DateInput, ListWidget

from incubator.kernel.addresses import LARGEST
from incubator.kernel.files import FileKind, FileRefused, Inspected, inspect
from incubator.kernel.identifiers import is_mobile
from incubator.kernel.once import new_key
from incubator.kernel.text import form_words, lazy, locale

if TYPE_CHECKING:
    from incubator.kernel.errors import Conflict

BIDI = dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C, 0xFEFF], None
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
DAY = re.compile(r"\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\s*")
EARLIEST, LATEST = date(1900, 1, 1), date(2099, 12, 31)
EMAIL = re.compile(r"[^@\s<>\"',;:\\]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def clean_text(value: Any) -> Any:
    """NFC, without control and direction characters, line ends as \\n, outer blanks removed."""
    if not isinstance(value, str):
        return value
    text = unicodedata.normalize("NFC", value).translate(BIDI)
    text = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.strip(" \t\n\u3000")


class Required(InputRequired):
    """The field must be filled in."""

    def __init__(self, message: Any = None) -> None:
        super().__init__(message or lazy("Please fill this in."))

    @override
    def __call__(self, form: Any, field: Field) -> None:
        # 30 February is typed, not missing: what the field said about it stays.
        if field.process_errors:
            raise StopValidation
        if field.data is None or field.data in ("", []):
            field.errors = []
            raise StopValidation(str(self.message))


class Characters(Length):
    """At most (and at least) so many characters, counted as the counter beside the field does."""

    def __init__(self, maximum: int, minimum: int = 0) -> None:
        super().__init__(min=minimum or -1, max=maximum)
        self.maximum = maximum

    @override
    def __call__(self, form: Any, field: Field) -> None:
        length = len(field.data or "")
        if length > self.maximum:
            raise ValidationError(
                lazy(
                    "Please shorten this to %(limit)s characters; it has %(length)s.",
                    limit=self.maximum,
                    length=length,
                )
            )
        if 0 < length < self.min:
            raise ValidationError(
                lazy("Please write at least %(limit)s characters.", limit=self.min)
            )


class Mobile:
    """A mainland mobile number of eleven digits."""

    def __call__(self, _form: Any, field: Field) -> None:
        if field.data and not is_mobile(field.data):
            raise ValidationError(lazy("Please enter a mobile number of 11 digits."))


class EmailAddress:
    """An e-mail address."""

    def __call__(self, _form: Any, field: Field) -> None:
        if field.data and not EMAIL.fullmatch(field.data):
            raise ValidationError(lazy("Please enter an e-mail address such as name@example.org."))


class Line(StringField):
    """One line of clean text; `limit` is enforced here and shown by the counter."""

    def __init__(
        self, label: Any, *, limit: int = 100, required: bool = False, **options: Any
    ) -> None:
        validators = [Required() if required else Optional(), Characters(limit)]
        validators += options.pop("validators", [])
        keywords = {"maxlength": limit, **options.pop("render_kw", {})}
        filters = [clean_text, lambda text: text.replace("\n", " ") if text else text]
        super().__init__(label, validators, filters=filters, render_kw=keywords, **options)


class Text(TextAreaField):
    """Several lines of clean text with a limit."""

    def __init__(
        self, label: Any, *, limit: int = 2000, required: bool = False, **options: Any
    ) -> None:
        validators = [Required() if required else Optional(), Characters(limit)]
        validators += options.pop("validators", [])
        keywords = {"data-limit": limit, "rows": 4, **options.pop("render_kw", {})}
        super().__init__(label, validators, filters=[clean_text], render_kw=keywords, **options)


class Whole(IntegerField):
    """A whole number that a column can hold; four hundred digits are no number."""

    @override
    def process_formdata(self, valuelist: Any) -> None:
        super().process_formdata(valuelist)
        if self.data is not None and abs(self.data) > LARGEST:
            self.data = None
            raise ValueError(self.gettext("Not a valid integer value."))


def choices(pairs: Iterable[tuple[str, Any]]) -> list[Any]:
    """Pairs of value and label as what WTForms 3.3 wants; its type stubs do not know the class yet."""
    kind: Any = vars(wtforms)["SelectChoice"]
    return [kind(value, label) for value, label in pairs]


class Day(DateField):
    """A day, picked or typed (2026-03-01, 2026/3/1, 2026年3月1日); what was typed is kept.

    A `default` is what an opened form proposes; a posted form without the field is a form without a day.
    """

    widget = DateInput()

    @override
    def process_formdata(self, valuelist: list[Any]) -> None:
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not text:
            return
        found = DAY.fullmatch(text)
        try:
            day = date(*(int(part) for part in found.groups())) if found else None
        except ValueError:
            day = None
        if day is None or not EARLIEST <= day <= LATEST:
            raise ValueError(str(lazy("Please enter a day that exists, such as 2026-03-01.")))
        self.data = day

    @override
    def pre_validate(self, form: Any) -> None:
        """A day that does not exist is an error even where the field may stay empty."""


class Checkboxes(SelectMultipleField):
    """Several choices as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Password(PasswordField):
    """A password, taken as typed: nothing is trimmed; pasting and any script are allowed."""

    def __init__(self, label: Any, *, autocomplete: str, **options: Any) -> None:
        keywords = {"autocomplete": autocomplete, "spellcheck": "false"}
        super().__init__(label, [Required(), Characters(200)], render_kw=keywords, **options)


class Form(FlaskForm):
    """The base of all forms."""

    version = HiddenField()
    once = HiddenField()
    # Inputs that a page draws by itself, a row each, by the name before the hyphen.
    drawn: ClassVar[tuple[str, ...]] = ()

    class Meta:
        """What WTForms asks about a form beyond its fields."""

        def get_translations(self, _form: Any) -> Any:
            """The words of WTForms itself, in the reader's language."""
            return form_words(locale())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflict: Conflict | None = None
        self._kept: MultiDict[str, str] | None = None
        if not self.is_submitted():
            self.once.data = new_key()
            self._refill()

    def _refill(self) -> None:
        """Find what was typed before the session ended in the middle of this very form."""
        source = current_app.extensions.get("kept_fields")
        kept: MultiDict[str, str] | None = source() if source is not None else None
        names = {name.split("-")[0] for name in kept or ()}
        mine = {name for name, _field in self.visible_fields()}.union(self.drawn)
        if kept is None or not mine & names:
            return
        self._kept = kept
        flash(str(lazy("What you had typed is back. Please check it and save.")), "info")

    @property
    def kept(self) -> MultiDict[str, str] | None:
        """What was typed into this form before the session ended, for inputs the page draws itself."""
        return self._kept

    def bring_back(self) -> None:
        """Let what was typed stand before what is stored; the page calls it when the view is done."""
        if self._kept is None:
            return
        for _name, field in self.visible_fields():
            if not isinstance(field, PasswordField):
                field.process(self._kept)

    def posted(self) -> bool:
        """Whether this is a POST whose fields have the right shape."""
        return bool(self.validate_on_submit())

    def refuse(self, field: str | None, message: Any) -> None:
        """Put a refusal beside its field, or on top of the form when it belongs to none."""
        place = self._fields.get(field or "")
        if place is None:
            self.form_errors.append(message)
        else:
            place.errors = [*place.errors, message]

    def inspected(self, name: str, kind: FileKind) -> Inspected | None:
        """What was sent in that field, looked at; None with the reason beside it when it can't come in.

        Pictures are decoded here: call it before the unit of work.
        """
        upload = self[name].data
        if not isinstance(upload, FileStorage) or not upload.filename:
            self.refuse(name, lazy("Please choose a file."))
            return None
        try:
            return inspect(upload.stream, upload.filename, kind)
        except FileRefused as refused:
            self.refuse(name, refused.message)
            return None

    @property
    def has_errors(self) -> bool:
        """Whether the page must be answered with 422."""
        return bool(self.errors) or bool(self.form_errors)

    def expected_version(self) -> int | None:
        """The version of the row that this form was rendered from."""
        text = str(self.version.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    def visible_fields(self) -> list[tuple[str, Field]]:
        """The fields that a person fills in."""
        return [
            (name, field)
            for name, field in self._fields.items()
            if not isinstance(field, HiddenField | FileField)
        ]


def limit_of(field: Field) -> int | None:
    """The character limit of a field, for its counter."""
    for validator in field.validators:
        if isinstance(validator, Characters):
            return validator.maximum
    return None


def paragraphs(text: str) -> Markup:
    """User text as safe paragraphs."""
    parts = [part.strip() for part in re.split(r"\n{2,}", text or "") if part.strip()]
    escape = Markup.escape
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(escape(line) for line in part.split("\n")))
        for part in parts
    )
