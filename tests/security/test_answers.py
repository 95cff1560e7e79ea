"""What does every answer carry, where can it be made to lead, and what leaves in a table?"""

import csv
import io
import itertools
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from incubator.kernel.access import SYSTEM
from incubator.kernel.db import work
from incubator.organizations import actions
from incubator.organizations.models import LegalForm
from incubator.organizations.rules import ProfileFacts
from incubator.routing import list_routes
from incubator.territory.models import Park
from tests.conftest import token_of
from tests.security.forms import FILLERS, address
from tests.security.objects import Kind, kind_of
from tests.security.world import World

Figures = Callable[[str, object], None]
DEMANDED = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
REFERRERS = {"same-origin", "no-referrer", "strict-origin-when-cross-origin"}


# The browser's own PDF viewer needs styles and no sandbox; nothing else may load or run.
OF_PDF = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


def is_strict(policy: str, mimetype: str) -> bool:
    """Whether nothing foreign and nothing inline can run."""
    if "sandbox" in policy or (mimetype == "application/pdf" and policy == OF_PDF):
        return True
    closed = {"frame-ancestors 'none'", "object-src 'none'"} <= set(policy.split("; "))
    return closed and "unsafe" not in policy and "*" not in policy


def faults_of(answer: Any, *, static: bool = False) -> Iterator[str]:
    """What a header lacks."""
    headers = answer.headers
    for name, value in DEMANDED.items():
        if headers.get(name) != value:
            yield f"{name}: {headers.get(name)}"
    policy = headers.get("Content-Security-Policy", "")
    if not is_strict(policy, answer.mimetype):
        yield f"policy: {policy}"
    if headers.get("Referrer-Policy") not in REFERRERS:
        yield f"Referrer-Policy: {headers.get('Referrer-Policy')}"
    if not static and "no-store" not in headers.get("Cache-Control", ""):
        yield f"Cache-Control: {headers.get('Cache-Control')}"
    if "Server" in headers and "Werkzeug" in headers["Server"]:
        yield "Server"


@pytest.mark.pages
def test_every_answer_carries_its_headers(app: Flask, world: World, figures: Figures) -> None:
    count, wrong, statuses, kinds = 0, [], set(), set()
    for number, row in enumerate(list_routes(app)):
        if row["move"] is not None:
            continue
        kind = kind_of(row["endpoint"], row["url"])
        static = row["endpoint"] == "static"
        names = [name for name in (*FILLERS, "anonymous") if _may(row, kind, world, name)][:1]
        others = ["anonymous", "administrator"] if number % 4 == 0 else ["anonymous"]
        for name in {*names, *others}:
            browser = world.browser(app, name)
            url = address(row, kind or Kind("park", frozenset()), world)
            url = url.replace("<path:filename>", "css/app.css")
            method = "GET" if "GET" in row["methods"] else "POST"
            for wanted in (method, "DELETE") if name == "anonymous" else (method,):
                answer = browser.open(url, method=wanted)
                count += 1
                statuses.add(answer.status_code)
                kinds.add(answer.mimetype)
                answer.close()
                wrong += [
                    f"{name} {wanted} {url}: {text}" for text in faults_of(answer, static=static)
                ]
    assert not wrong, wrong[:20]
    assert {200, 303, 400, 403, 404, 405} <= statuses, statuses
    assert {"text/html", "text/csv", "application/pdf", "application/json"} <= kinds, kinds
    figures("headers", f"{count} answers of statuses {sorted(statuses)}, 0 lacking")


def _may(row: dict[str, Any], kind: Kind | None, world: World, name: str) -> bool:
    if "anonymous" in row["roles"]:
        return True
    held = {world.roles[name].value, "applicant"} if name in world.roles else set()
    return bool(held & set(row["roles"])) and (kind is None or kind.is_of(name))


@pytest.mark.pages
def test_files_go_out_as_attachments_or_with_everything_forbidden(app: Flask, world: World) -> None:
    files = [
        ("operator", f"/application-files/{world.codes['application_file']}"),
        ("operator", f"/organization-documents/{world.codes['document']}/file"),
        ("operator", f"/registration-files/{world.codes['step_file']}"),
        ("operator", f"/stage-statements/{world.codes['statement']}/file"),
        ("operator", f"/agreements/{world.codes['agreement']}/scan"),
        ("operator", f"/imports/{world.codes['import_run']}/file"),
        ("expert", f"/reviews/{world.codes['sheet']}/files/{world.codes['application_file']}"),
    ]
    for name, url in files:
        answer = world.browser(app, name).get(url)
        assert answer.status_code == 200, url
        disposition = answer.headers.get("Content-Disposition", "")
        policy = answer.headers["Content-Security-Policy"]
        assert disposition.startswith("attachment") or "default-src 'none'" in policy, url
        assert answer.mimetype != "text/html"


# Fourteen ways to write another site's address so that a careless check takes it for a path.
ELSEWHERE = (
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "http:evil.example",
    "https:///evil.example",
    " //evil.example",
    "//evil.example/%2f..",
    "javascript:alert(1)",
    "/%09/evil.example\r\nLocation: https://evil.example",
    "https://localhost@evil.example",
    "/\u3000/evil.example",
    "data:text/html,<script>alert(1)</script>",
)
PASSWORD = "correct horse battery staple"


@pytest.mark.pages
def test_no_parameter_leads_off_this_site(app: Flask, world: World, figures: Figures) -> None:
    count, wrong = 0, []
    for text in ELSEWHERE:
        for label, answer in _sent(app, world, text):
            location = answer.headers.get("Location", "/")
            count += 1
            html = answer.get_data(as_text=True).lower()
            leads = not location.startswith("/") or location.startswith(("//", "/\\"))
            if leads or 'href="https://evil' in html or 'href="//evil' in html:
                wrong.append(f"{label} {text!r} → {location}")
            if 'href="javascript:' in html or answer.headers.getlist("Location")[1:]:
                wrong.append(f"{label} {text!r}")
    assert not wrong, wrong
    figures("redirects", f"{count} tries with {len(ELSEWHERE)} spellings, 0 lead off")


def _sent(app: Flask, world: World, text: str) -> Iterator[tuple[str, Any]]:
    """Every place that takes an address to go on to."""
    headers = {"Origin": "http://localhost"}
    visitor = app.test_client()
    token = token_of(visitor.get("/sign-in"))
    form = {"csrf_token": token, "sign_in_name": world.codes["login"], "password": PASSWORD}
    query = {"next": text}
    for path in ("/sign-in", "/sign-up", "/recovery"):
        yield f"GET {path}", visitor.get(path, query_string=query)
    language = {"csrf_token": token, "locale": "en", "next": text}
    yield "language", visitor.post("/language", data=language, headers=headers)
    yield (
        "sign-in",
        visitor.post("/sign-in", query_string=query, data={**form, "next": text}, headers=headers),
    )
    inside = world.browser(app, "applicant")
    token = token_of(inside.get("/account"))
    for path in ("/hat", "/messages/read", f"/messages/{world.codes['message']}/open"):
        data = {"csrf_token": token, "next": text, "back": text, "hat": text}
        safe = text.encode("ascii", "ignore").decode().replace("\r", "").replace("\n", "")
        more = {**headers, "Referer": safe}
        yield path, inside.post(path, data=data, query_string=query, headers=more)


PREFIXES = [
    "=",
    "+",
    "-",
    "@",
    "\t=",
    "\r=",
    " =",
    "\u3000+",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
]
DANGEROUS = "=+-@\t\r\uff1d\uff0b\uff0d\uff20"


@pytest.mark.pages
def test_no_exported_cell_is_run_as_a_formula(
    app: Flask, world: World, build: Any, figures: Figures
) -> None:
    """Formulas come in as organizations' names and as rows of a roster, and go out in every table."""
    from incubator.kernel.db import db

    park = db.session.get_one(Park, world.ids["park id"])
    for number, prefix in enumerate(PREFIXES):
        name = f"{prefix}cmd|' /C calc'!A{number}"
        facts = ProfileFacts(name=name, legal_form=LegalForm.TEAM, representative=name[:20])
        with work(by=SYSTEM):
            actions.new_organization(
                facts, park=park, region_id=park.region_id, reason="entered", by=SYSTEM
            )
    browser = world.browser(app, "operator")
    run = _roster_of_formulas(browser)
    cells = 0
    for url in ("/organizations/export", f"{run}/rest"):
        for row in csv.reader(io.StringIO(browser.get(f"{url}.csv").data.decode("utf-8-sig"))):
            for cell in row:
                cells += 1
                bare = cell.lstrip(" \u3000")
                assert not bare or bare[0] not in DANGEROUS or bare == "-", (url, cell)
        content = browser.get(f"{url}.xlsx").data
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                assert b"<f>" not in archive.read(name)
                assert "externalLink" not in name
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        found = list(itertools.chain.from_iterable(sheet.to_python()))
        cells += len(found)
        assert any("calc" in str(cell) for cell in found), url
    figures("exports", f"{cells} cells with {len(PREFIXES)} kinds of formula, 0 run")


def _roster_of_formulas(browser: Any) -> str:
    """A roster whose rows are refused, so that they are sent back with their reasons."""
    rows = io.StringIO()
    writer = csv.writer(rows)
    writer.writerow(["社会组织名称", "类别", "统一社会信用代码", "法定代表人", "联系电话", "住所"])
    for prefix in PREFIXES:
        attack = f"{prefix}cmd|' /C calc'!A0"
        writer.writerow([attack, "社会团体", attack, attack, attack, attack])
    data = {
        "csrf_token": token_of(browser.get("/account")),
        "park": "qinghe",
        "file": (io.BytesIO(rows.getvalue().encode()), "roster.csv"),
    }
    answer = browser.post("/imports/new", data=data, content_type="multipart/form-data")
    assert answer.status_code == 303
    return str(answer.headers["Location"]).split("?", maxsplit=1)[0]
