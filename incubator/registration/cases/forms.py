"""What shape has the opening of a case, and the choice of its route?"""

from wtforms import RadioField, SelectField

from incubator.kernel.forms import Form, Required, Text, choices
from incubator.kernel.text import lazy
from incubator.registration.checklists.rules import ROUTE_LABELS, Route


class CaseForm(Form):
    """For whom, and which legal form it is to become; the choices are set by the view."""

    # Checked by the view after the key of the form: a double click finds its team already taken.
    organization = SelectField(lazy("Organization"), [Required()], validate_choice=False)
    legal_form = RadioField(lazy("Legal form to be reached"), [Required()])


class RouteForm(Form):
    """Which route, and why."""

    route = RadioField(
        lazy("Route"),
        [Required()],
        choices=choices((route.value, ROUTE_LABELS[route]) for route in Route),
    )
    reason = Text(lazy("Reason"), limit=1000, required=True)
