"""Which forms are there and what do they ask: read off the pages themselves, as a browser sees them."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from incubator.kernel import clock
from incubator.kernel.access import Role
from incubator.kernel.identifiers import resident_id_check
from incubator.kernel.settings import ROOT
from incubator.registration.papers.drafting import shipped_template
from incubator.routing import list_routes
from tests.intake.build import PDF
from tests.organizations.build import credit_code
from tests.page_checks import CONTROLS, tags_of, text_of
from tests.security.objects import PAPER, Kind, Route, kind_of
from tests.security.world import World
from tests.security.world_residents import HEAD

BOOKKEEPING = frozenset({"csrf_token", "once", "version"})
NO_TEXT = frozenset({"hidden", "checkbox", "radio", "file", "submit", "button", "password"})
# In this order somebody is chosen to fill a form in.
FILLERS = (
    "leader",
    "expert",
    "operator",
    "manager",
    "clerk",
    "supervisor",
    "administrator",
    "applicant",
)


@dataclass
class Control:
    """One named thing in a form."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    required: bool = False

    @property
    def is_text(self) -> bool:
        """Whether a person types into it."""
        return self.kind not in NO_TEXT and self.kind != "select"


@dataclass
class HtmlForm:
    """One form of a page."""

    action: str
    method: str
    controls: dict[str, Control] = field(default_factory=dict)


def read_forms(html: str) -> list[HtmlForm]:
    """The forms of a page with their controls."""
    forms: list[HtmlForm] = []
    here: HtmlForm | None = None
    chooser: Control | None = None
    for tag, text in tags_of(html):
        facts = {name: value or "" for name, value in tag.facts.items()}
        if tag.name == "form":
            here = None if tag.ends else HtmlForm(facts.get("action", ""), _method(facts))
            forms += [here] if here else []
        elif tag.name == "option" and not tag.ends and chooser is not None:
            chooser.options.append(facts.get("value", ""))
            chooser.chosen += [facts.get("value", "")] if "selected" in facts else []
        elif tag.name in CONTROLS and here is not None and "name" in facts:
            chooser = _take(here, tag.name, facts, text_of(text))
    return forms


def _method(facts: dict[str, str]) -> str:
    return facts.get("method", "get").lower()


def _take(form: HtmlForm, tag: str, facts: dict[str, str], text: str) -> Control:
    """Note a control of the form; `text` is what a text area holds."""
    kind = facts.get("type", "text") if tag == "input" else tag
    control = form.controls.setdefault(facts["name"], Control(facts["name"], kind))
    control.required |= "required" in facts or facts.get("aria-required") == "true"
    if kind in {"checkbox", "radio"}:
        control.options.append(facts.get("value", "on"))
        control.chosen += [facts.get("value", "on")] if "checked" in facts else []
    elif tag == "input":
        control.value = facts.get("value", "")
    elif tag == "textarea":
        control.value += text
    return control


@dataclass
class FormRoute:
    """A form that posts to its own address, with what a person would send."""

    endpoint: str
    url: str
    person: str
    form: HtmlForm
    browser: FlaskClient
    codes: dict[str, str]

    def base(self) -> dict[str, Any]:
        """Everything filled in as a person would do it; a file is new for every sending."""
        found: dict[str, Any] = {}
        for name, control in self.form.controls.items():
            value = _fill(self.endpoint, control, self.codes)
            if value is not None:
                found[name] = value
        return found

    def texts(self) -> list[str]:
        """The fields that a person types into."""
        return [name for name, control in self.form.controls.items() if control.is_text]

    def send(self, data: dict[str, Any]) -> Any:
        """Post it as the page's own form would."""
        has_file = any(isinstance(value, tuple) for value in data.values())
        more = {"content_type": "multipart/form-data"} if has_file else {}
        return self.browser.post(
            self.url, data=data, headers={"Origin": "http://localhost"}, **more
        )


def _fill(endpoint: str, control: Control, codes: dict[str, str]) -> Any:
    known = SOUND.get((endpoint, control.name), SOUND.get(("", control.name)))
    known = known.format(**codes) if known else known
    match control.kind:
        case "select" | "radio":
            first = control.chosen or [row for row in control.options if row]
            return known if known in control.options else next(iter(first), "")
        case "checkbox":
            always = control.required or control.name in TICKED
            return control.chosen or (control.options[:1] if always else None)
        case "file":
            return _file(endpoint, control)
        case "submit" | "button":
            return None
        case _:
            return control.value.strip("\r\n") or (known or _typed(control))


def _file(endpoint: str, control: Control) -> tuple[BytesIO, str] | None:
    if endpoint in FILES:
        data, name = FILES[endpoint]()
        return BytesIO(data), name
    wanted = control.required or endpoint in WITH_FILE
    return (BytesIO(PDF), "材料.pdf") if wanted else None


def _rules() -> tuple[bytes, str]:
    """A shipped rule set as a county would send it back: its own edition from a later day."""
    content = json.loads(RULES.read_text("utf-8"))
    later = {"version": "2031-01", "region": "999999", "effective_from": "2031-01-01"}
    return json.dumps({**content, **later}).encode(), "rules.json"


def _typed(control: Control) -> str:
    by_kind = {
        "date": str(clock.today()),
        "number": "1",
        "tel": "13900007777",
        "hidden": "",
        "password": "",
    }
    wanted = control.required or control.kind == "textarea"
    return by_kind.get(control.kind, "填写的内容" if wanted else "")


TICKED = frozenset({"agree", "accept", "consent", "is_read", "privacy"})
ROSTER = f"{HEAD}\n青禾县新芽社,社会团体,{credit_code(78)},周禾,13900009998,青禾县青石镇".encode()
GROUPS = (
    f"{HEAD}\n青禾县青石镇红旗村舞蹈队,社区社会组织,,周禾,13900009997,青禾县青石镇红旗村".encode()
)
WITH_FILE = frozenset(
    {"registration.file_new", "organizations.document_new", "organizations.stage_change_new"}
)
RULES = ROOT / "incubator" / "registration" / "rules" / "social_group_2016.json"
# What a page asks for that is no paper: lists, templates and rules, as their own readers want them.
FILES: dict[str, Callable[[], tuple[bytes, str]]] = {
    "organizations.import_new": lambda: (ROSTER, "roster.csv"),
    "registration.filing_batch_new": lambda: (GROUPS, "groups.csv"),
    "registration.name_register": lambda: (ROSTER, "roster.csv"),
    "registration.template_new": lambda: (shipped_template(PAPER), "模板.docx"),
    "portal.rule_change_import": _rules,
    "portal.rule_change_file_edit": _rules,
    "territory.calendar_import": lambda: (YEAR.encode(), "2026.csv"),
}
YEAR = "日期,类型,名称\n2026年1月1日,放假,元旦\n2026年5月1日,放假,劳动节\n"
# The person is invented: the region of no county, its check digit computed.
FIRST = "999999199001010"
SOUND: dict[tuple[str, str], str] = {
    ("accounts.grant_new", "display_name"): "某人",
    ("accounts.grant_new", "role"): "clerk",
    ("accounts.password_edit", "old_password"): "correct horse battery staple",
    ("accounts.sign_in", "sign_in_name"): "{login}",
    ("territory.calendar_day_new", "day"): "2026-12-30",
    ("organizations.identity_edit", "number"): f"{FIRST}12{resident_id_check(f'{FIRST}12')}",
    ("registration.decision_new", "number"): "示例备字第1号",
    ("territory.township_edit", "lines"): "999999099 青杉镇",
    ("territory.township_change", "name"): "青杉街道",
    ("registration.meeting_edit", "called_on"): "2026-12-20",
    ("registration.resolution_new", "votes_against"): "0",
    ("registration.resolution_new", "votes_abstain"): "0",
    ("", "effective_to"): "2033-12-31",
    ("accounts.sign_in", "password"): "correct horse battery staple",
    ("experts.assignment_new", "organization"): "{climber}",
    ("intake.decision_correct", "outcome"): "reject",
    ("", "password"): "a river runs under 7 bridges",
    ("experts.session_new", "items-0-text"): "整理会议纪要",
    ("experts.session_new", "items-1-text"): "补签名",
    ("experts.session_new", "items-2-text"): "送一份到园区",
    ("intake.objection_find", "number"): "2026-001",
    ("intake.objection_find", "contact_end"): "5678",
    ("", "credit_code"): credit_code(77),
    ("", "sign_in_name"): "13911112222",
    ("", "reason"): "情况有变。",
    ("", "starts_on"): "2026-12-20",
    ("", "ends_on"): "2027-12-19",
}


def form_routes(
    app: Flask, world: World, endpoints: frozenset[str] | None = None
) -> Iterator[FormRoute]:
    """Every address with a form of its own, opened by somebody who may."""
    for row in list_routes(app):
        if row["methods"] != ["GET", "POST"] or row["endpoint"] in LEFT_OUT:
            continue
        if endpoints is not None and row["endpoint"] not in endpoints:
            continue
        kind = kind_of(row["endpoint"], row["url"])
        person = _filler(frozenset(row["roles"]), kind, world)
        found = _open(app, world, row, kind or Kind("park", frozenset()), person)
        if found is not None:
            yield found


# The installation is set up already.
LEFT_OUT = frozenset({"portal.set_up"})
ANONYMOUS = frozenset(
    {"accounts.sign_in", "accounts.sign_up", "accounts.recovery", "accounts.link_open"}
)


def _filler(roles: frozenset[str], kind: Kind | None, world: World) -> str:
    for name in FILLERS:
        held = {world.roles[name].value, Role.APPLICANT.value}
        if held & roles and (kind is None or kind.is_of(name)):
            return name
    return "anonymous"


def _open(
    app: Flask, world: World, row: dict[str, Any], kind: Kind, person: str
) -> FormRoute | None:
    endpoint = row["endpoint"]
    person = "anonymous" if endpoint in ANONYMOUS else person
    browser = world.browser(app, person)
    url = address(row, kind, world)
    if endpoint == "portal.renewal_edit":
        stay = f"residency:organizations.organization_detail:code={world.codes['organization']}"
        url = f"{url}?key={stay}&on=2027-06-30"
    page = browser.get(url)
    assert page.status_code == 200, f"{person}: {url} → {page.status_code} {page.location}"
    best = own_form(page, url)
    if best is None:
        return None
    return FormRoute(endpoint, url, person, best, browser, world.codes)


def own_form(page: Any, url: str) -> HtmlForm | None:
    """The largest form of a page that posts to the page's own address."""
    own = [
        form
        for form in read_forms(page.get_data(as_text=True))
        if form.method == "post" and form.action.split("?")[0].split("#")[0] in {"", url}
    ]
    return max(own, key=lambda form: len(form.controls), default=None)


def address(row: dict[str, Any], kind: Kind, world: World) -> str:
    """The address of a route with the world's objects in it."""
    roles = frozenset(row["roles"])
    route = Route(row["endpoint"], "GET", row["url"], row["move"] or "", roles, kind)
    url = route.url(world)
    tomorrow = clock.today() + timedelta(days=1)
    places = {"<int:year>": "2026", "<day>": str(tomorrow), "<token>": world.codes["invitation"]}
    if row["endpoint"] == "accounts.consent_edit":
        places["qinghe"] = "bank_account"
    for part, value in places.items():
        url = url.replace(part, value)
    return url
