"""What shape has the opening of a case, and the choice of its route?"""

from wtforms import RadioField, SelectField

from incubator.kernel.forms import Form, Required, Text
from incubator.kernel.text import lazy
from incubator.registration.checklists.rules import ROUTE_LABELS, Route


class CaseForm(Form):
    """For whom, and which legal form it is to become; the choices are set by the view."""

    organization = SelectField(lazy("Organization"), [Required()])
    legal_form = RadioField(lazy("Legal form to be reached"), [Required()])


class RouteForm(Form):
    """Which route, and why."""

    route = RadioField(
        lazy("Route"),
        [Required()],
        choices=[(route.value, ROUTE_LABELS[route]) for route in Route],
    )
    reason = Text(lazy("Reason"), limit=1000, required=True)
