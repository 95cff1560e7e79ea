"""What shape may input about staff have."""

from wtforms import SelectField

from incubator.accounts.entry.forms import NameForm
from incubator.kernel.access import ROLE_LABELS, Role
from incubator.kernel.forms import Line, choices
from incubator.kernel.text import lazy


class GrantForm(NameForm):
    """Whom to give which role where."""

    display_name = Line(
        lazy("Name of the person"),
        limit=40,
        description=lazy("Needed only if the person has no account yet."),
    )
    role = SelectField(lazy("Role"))
    place = SelectField(lazy("Where"))

    def offer(self, roles: list[Role], places: list[tuple[str, str]]) -> None:
        """Show what this person may give."""
        self.role.choices = choices((role.value, ROLE_LABELS[role]) for role in roles)
        self.place.choices = choices(places)
