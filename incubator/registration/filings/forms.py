"""What is typed about a filing: its facts, a change with why, the form to be registered as."""

from wtforms import RadioField, SelectField

from incubator.kernel.forms import Form, Line, Required, Text
from incubator.kernel.text import lazy


class FilingForm(Form):
    """What the register says of a group; the choices are set by the view."""

    type = SelectField(lazy("Type of group"), [Required()], choices=[])
    subtype = SelectField(lazy("Line of the sub-list"), choices=[])
    township = SelectField(lazy("Township"), choices=[])
    community = Line(lazy("Community or village"), limit=60)
    leader_post = Line(
        lazy("Post of the leader"),
        limit=40,
        description=lazy(
            "The post only, such as team leader; names stand in the group's own file."
        ),
    )


class ChangeForm(FilingForm):
    """The same after something about the group has changed, with why."""

    reason = Text(lazy("What has changed, and by which paper"), limit=1000, required=True)


class ConversionForm(Form):
    """As what a filed group is to be registered."""

    # The view sets the choices; a form that fell away meanwhile is refused by the act.
    form = RadioField(lazy("To be registered as"), [Required()], choices=[])
