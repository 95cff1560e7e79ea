"""What shape do a call's pages take in: text, window, places, kinds, documents, own questions."""

import re
from datetime import datetime, time
from typing import Any

from typing_extensions import override
from wtforms import (
    BooleanField,
    RadioField,
    StringField,
    TimeField,
)
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import TimeInput

from incubator.kernel.clock import moment
from incubator.kernel.forms import Checkboxes, Day, Form, Line, Required, Text, Whole, choices
from incubator.kernel.text import lazy

KIND_CHOICES = [
    ("registered", lazy("Registered organization")),
    ("unregistered", lazy("Team that will register")),
    ("filed", lazy("Filed community organization")),
]


class Clock(TimeField):
    """A time of day; what was typed is kept."""

    widget = TimeInput()

    @override
    def process_formdata(self, valuelist: list[Any]) -> None:
        text = str(valuelist[0]).strip().replace("：", ":") if valuelist else ""
        self.data = None
        if not text:
            return
        found = re.fullmatch(r"(\d{1,2}):(\d{2})(?::\d{2})?", text)
        try:
            self.data = time(int(found[1]), int(found[2])) if found else None
        except ValueError:
            self.data = None
        if self.data is None:
            raise ValueError(str(lazy("Please enter a time such as 17:30.")))


class Count(Whole):
    """A whole number from 0 to a limit; full-width digits and thousands marks are understood."""

    def __init__(self, label: Any, *, most: int = 999, **options: Any) -> None:  # noqa: ANN401 handed on as it is
        self.most = most
        super().__init__(label, render_kw={"inputmode": "numeric"}, **options)

    @override
    def process_formdata(self, valuelist: list[Any]) -> None:
        text = str(valuelist[0]).strip().replace(",", "").replace("，", "") if valuelist else ""
        self.data = None
        if not text:
            return
        if not text.isdecimal() or len(text) > 12:
            raise ValueError(str(lazy("Please enter a whole number, such as 12.")))
        if int(text) > self.most:
            raise ValueError(
                str(lazy("Please enter a number of at most %(most)s.", most=self.most))
            )
        self.data = int(text)


def _moment(day: Day, hour: Clock) -> datetime:
    """Day and hour of a valid form as one moment."""
    assert day.data is not None
    assert hour.data is not None
    return moment(day.data, hour.data.hour, hour.data.minute)


class CallForm(Form):
    """What a call says."""

    title = Line(lazy("Title"), limit=120, required=True)
    text = Text(
        lazy("Text of the call"),
        limit=10000,
        description=lazy("An empty line begins a new paragraph."),
    )
    opens_on = Day(lazy("First day"), validators=[Required()])
    closes_on = Day(lazy("Last day"), validators=[Required()])
    closes_time = Clock(
        lazy("Until what time"), validators=[Required()], description=lazy("On the last day.")
    )
    places_physical = Count(lazy("Places with a desk"), most=200, validators=[Required()])
    places_virtual = Count(lazy("Virtual places"), most=500, validators=[Required()])
    applicant_kinds = Checkboxes(lazy("Who may apply"), choices=choices(KIND_CHOICES))

    def validate_applicant_kinds(self, field: Checkboxes) -> None:
        """Somebody must be allowed to apply."""
        if not field.data:
            raise ValidationError(lazy("Please choose at least one."))

    def moments(self) -> tuple[datetime, datetime]:
        """The window as moments: from the first day's midnight to the last day's hour."""
        assert self.opens_on.data is not None
        return moment(self.opens_on.data), _moment(self.closes_on, self.closes_time)


class ExtensionForm(Form):
    """A later end, and why."""

    closes_on = Day(lazy("New last day"), validators=[Required()])
    closes_time = Clock(lazy("Until what time"), validators=[Required()])
    reason = Text(
        lazy("Reason"),
        limit=500,
        required=True,
        description=lazy("Shown on the public page of the call."),
    )

    def closes_at(self) -> datetime:
        """The new end as a moment."""
        return _moment(self.closes_on, self.closes_time)


class QuestionForm(Form):
    """One question of the operator's own."""

    section = RadioField(lazy("Page of the form"), choices=[])
    label = Line(lazy("Question"), limit=100)
    type = RadioField(
        lazy("Answer"),
        choices=choices(
            [
                ("text", lazy("One line")),
                ("long_text", lazy("Several lines")),
                ("number", lazy("A number")),
            ]
        ),
        default="long_text",
    )
    limit = Count(
        lazy("Limit"),
        most=99999999,
        validators=[Optional()],
        description=lazy("Characters, or the greatest number. At most 2,000 characters."),
    )
    required = BooleanField(lazy("Must be answered"))
    remove = StringField()

    def validate_label(self, field: Line) -> None:
        """A question needs words, unless one is being removed."""
        if not field.data and not self.remove.data:
            raise ValidationError(lazy("Please write the question."))
