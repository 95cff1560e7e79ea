"""What is typed when a bulk filing is to be undone."""

from incubator.kernel.forms import Form, Text
from incubator.kernel.text import lazy


class UndoForm(Form):
    """Why all these filings are to leave the register again."""

    reason = Text(
        lazy("Why it is undone"),
        limit=1000,
        required=True,
        description=lazy("It stands in the history of every group that leaves the register."),
    )
