"""What a person fills in about an organization: profile, people, documents, colleagues."""

from collections.abc import Sequence

from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import NumberRange, Optional

from incubator.kernel.forms import Day, EmailAddress, Form, Line, Required, Text, Whole
from incubator.kernel.text import lazy

COUNT = NumberRange(min=0, max=100_000, message=lazy("Please enter a whole number from 0."))
COMPARE = lazy("Please compare it with the certificate; if it is so, tick the box and save again.")


class ProfileForm(Form):
    """The facts that an organization keeps up to date."""

    name = Line(lazy("Name"), limit=200, required=True)
    short_name = Line(lazy("Short name"), limit=40)
    legal_form = SelectField(lazy("Legal form"), choices=[])
    credit_code = Line(
        lazy("Credit code"),
        limit=30,
        description=lazy("18 characters, as on the certificate; a team leaves it empty."),
    )
    code_compared = BooleanField(lazy("I have compared the code with the certificate: it is so"))
    founded_on = Day(lazy("Founded on"), [Optional()])
    representative = Line(lazy("Representative"), limit=100)
    phone = Line(lazy("Phone"), limit=100)
    email = Line(lazy("Email"), limit=120, validators=[EmailAddress()])
    address = Line(lazy("Address"), limit=300)
    town = Line(lazy("Town"), limit=60)
    supervising_unit = Line(lazy("Supervising unit"), limit=200)
    field_of_work = SelectField(lazy("Field of work"), choices=[])
    mission = Text(lazy("Mission"), limit=2000)
    staff_count = Whole(lazy("Staff count"), [Optional(), COUNT])
    full_time_count = Whole(lazy("Full time count"), [Optional(), COUNT])
    volunteer_count = Whole(lazy("Volunteer count"), [Optional(), COUNT])
    remark = Text(lazy("Remark"), limit=2000)


class PersonForm(Form):
    """One person of the file."""

    name = Line(lazy("Full name"), limit=40, required=True)
    post = Line(lazy("Post"), limit=60, required=True)
    phone = Line(lazy("Phone"), limit=20)
    is_full_time = BooleanField(lazy("Works full time"))
    is_founder = BooleanField(lazy("Founder"))
    since_on = Day(lazy("In office since"), [Optional()])
    until_on = Day(lazy("In office until"), [Optional()])


class DocumentForm(Form):
    """One document of the file."""

    kind = SelectField(lazy("Kind of document"), choices=[])
    title = Line(lazy("Title"), limit=100, description=lazy("Left empty, the file's name stands."))
    dated_on = Day(lazy("Dated"), [Optional()])
    file = FileField(lazy("File"), validators=[Required(lazy("Please choose a file."))])


class InvitationForm(Form):
    """Whom to invite into the organization."""

    role = RadioField(lazy("Role"), choices=[], validators=[Required()])
    sign_in_name = Line(
        lazy("Mobile number or e-mail address"),
        limit=120,
        description=lazy("Optional: the link then works for this person only."),
    )


class CohortForm(Form):
    """What a batch is called and when it began."""

    park_slug = SelectField(lazy("Park"), choices=[])
    name = Line(lazy("Name of the cohort"), limit=60, required=True)
    starts_on = Day(lazy("Begins on"), [Required()])
    ends_on = Day(lazy("Ends on"), [Optional()])
    note = Text(lazy("Note"), limit=1000)


def refuse_remarks(form: Form, remarks: Sequence[object]) -> bool:
    """Put remarks on a code beside it, to be ticked as compared; returns whether there were any."""
    if remarks:
        form.refuse("credit_code", " ".join([*map(str, remarks), str(COMPARE)]))
    return bool(remarks)
