"""Is a body that its room could not work with refused, naming the place: governance, names, due dates?"""

import copy
import re

import pytest
from sqlalchemy import select

from incubator.kernel import rulesets
from incubator.kernel.db import db
from incubator.kernel.rulesets import Fault, RuleSet
from incubator.portal.rule_sets.outline import outline_of

BREAKS = [
    ("registration.governance", ("rules", 0, "slug"), "nonsense", "rules"),
    ("registration.governance", ("votes", "council", "quorum", "value"), [3, 2], "votes.council"),
    ("registration.governance", ("votes", "council", "special_matters"), ["x"], "votes.council"),
    ("registration.name_rules", ("trade_minimum",), 0, "trade_minimum"),
    ("registration.name_rules", ("checks", "too_long", "verdict"), "maybe", "checks.too_long"),
    ("registration.name_rules", ("forms", "foundation", "words"), [], "forms.foundation.words"),
    ("registration.name_rules", ("forms", "foundation", "parts"), ["x"], "forms.foundation.parts"),
    ("registration.name_rules", ("word_rules", 0, "words"), [], "word_rules."),
    ("registration.name_rules", ("word_rules", 0, "forms"), ["x"], "word_rules."),
    ("organizations.inspection", ("ends", 0, "month"), 13, "ends.supervising_unit.day"),
    ("organizations.inspection", ("ends", 0, "legal_forms"), [], "ends.supervising_unit.legal"),
    ("organizations.inspection", ("ends", 1, "slug"), "supervising_unit", "ends"),
    ("organizations.periods", ("periods", "first", "value"), 0, "periods.first.value"),
    ("organizations.periods", ("periods", "first", "unit"), "moon", "periods.first.unit"),
]


def body_of(kind):
    query = select(RuleSet.body).where(RuleSet.kind == kind).order_by(RuleSet.id)
    return copy.deepcopy(db.session.scalars(query).first())


@pytest.mark.parametrize(("kind", "path", "value", "place"), BREAKS)
def test_an_unsound_body_is_refused_with_the_place(context, kind, path, value, place):
    body = body_of(kind)
    rulesets.check_body(kind, body)
    *way, last = path
    holder = body
    for name in way:
        holder = holder[name]
    holder[last] = value
    with pytest.raises(Fault) as fault:
        rulesets.check_body(kind, body)
    assert fault.value.place.startswith(place)
    assert fault.value.words


def test_a_word_under_two_fields_is_refused(context):
    body = body_of("registration.name_fields")
    body["fields"][1]["words"].append(body["fields"][0]["words"][0])
    with pytest.raises(Fault) as fault:
        rulesets.check_body("registration.name_fields", body)
    assert fault.value.place == f"fields.{body['fields'][1]['slug']}.words"


def test_every_place_of_every_set_has_its_words(app, context):
    """No heading of any shipped set stands there by its English key in Chinese, or empty."""
    wordless = set()
    with app.test_request_context():
        for kind, body in db.session.execute(select(RuleSet.kind, RuleSet.body)):
            for title in titles(outline_of(body)):
                if not title.strip() or re.fullmatch(r"[A-Z][a-z ]+", title):
                    wordless.add((kind, title))
    assert wordless == set()


def titles(nodes):
    for node in nodes:
        yield node.title
        yield from node.heads
        yield from (row[0].text for row in node.rows)
        yield from titles(node.children)
