"""What is filled in to take cases over to another edition: which, and why."""

from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from incubator.kernel.forms import Form, Required, Text
from incubator.kernel.text import lazy


class EditionForm(Form):
    """The cases to move, ticked one by one, and the reason; the choices are set by the view."""

    cases = SelectMultipleField(
        lazy("Cases that go over"),
        [Required(lazy("Please tick at least one case."))],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
    )
    reason = Text(lazy("Reason"), limit=1000, required=True)
