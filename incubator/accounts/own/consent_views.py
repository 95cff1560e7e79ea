"""The pages of one's consents: what was agreed to, and each sensitive item asked for on its own."""

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField

from incubator.accounts import actions
from incubator.accounts.own import queries
from incubator.accounts.own.me import me
from incubator.accounts.room import room
from incubator.accounts.rules import OWN_ACCOUNT
from incubator.kernel import rulesets, web
from incubator.kernel.errors import Absent, Refusal
from incubator.kernel.forms import Form
from incubator.kernel.rulesets import RuleSet
from incubator.kernel.text import gettext, lazy

KIND = "accounts.sensitive_consent"


class ConsentForm(Form):
    """One separate consent."""

    agree = BooleanField(lazy("I consent"))


def sensitive_rules() -> RuleSet:
    """The text in force on sensitive personal data."""
    return rulesets.get(KIND, "consent")


@room.get("/account/consents", OWN_ACCOUNT)
def consent_list() -> ResponseReturnValue:
    """What I have agreed to, and what I may agree to or withdraw."""
    rules = sensitive_rules()
    user_id = me().id
    given = queries.list_consents(user_id)
    in_force = {row.kind for row in given if row.withdrawn_at is None}
    labels = {field["slug"]: field["label"] for field in rules.body["fields"]}
    return web.page(
        "accounts/consent_list.html", rules=rules, given=given, in_force=in_force, labels=labels
    )


@room.form("/account/consents/<slug>", OWN_ACCOUNT)
def consent_edit(slug: str) -> ResponseReturnValue:
    """Agree to one sensitive item, or withdraw."""
    rules = sensitive_rules()
    item = _item(rules, slug)
    is_given = queries.has_consent(me().id, slug)
    form = ConsentForm()
    if form.posted():
        with web.acting(form) as act:
            _decide(slug, rules.edition, wants=bool(form.agree.data), is_given=is_given)
            done = gettext("Withdrawn.") if is_given else gettext("Your consent is stored.")
            act.done(url_for("accounts.consent_list"), done)
        if act.response:
            return act.response
    return web.page(
        "accounts/consent_edit.html", form=form, item=item, rules=rules, is_given=is_given
    )


def _item(rules: RuleSet, slug: str) -> dict[str, Any]:
    found = next((field for field in rules.body["fields"] if field["slug"] == slug), None)
    if found is None:
        raise Absent
    return dict(found)


def _decide(slug: str, edition: str, *, wants: bool, is_given: bool) -> None:
    if is_given:
        actions.withdraw_consent(me(), slug)
    elif wants:
        actions.give_consent(me(), slug, edition)
    else:
        raise Refusal(lazy("Tick the box if you consent; else simply go back."), field="agree")
