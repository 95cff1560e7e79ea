"""What shape has the opening of a case, and the choice of its route?"""

from wtforms import RadioField

from incubator.kernel.forms import Form, Required, Text, choices
from incubator.kernel.text import lazy
from incubator.registration.checklists.rules import ROUTE_LABELS, Route


class CaseForm(Form):
    """What is to be done for the organization that was chosen; the choices are set by the view."""

    # Checked by the view after the key of the form: a double click finds its procedure already taken.
    offer = RadioField(lazy("What is to be done"), [Required()], validate_choice=False)


class RouteForm(Form):
    """Which route, and why."""

    route = RadioField(
        lazy("Route"),
        [Required()],
        choices=choices((route.value, ROUTE_LABELS[route]) for route in Route),
    )
    reason = Text(lazy("Reason"), limit=1000, required=True)
