"""The pages that need no account."""

from dataclasses import dataclass

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from incubator.accounts import actions as accounts
from incubator.accounts.models import User
from incubator.intake.calls.models import KIND_LABELS, ApplicantKind, Call
from incubator.intake.calls.queries import list_public_calls
from incubator.intake.decisions.notices import list_notices
from incubator.kernel import clock, text, web
from incubator.kernel.access import PUBLIC
from incubator.kernel.db import work
from incubator.kernel.rulesets import RuleSet
from incubator.kernel.text import gettext
from incubator.kernel.web import page
from incubator.portal.doors import door
from incubator.portal.public.queries import privacy_notice
from incubator.portal.queries import is_empty, only_park
from incubator.portal.room import room
from incubator.territory.models import Park
from incubator.territory.queries import get_park, list_house_rules, list_parks

YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class CallCard:
    """An open or coming call as the front page shows it."""

    title: str
    url: str | None
    deadline: dict[str, object] | None
    window: str
    places: str
    kinds: str


@room.get("/", PUBLIC)
def front() -> ResponseReturnValue:
    """The only park's public page, or the list of parks; an empty installation says how to begin."""
    if is_empty():
        return redirect(url_for("portal.set_up"), 303)
    parks = list_parks()
    if len(parks) == 1:
        return _park_page(parks[0])
    return page("portal/front.html", parks=parks)


@room.get("/parks/<slug>", PUBLIC)
def park_detail(slug: str) -> ResponseReturnValue:
    """One park's public page."""
    return _park_page(get_park(slug))


def _park_page(park: Park) -> ResponseReturnValue:
    published = list_public_calls(park)
    return page(
        "portal/park_detail.html",
        park=park,
        park_name=text.label({"zh": park.name, "en": park.name_en}),
        open_calls=[_card(park, call) for call in published if call.is_open],
        coming_calls=[_card(park, call) for call in published if call.is_upcoming],
        house_rules=list_house_rules(park),
        notices=_notices(park),
        calls_url=door("intake.call_public_list", slug=park.slug),
        notices_url=door("intake.notice_list", slug=park.slug),
    )


def _notices(park: Park) -> list[dict[str, str]]:
    """The notices against which one may object today."""
    return [
        {
            "title": row.call.title,
            "url": url_for("intake.notice_detail", slug=park.slug, code=row.code),
            "until": gettext("Objections until %(day)s", day=text.show_date(row.to_on)),
        }
        for row in list_notices(park, limit=6)
        if row.is_running
    ]


def _card(park: Park, call: Call) -> CallCard:
    return CallCard(
        title=call.title,
        url=door("intake.call_public_detail", slug=park.slug, code=call.code),
        deadline=_deadline(call) if call.is_open else None,
        window=gettext(
            "%(first)s to %(last)s",
            first=text.show_date(clock.local(call.opens_at).date()),
            last=text.show_moment(call.closes_at),
        ),
        places=_places(call),
        kinds=gettext(", ").join(
            str(KIND_LABELS[ApplicantKind(kind)]) for kind in call.applicant_kinds
        ),
    )


def _deadline(call: Call) -> dict[str, object]:
    day = text.show_date(clock.local(call.closes_at).date())
    left = call.days_left
    words = (
        text.ngettext(
            "%(num)s day left (ends on %(day)s)",
            "%(num)s days left (ends on %(day)s)",
            left,
            day=day,
        )
        if left
        else gettext("Ends today at %(time)s", time=text.show_time(call.closes_at))
    )
    return {"text": words, "late": False, "soon": left <= 3}


def _places(call: Call) -> str:
    parts = []
    if call.places_physical:
        parts.append(gettext("%(count)s with a desk", count=call.places_physical))
    if call.places_virtual:
        parts.append(gettext("%(count)s virtual", count=call.places_virtual))
    return str(gettext(", ").join(parts))


@room.get("/privacy", PUBLIC)
def privacy() -> ResponseReturnValue:
    """What happens to personal data: the dated notice in force."""
    notice = privacy_notice()
    return page("portal/privacy.html", notice=notice, sections=_sections(notice, only_park()))


def _sections(notice: RuleSet, park: Park | None) -> list[tuple[str, list[str]]]:
    """Titles and paragraphs with the park's name, operator and telephone filled in."""
    facts = {
        "park": park.name if park else gettext("the park"),
        "operator": (park.operator if park else "") or gettext("The operating agency"),
        "contact": (park.phone if park else "") or gettext("the park's service desk"),
    }
    return [
        (
            text.label(section["title"]),
            [_filled(text.label(part), facts) for part in section["paragraphs"]],
        )
        for section in notice.body["sections"]
    ]


def _filled(paragraph: str, facts: dict[str, str]) -> str:
    for name, value in facts.items():
        paragraph = paragraph.replace(f"{{{name}}}", value)
    return paragraph


@room.post("/language", PUBLIC)
def language_move() -> ResponseReturnValue:
    """Change the language of this browser, and of the person for messages."""
    locale = request.form.get("locale", "")
    target = web.safe_next(request.form.get("next")) or url_for("portal.front")
    response = redirect(target, 303)
    if locale in text.LOCALES:
        _remember(locale)
        response.set_cookie("locale", locale, max_age=YEAR, samesite="Lax", httponly=True)
    return response


def _remember(locale: str) -> None:
    user = web.person()
    if isinstance(user, User) and user.locale != locale:
        with work(by=user):
            facts = accounts.ProfileFacts(user.display_name, user.phone, user.email, locale)
            accounts.update_profile(user, facts)
