"""What shape has input in a review: the declaration, the panel, a replacement, a reason."""

from typing import Any

from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from incubator.kernel.forms import Form, Required, Text
from incubator.kernel.forms import choices as pairs
from incubator.kernel.text import lazy


class Checkboxes(SelectMultipleField):
    """Several choices as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class DeclarationForm(Form):
    """Before anything is shown: free of conflict, in conflict, or unable to review."""

    choice = RadioField(
        lazy("Your declaration"),
        [Required(lazy("Please choose one of the three."))],
        choices=pairs(
            [
                ("free", lazy("I have no conflict with this organization")),
                ("conflict", lazy("I have a conflict and step back")),
                ("decline", lazy("I have no conflict, but I can't review this in time")),
            ]
        ),
    )
    reason = Text(
        lazy("Reason"),
        limit=500,
        description=lazy("Needed unless you have no conflict. The park reads it."),
        render_kw={"rows": 3},
    )


class PanelForm(Form):
    """The experts of one panel."""

    experts = Checkboxes(lazy("Experts of the panel"), [Optional()])

    def offer(self, choices: list[tuple[str, Any]]) -> None:
        """Set who can be chosen."""
        self["experts"].choices = pairs(choices)


class ReplacementForm(Form):
    """Another expert in the place of one who steps back or does not answer."""

    expert = SelectField(lazy("New expert"), [Required(lazy("Please choose an expert."))])
    reason = Text(lazy("Reason"), limit=500, required=True, render_kw={"rows": 3})

    def offer(self, choices: list[tuple[str, Any]]) -> None:
        """Set who can be chosen."""
        self["expert"].choices = pairs([("", lazy("Please choose")), *choices])


class ReasonForm(Form):
    """An act that needs a word of explanation."""

    reason = Text(lazy("Reason"), limit=500, required=True, render_kw={"rows": 3})
