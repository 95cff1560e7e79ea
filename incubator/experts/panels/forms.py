"""What shape has the choice of experts: a whole panel, one in the place of another, a sheet given back."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from wtforms import SelectField
from wtforms.validators import Optional

from incubator.experts.panels.rules import Candidate, free_to_judge
from incubator.experts.sheets.workflow import IN_HAND, SHEET, SheetStatus
from incubator.kernel.forms import Checkboxes, Form, Required, Text, choices
from incubator.kernel.text import lazy


class Held(Protocol):
    """The sheet that somebody else shall take over."""

    @property
    def status(self) -> SheetStatus:
        """Where it stands with its expert."""


class PanelForm(Form):
    """The experts of one panel."""

    experts = Checkboxes(lazy("Experts of the panel"), [Optional()])

    def offer(self, candidates: Iterable[Candidate]) -> None:
        """Set who is shown; those with a barrier too, so that choosing one is refused with the reason."""
        self.experts.choices = choices((row.expert.code, row.expert.name) for row in candidates)


class ReasonForm(Form):
    """An act that needs a word of explanation."""

    reason = Text(lazy("Reason"), limit=500, required=True, render_kw={"rows": 3})


class ReplacementForm(Form):
    """Another expert in the place of one who steps back or does not answer."""

    expert = SelectField(lazy("New expert"), [Required(lazy("Please choose an expert."))])
    reason = Text(lazy("Reason"), limit=500, required=True, render_kw={"rows": 3})

    def offer(
        self, candidates: Iterable[Candidate], fields: Mapping[str, dict[str, str]] | None = None
    ) -> None:
        """Set who can be chosen: those who may judge, with the fields that fit."""
        free = [
            (row.expert.code, row.described(fields or {}))
            for row in free_to_judge(list(candidates))
        ]
        self.expert.choices = choices([("", lazy("Please choose")), *free])

    def suggest_reason(self, sheet: Held) -> None:
        """Where the expert has stepped back already, that is the reason."""
        if sheet.status not in IN_HAND:
            self.reason.data = str(SHEET.badge(sheet).label)
