"""What shape has input about a session: the entry, its action items, a comment."""

from typing import Any

from typing_extensions import override
from wtforms import FieldList, FormField, RadioField
from wtforms import Form as Part
from wtforms.validators import Optional

from incubator.experts.mentoring.rules import LENGTHS, MOST_ITEMS, ItemFacts, SessionEntry
from incubator.kernel import clock
from incubator.kernel.forms import Checkboxes, Day, Form, Line, Required, Text, choices
from incubator.kernel.text import lazy

ADVICE_LIMIT = 2000


class ItemPart(Part):
    """One action item in the session's form."""

    text = Line(lazy("What is to be done"), limit=300)
    person_name = Line(lazy("Who does it"), limit=40)
    due_on = Day(lazy("By when"), [Optional()])

    @override
    def validate(self, extra_validators: Any = None) -> bool:
        """A person or a day alone is no item."""
        sound = bool(super().validate(extra_validators))
        if not self["text"].data and (self["person_name"].data or self["due_on"].data):
            self["text"].errors = [lazy("Please write what is to be done.")]
            return False
        return sound

    def facts(self) -> ItemFacts | None:
        """The item, or None when nothing was written."""
        words = (self["text"].data or "").strip()
        if not words:
            return None
        return ItemFacts(words, self["person_name"].data or "", self["due_on"].data)


class EntryForm(Form):
    """What is told of a session."""

    held_on = Day(lazy("Day"), [Required()], default=clock.today)
    minutes = RadioField(
        lazy("Length of the session"), [Required(lazy("Please choose the length."))], coerce=int
    )
    mode = RadioField(lazy("How you met"), [Required(lazy("Please choose how you met."))])
    topics = Checkboxes(lazy("Topics"), [Required(lazy("Please choose at least one topic."))])
    advice = Text(lazy("Advice"), limit=ADVICE_LIMIT, required=True, render_kw={"rows": 5})
    private_note = Text(
        lazy("Note for the park only"),
        limit=1000,
        description=lazy("The organization does not see it."),
        render_kw={"rows": 2},
    )

    def offer(self, modes: list[tuple[str, Any]], topics: list[tuple[str, Any]]) -> None:
        """Set the ways of meeting and the topics that can be chosen."""
        self["mode"].choices = choices(modes)
        self["topics"].choices = choices(topics)
        self["minutes"].choices = choices(
            (str(length), lazy("%(n)s min", n=length)) for length in LENGTHS
        )

    def entry(self) -> SessionEntry:
        """The session as typed."""
        return SessionEntry(
            held_on=self["held_on"].data,
            minutes=self["minutes"].data,
            mode=self["mode"].data,
            topics=tuple(self["topics"].data or ()),
            advice=self["advice"].data or "",
            private_note=self["private_note"].data or "",
        )


class SessionForm(EntryForm):
    """A new session: with what was done since the last one, and what was agreed now."""

    finished = Checkboxes(lazy("Done since the last session"), [Optional()])
    items = FieldList(FormField(ItemPart), min_entries=MOST_ITEMS, max_entries=MOST_ITEMS)

    def item_facts(self) -> list[ItemFacts]:
        """The items that were written."""
        found = [entry.form.facts() for entry in self["items"].entries]
        return [facts for facts in found if facts is not None]


class CommentForm(Form):
    """What the organization finds not right."""

    reason = Text(lazy("What is not right?"), limit=1000, required=True)


class ItemForm(Form):
    """One action item added afterwards."""

    text = Line(lazy("What is to be done"), limit=300, required=True)
    person_name = Line(lazy("Who does it"), limit=40)
    due_on = Day(lazy("By when"), [Optional()])

    def facts(self) -> ItemFacts:
        """The item as typed."""
        return ItemFacts(
            self["text"].data or "", self["person_name"].data or "", self["due_on"].data
        )
