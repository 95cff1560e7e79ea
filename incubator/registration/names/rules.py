"""Who may check names, what the rule sets hold, and the verdict on a name.

Two rule sets: `registration.name_rules` (patterns, words, what each fault says and how to mend it)
and `registration.name_fields` (the words for fields of work).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from incubator.kernel.access import OWNERS, STAFF, Role, permission
from incubator.kernel.rulesets import Fault, body_of, message
from incubator.kernel.text import lazy
from incubator.registration.names.reading import Parts, Reader, Shape, Vocabulary

KIND, FIELDS_KIND = "registration.name_rules", "registration.name_fields"
Texts = dict[str, str]

NAME_CHECK = permission("registration.name_check", Role.APPLICANT, *STAFF, Role.SUPERVISOR, *OWNERS)
NAME_REGISTER = permission(
    "registration.name_register", Role.OPERATOR, Role.MANAGER, Role.SUPERVISOR
)


class Verdict(StrEnum):
    """How bad a finding is; the worst one is the verdict on the name."""

    FINE = "fine"
    WARNING = "warning"
    REFUSED = "refused"


VERDICT_LABELS = {
    Verdict.FINE: lazy("Nothing against it was found"),
    Verdict.WARNING: lazy("Possible, but please look at this"),
    Verdict.REFUSED: lazy("This name cannot be used"),
}
ORDER = (Verdict.FINE, Verdict.WARNING, Verdict.REFUSED)


@dataclass(frozen=True)
class Rule:
    """What one fault says: how bad, in which words, on what ground, and how to mend it."""

    verdict: Verdict
    label: Texts
    fix: Texts
    basis: Texts


@dataclass(frozen=True)
class WordRule:
    """Words that a name of these forms may not hold, and where they do no harm."""

    slug: str
    rule: Rule
    words: tuple[str, ...]
    forms: frozenset[str]
    harmless: tuple[str, ...]

    def hits(self, text: str, form: str) -> list[str]:
        """The words that stand in a text, outside the harmless ones."""
        if self.forms and form not in self.forms:
            return []
        for each in self.harmless:
            text = text.replace(each, "　")
        return [word for word in self.words if word in text]


@dataclass(frozen=True)
class FormRule:
    """One kind of name: what it is called, its pattern, an example, its basis."""

    shape: Shape
    label: Texts
    pattern: Texts
    example: Texts
    basis: Texts


@dataclass(frozen=True)
class Platform:
    """Where the binding check is made."""

    name: Texts
    url: str
    basis: Texts


@dataclass(frozen=True)
class NameRules:
    """The body of a `registration.name_rules` set."""

    forms: Mapping[str, FormRule]
    checks: Mapping[str, Rule]
    word_rules: tuple[WordRule, ...]
    homes: frozenset[str]
    trade_minimum: int
    length_maximum: int
    platform: Platform


@dataclass(frozen=True)
class Finding:
    """One thing that was found: its rule with the words filled in, and the part it concerns."""

    slug: str
    rule: Rule
    part: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def verdict(self) -> Verdict:
        """How bad it is."""
        return self.rule.verdict

    @property
    def label(self) -> Texts:
        """What is the matter."""
        return self._filled(self.rule.label)

    @property
    def fix(self) -> Texts:
        """How to mend it."""
        return self._filled(self.rule.fix)

    def _filled(self, texts: Texts) -> Texts:
        return {
            language: text.format_map(
                {name: _said(value, language) for name, value in self.facts.items()}
            )
            for language, text in texts.items()
        }


def _said(value: object, language: str) -> object:
    return (value.get(language) or value.get("zh")) if isinstance(value, dict) else value


@body_of(KIND)
def parse_rules(body: dict[str, Any]) -> NameRules:
    """The rules from their stored form; raises `ValueError` naming what is wrong."""
    try:
        found = NameRules(
            forms={slug: _form(slug, row) for slug, row in body["forms"].items()},
            checks={slug: _rule(row, f"checks.{slug}") for slug, row in body["checks"].items()},
            word_rules=tuple(_word_rule(row) for row in body["word_rules"]),
            homes=frozenset(body["home_regions"]),
            trade_minimum=int(body["trade_minimum"]),
            length_maximum=int(body["length_maximum"]),
            platform=Platform(**body["platform"]),
        )
    except KeyError as missing:
        raise Fault("", message("%(name)s is missing"), name=missing.args[0]) from missing
    except TypeError as problem:
        raise Fault("", message("this could not be read: %(why)s"), why=str(problem)) from problem
    _check(found)
    return found


PARTS = frozenset({"division", "trade", "field", "home", "form"})
CHECKS = frozenset(
    {
        "division_missing",
        "division_unknown",
        "division_elsewhere",
        "trade_missing",
        "trade_short",
        "trade_is_field",
        "trade_common",
        "field_missing",
        "home_missing",
        "form_missing",
        "form_of_other",
        "characters",
        "too_long",
        "same_live",
        "same_gone",
        "close_here",
    }
)


def _check(found: NameRules) -> None:
    if missing := CHECKS - set(found.checks):
        raise Fault("checks", message("%(name)s is missing"), name=", ".join(sorted(missing)))
    for slug, form in found.forms.items():
        if strange := set(form.shape.parts) - PARTS:
            names = ", ".join(sorted(strange))
            raise Fault(f"forms.{slug}.parts", message("%(name)s is unknown"), name=names)
        if not form.shape.words:
            raise Fault(f"forms.{slug}.words", message("there is none"))
    for name, figure in (
        ("trade_minimum", found.trade_minimum),
        ("length_maximum", found.length_maximum),
    ):
        if figure < 1:
            raise Fault(name, message("%(name)s is no figure"), name=figure)
    _check_words(found)


def _check_words(found: NameRules) -> None:
    """Refuse two rules of one name, a rule without a word, and one for forms that are not there."""
    seen: set[str] = set()
    for rule in found.word_rules:
        where = f"word_rules.{rule.slug}"
        if rule.slug in seen:
            raise Fault("word_rules", message("%(name)s stands there twice"), name=rule.slug)
        seen.add(rule.slug)
        if not rule.words or not all(word.strip() for word in rule.words):
            raise Fault(f"{where}.words", message("there is none"))
        if strange := rule.forms - set(found.forms):
            names = ", ".join(sorted(strange))
            raise Fault(f"{where}.forms", message("%(name)s is unknown"), name=names)


def _form(slug: str, row: dict[str, Any]) -> FormRule:
    shape = Shape(slug, tuple(row["parts"]), tuple(row["words"]), frozenset(row["whole"]))
    return FormRule(shape, row["label"], row["pattern"], row["example"], row["basis"])


def _rule(row: dict[str, Any], where: str) -> Rule:
    if row["verdict"] not in set(Verdict):
        raise Fault(f"{where}.verdict", message("%(name)s is unknown"), name=row["verdict"])
    return Rule(Verdict(row["verdict"]), row["label"], row["fix"], row["basis"])


def _word_rule(row: dict[str, Any]) -> WordRule:
    words, harmless = tuple(row["words"]), tuple(row["except"])
    rule = _rule(row, f"word_rules.{row['slug']}")
    return WordRule(row["slug"], rule, words, frozenset(row["forms"]), harmless)


@dataclass(frozen=True)
class FieldWords:
    """The body of a `registration.name_fields` set: labels by field, and the words."""

    labels: Mapping[str, Texts]
    vocabulary: Vocabulary


@body_of(FIELDS_KIND)
def parse_fields(body: dict[str, Any]) -> FieldWords:
    """The words from their stored form; raises `ValueError` for a word that two fields claim."""
    slugs: dict[str, str] = {}
    for row in body["fields"]:
        for word in row["words"]:
            if slugs.setdefault(word, row["slug"]) != row["slug"]:
                raise Fault(
                    f"fields.{row['slug']}.words",
                    message("%(name)s stands under %(other)s already"),
                    name=word,
                    other=slugs[word],
                )
    labels = {row["slug"]: row["label"] for row in body["fields"]}
    return FieldWords(labels, Vocabulary(slugs, tuple(body["joiners"]), tuple(body["tails"])))


def reader_of(rules: NameRules, fields: FieldWords) -> Reader:
    """What reads names by these rules."""
    shapes = {slug: form.shape for slug, form in rules.forms.items()}
    return Reader(shapes, fields.vocabulary, rules.homes)


@dataclass(frozen=True)
class Local:
    """Where the checker stands: the divisions in which one registers here, the finest first."""

    name: str = ""
    codes: Sequence[str] = ()
    # The one division that names are to begin with, where it is settled by law (JJH 6).
    seat: str = ""


@dataclass(frozen=True)
class Judge:
    """Judges the wording of a name; the register's names are judged beside it."""

    rules: NameRules
    reader: Reader
    local: Local

    def findings(self, parts: Parts, form: str) -> list[Finding]:
        """Everything that can be said against a name by its wording, the worst first."""
        found = [*self._signs(parts), *self._division(parts), *self._form(parts, form)]
        found += [*self._middle(parts, form), *self._words(parts, form)]
        return sorted(found, key=lambda each: -ORDER.index(each.verdict))

    def say(self, slug: str, where: str = "", **facts: object) -> Finding:
        """The finding of that name in the rule set's words."""
        here = self.local.name or "本地"
        return Finding(
            slug, self.rules.checks[slug], where, {"division": here, "part": "", **facts}
        )

    def say_if_told(self, slug: str, where: str, **facts: object) -> list[Finding]:
        """A finding that an older rule set may not know: then there is nothing to say."""
        return [self.say(slug, where, **facts)] if slug in self.rules.checks else []

    def _signs(self, parts: Parts) -> Iterator[Finding]:
        strange = dict.fromkeys(sign for sign in parts.name if not _is_allowed(sign))
        if strange:
            yield self.say("characters", part="".join(strange))
        limit = self.rules.length_maximum
        if len(parts.name) > limit:
            yield self.say("too_long", length=len(parts.name), maximum=limit)

    def _division(self, parts: Parts) -> Iterator[Finding]:
        if not parts.division:
            yield self.say("division_missing", "division")
        elif not parts.division_code:
            yield self.say("division_unknown", "division", part=parts.division)
        elif self.local.codes and parts.division_code not in self.local.codes:
            yield self.say("division_elsewhere", "division", part=parts.division)
        elif self.local.seat and parts.division_code != self.local.seat:
            yield from self.say_if_told("division_below", "division", part=parts.division)

    def _form(self, parts: Parts, form: str) -> Iterator[Finding]:
        own = self.rules.forms[form]
        words = "、".join(own.shape.words[:6])
        if not parts.form:
            yield self.say("form_missing", "form", words=words)
        elif parts.form not in own.shape.words:
            other = self.rules.forms[self.reader.owner_of(parts.form)[0]]
            facts = {"part": parts.form, "other": other.label, "form": own.label, "words": words}
            yield self.say("form_of_other", "form", **facts)

    def _middle(self, parts: Parts, form: str) -> Iterator[Finding]:
        shape = self.rules.forms[form].shape
        wanted, is_whole = shape.parts, parts.form in shape.whole
        if "home" in wanted:
            if not parts.is_home:
                yield self.say("home_missing", "home", part=parts.field or "–")
        elif "trade" in wanted:
            yield from self._trade(parts, is_whole=is_whole)
        elif not is_whole and len(parts.field) < self.rules.trade_minimum:
            yield self.say("field_missing", "field")

    def _trade(self, parts: Parts, *, is_whole: bool) -> Iterator[Finding]:
        minimum = self.rules.trade_minimum
        if not parts.trade:
            yield self.say("trade_missing", "trade")
        elif len(parts.trade) < minimum:
            yield self.say("trade_short", "trade", part=parts.trade, minimum=minimum)
        elif parts.trade in self.reader.vocabulary.slugs:
            yield self.say("trade_common", "trade", part=parts.trade)
        if not parts.field and not is_whole:
            long = len(parts.trade) > 2 * minimum
            yield self.say("trade_is_field" if long else "field_missing", "field", part=parts.trade)

    def _words(self, parts: Parts, form: str) -> Iterator[Finding]:
        text = parts.name[len(parts.division) :] if parts.division_code else parts.name
        for rule in self.rules.word_rules:
            for word in rule.hits(text, form):
                yield Finding(rule.slug, rule.rule, "word", {"word": word})


def _is_allowed(sign: str) -> bool:
    return "\u3400" <= sign <= "\u9fff" or sign in "（）·" or ord(sign) > 0x20000


def worst(findings: Iterable[Finding]) -> Verdict:
    """The verdict on the whole: that of the worst finding."""
    return max((each.verdict for each in findings), key=ORDER.index, default=Verdict.FINE)
