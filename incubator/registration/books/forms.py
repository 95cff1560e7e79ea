"""What is typed into the registers: the body to be founded, a founder, a member, a post, a whole list."""

from flask_wtf.file import FileField
from wtforms import BooleanField, SelectField
from wtforms.validators import Optional

from incubator.kernel.forms import Day, Form, Line, Text
from incubator.kernel.text import lazy


class ProfileForm(Form):
    """What the checks must know beyond the lists."""

    level = SelectField(lazy("Area of work"), choices=[])
    is_public = BooleanField(lazy("May raise funds from the public"))
    is_private_money = BooleanField(lazy("Founded with private money"))
    is_charity = BooleanField(lazy("Set up as a charity"))


class FounderForm(Form):
    """One founder; no identity number is asked for."""

    kind = SelectField(lazy("Person or unit"), choices=[])
    name = Line(lazy("Name"), limit=100, required=True)
    contact = Line(lazy("Contact person"), limit=60)
    phone = Line(lazy("Phone"), limit=30, render_kw={"inputmode": "tel", "autocomplete": "off"})
    work_unit = Line(lazy("Employer and post"), limit=100)
    is_document_shown = BooleanField(lazy("Proof of identity was shown"))
    declared_on = Day(lazy("Declaration signed on"), [Optional()])


class MemberForm(Form):
    """One member."""

    kind = SelectField(lazy("Person or unit"), choices=[])
    name = Line(lazy("Name"), limit=100, required=True)
    other_name = Line(lazy("Other name"), limit=100)
    unit_kind = SelectField(lazy("Kind of unit"), choices=[])
    contact = Line(lazy("Contact person"), limit=60)
    phone = Line(lazy("Phone"), limit=30, render_kw={"inputmode": "tel", "autocomplete": "off"})
    post = Line(lazy("Post in the organization"), limit=60)
    joined_on = Day(lazy("Joined on"), [Optional()])
    left_on = Day(lazy("Left on"), [Optional()])


class PostForm(Form):
    """One post of one person."""

    kind = SelectField(lazy("Post"), choices=[])
    name = Line(lazy("Full name"), limit=60, required=True)
    phone = Line(lazy("Phone"), limit=30, render_kw={"inputmode": "tel", "autocomplete": "off"})
    starts_on = Day(lazy("Term begins"), [Optional()])
    ends_on = Day(lazy("Term ends"), [Optional()])
    employed_by = Line(lazy("Employer"), limit=100)
    relative_of = Line(lazy("Near relative of"), limit=200)
    is_paid = BooleanField(lazy("Paid by the organization"))
    is_full_time = BooleanField(lazy("Works there full-time"))
    is_state_worker = BooleanField(lazy("Serving state worker"))
    declared_on = Day(lazy("Declaration signed on"), [Optional()])


class ListForm(Form):
    """A list of members: pasted from a spreadsheet, or a file."""

    text = Text(lazy("Paste the list"), limit=200_000, render_kw={"rows": 10})
    file = FileField(lazy("Or choose a file"))
