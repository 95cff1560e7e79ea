"""What shape may input about places have."""

from typing import Any

from wtforms import BooleanField, RadioField
from wtforms.validators import NumberRange, Optional

from incubator.kernel.calendar import DayKind
from incubator.kernel.forms import Day, Form, Line, Required, Text, Whole, choices
from incubator.kernel.text import lazy


class ParkForm(Form):
    """What a park says of itself."""

    name = Line(lazy("Name"), limit=80, required=True)
    name_en = Line(lazy("Name in English"), limit=120)
    owner = Line(lazy("Owner"), limit=80, description=lazy("Usually the civil affairs bureau."))
    operator = Line(lazy("Operating agency"), limit=80)
    address = Line(lazy("Address"), limit=200)
    phone = Line(lazy("Telephone"), limit=40, render_kw={"inputmode": "tel"})
    opened_on = Day(lazy("In operation since"), [Optional()])
    introduction = Text(lazy("Introduction"), limit=2000)


class TownshipForm(Form):
    """The townships of a county, one a line."""

    lines = Text(
        lazy("Townships, one a line"),
        limit=8000,
        required=True,
        description=lazy("Code of the division and name, such as: 999999001 Chengguan Town"),
    )


class HouseRuleForm(Form):
    """One house rule, in Chinese and, if wanted, in English."""

    number = Whole(lazy("Number"), [Required(), NumberRange(1, 99)])
    title_zh = Line(lazy("Title"), limit=60, required=True)
    text_zh = Text(lazy("Text"), limit=4000, required=True)
    title_en = Line(lazy("Title in English"), limit=100)
    text_en = Text(lazy("Text in English"), limit=8000)

    def words(self, stem: str) -> dict[str, str]:
        """Both languages of a field; an empty English one is left out."""
        pair: dict[str, Any] = {
            "zh": self[f"{stem}_zh"].data or "",
            "en": self[f"{stem}_en"].data or "",
        }
        return {language: words for language, words in pair.items() if words}


class CalendarDayForm(Form):
    """A day that differs from its weekday."""

    day = Day(lazy("Day"), [Required()])
    kind = RadioField(
        lazy("It is"),
        [Required()],
        choices=choices(
            [
                (DayKind.HOLIDAY.value, lazy("a holiday")),
                (DayKind.WORKDAY.value, lazy("a make-up working day")),
            ]
        ),
    )
    name = Line(lazy("Occasion"), limit=40, required=True)
    note = Line(lazy("By which notice"), limit=200)


class CalendarYearForm(Form):
    """Whether the year's notice is in the table."""

    is_announced = BooleanField(lazy("The holidays of this year are announced and entered"))
    source = Line(lazy("Notice"), limit=200)
