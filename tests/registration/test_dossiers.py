"""Do the papers of an ended case become archive items that stay what they were, and does code find faults?"""

import json
from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from incubator.kernel import blobs, clock, files, workdays
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.calendar import DayKind
from incubator.kernel.db import db, work
from incubator.kernel.errors import NotAllowed, Refusal
from incubator.registration.cases import actions as cases
from incubator.registration.cases.models import StepFile
from incubator.registration.dossiers import actions
from incubator.registration.dossiers.models import Dossier, ItemKind
from incubator.registration.dossiers.queries import dossier_of, drafts_of, rules_of
from incubator.registration.dossiers.rules import is_sound
from incubator.registration.dossiers.workflow import DossierStatus
from incubator.registration.steps import actions as steps
from incubator.territory.calendar import actions as calendar
from tests.registration.build import finish, new_case, step
from tests.registration.dossier_build import (
    DECIDED,
    PDF,
    dossier_for,
    filing,
    items_of,
    picture,
    spoil,
)
from tests.statements import counted

TODAY = date(2026, 11, 18)


def files_of(dossier):
    return [row for row in items_of(dossier) if row.kind is ItemKind.FILE]


@pytest.mark.postgres
def test_a_decided_case_becomes_a_dossier_with_checked_items(park):
    case = filing(park)
    dossier = dossier_for(case)
    items = items_of(dossier)
    assert [row.position for row in items] == list(range(1, len(items) + 1))
    pdf, photo = files_of(dossier)
    assert (pdf.format, pdf.edition, photo.format, photo.edition) == ("pdf", 1, "jpg", 2)
    assert pdf.maker == "系统"
    assert pdf.confirmed_on == date(2026, 11, 13)
    for row in (pdf, photo):
        assert is_sound(row), row.checks
        assert all(found["met"] for found in row.checks.values())
        source = db.session.scalars(select(StepFile).where(StepFile.code == row.source_code)).one()
        assert source.file_id != row.file_id
        assert blobs.read(source.file) == blobs.read(row.file)
    papers = [row for row in items if row.kind is ItemKind.PAPER]
    assert papers
    assert all(row.checks["integrity"]["why"] == "original_wanted" for row in papers)
    assert (dossier.item_count, dossier.fault_count) == (2, 0)
    assert dossier.missing_count == len(papers) == len(items) - 2
    assert (dossier.retention, dossier.category, dossier.number) == (
        "permanent",
        "community_group",
        1,
    )
    assert dossier.hand_over_by_on == workdays.after(DECIDED, 30).date
    assert dossier.transfer_on == date(2036, 11, 16)


def test_what_is_done_at_the_step_later_changes_nothing_in_the_archive(park):
    dossier = dossier_for(filing(park))
    pdf = files_of(dossier)[0]
    source = db.session.scalars(select(StepFile).where(StepFile.code == pdf.source_code)).one()
    with work(by=SYSTEM):
        stored = source.file
        db.session.delete(source)
        db.session.flush()
        db.session.delete(stored)
    assert blobs.read(files_of(dossier)[0].file) == PDF
    actions.take_in(dossier.id, by=SYSTEM)
    assert len(files_of(dossier)) == 2


@pytest.mark.parametrize(
    ("data", "why", "property_slug"),
    [
        (PDF.replace(b"595 842", b"842 595"), "changed", "authenticity"),
        (b"no paper at all", "does_not_open", "usability"),
        (PDF[:-30], "size_differs", "integrity"),
        (
            PDF.replace(b"/Type/Page/", b"/OpenAction<</S/JavaScript>>/Type/Page/"),
            "unsafe",
            "safety",
        ),
    ],
)
def test_a_check_names_what_is_wrong_and_why(park, data, why, property_slug):
    dossier = dossier_for(filing(park))
    spoil(files_of(dossier)[0], data)
    actions.check(dossier.id, by=SYSTEM)
    pdf, photo = files_of(dossier)
    assert (pdf.checks[property_slug]["met"], pdf.checks[property_slug]["why"]) == (False, why)
    assert is_sound(photo)
    assert db.session.get(Dossier, dossier.id).fault_count == 1


def test_lost_bytes_are_said_and_stop_the_hand_over(park):
    dossier = dossier_for(filing(park))
    blobs.store().delete(files_of(dossier)[1].file.key)
    actions.check(dossier.id, by=SYSTEM)
    assert {row["why"] for row in files_of(dossier)[1].checks.values()} == {"bytes_lost"}
    with pytest.raises(Refusal, match="1 个文件未通过检测"), work(by=SYSTEM):
        actions.hand_over(dossier, on=TODAY, note="缺", by=SYSTEM)


def test_a_missing_original_is_explained_or_comes_in(build, park):
    operator = build.person(Role.OPERATOR, park=park)
    dossier = dossier_for(filing(park))
    with pytest.raises(Refusal) as refused, work(by=operator):
        actions.hand_over(dossier, on=TODAY, by=operator)
    assert refused.value.field == "note"
    wanting = [row for row in items_of(dossier) if row.is_wanting]
    with work(by=operator):
        actions.receive_original(wanting[0], actions.Original(TODAY, "3", "甲-2"), by=operator)
    first = next(row for row in items_of(dossier) if row.id == wanting[0].id)
    assert first.checks["integrity"] == {
        "met": True,
        "why": "original_there",
        "facts": {"box": "3"},
    }
    assert db.session.get(Dossier, dossier.id).missing_count == len(wanting) - 1
    with pytest.raises(Refusal), work(by=operator):
        actions.receive_original(
            wanting[1], actions.Original(TODAY + timedelta(days=1), "3"), by=operator
        )


def test_it_is_handed_over_arranged_by_another_person_and_transferred(build, park):
    operator, manager = (build.person(role, park=park) for role in (Role.OPERATOR, Role.MANAGER))
    dossier = dossier_for(filing(park))
    with work(by=operator):
        actions.hand_over(dossier, on=TODAY, note="原件下周补交", by=operator)
    assert dossier.status is DossierStatus.HANDED_OVER
    assert dossier.arrange_by_on == workdays.after(TODAY, 60).date
    with pytest.raises(Refusal), work(by=operator):
        actions.ask_to_take_in(dossier, by=operator)
    place = actions.Place("2026-1", "12", "甲-3", "public")
    with pytest.raises(NotAllowed), work(by=operator):
        actions.arrange(dossier, place, on=TODAY, by=operator)
    with work(by=manager):
        actions.send_back(dossier, by=manager, reason="缺封面")
    assert (dossier.status, dossier.arrange_by_on) == (DossierStatus.OPEN, None)
    with work(by=operator):
        actions.hand_over(dossier, on=TODAY, note="原件下周补交", by=operator)
    with work(by=manager):
        actions.arrange(dossier, place, on=TODAY, by=manager)
    assert (dossier.volume, dossier.box, dossier.level) == ("2026-1", "12", "public")
    with work(by=manager):
        actions.transfer(dossier, on=TODAY, receipt="县档2026-8", by=manager)
    assert dossier.status is DossierStatus.TRANSFERRED


def test_papers_that_come_after_the_decision_are_taken_in_and_replace_what_was_missing(park):
    case = filing(park)
    dossier = dossier_for(case)
    gap = next(row for row in items_of(dossier) if row.kind is ItemKind.PAPER)
    found = files.inspect(picture(), "补交.jpg", files.DOCUMENT)
    place = step(case, gap.step)
    with work(by=SYSTEM):
        row = StepFile(step_id=place.id, material=gap.material, file_id=0)
        row.file_id = blobs.keep(found, by=SYSTEM).id
        db.session.add(row)
    with work(by=SYSTEM):
        actions.ask_to_take_in(dossier, by=SYSTEM)
    rows = items_of(dossier)
    assert len(files_of(dossier)) == 3
    assert gap.id not in {row.id for row in rows}
    assert [row.position for row in rows] == list(range(1, len(rows) + 1))
    assert actions.take_in(dossier.id, by=SYSTEM) == 0


def test_a_refusal_and_a_withdrawal_leave_dossiers_and_an_empty_case_leaves_none(park):
    empty, given_up, refused = (new_case(park) for _ in range(3))
    for case in (given_up, refused):
        finish(case, "demand", "founders")
    with work(by=SYSTEM):
        cases.abandon(empty, by=SYSTEM, reason="不办了")
        cases.abandon(given_up, by=SYSTEM, reason="不办了")
    assert dossier_of(empty) is None
    dossier = dossier_for(given_up)
    assert dossier.ended_on == TODAY
    assert all(row.is_wanting for row in items_of(dossier))
    with work(by=SYSTEM):
        cases.resume(given_up, by=SYSTEM, reason="又办了")
    assert (dossier.ended_on, dossier.hand_over_by_on) == (None, None)
    with pytest.raises(Refusal, match="尚未办结"), work(by=SYSTEM):
        actions.hand_over(dossier, on=TODAY, note="无", by=SYSTEM)


def test_a_step_that_was_forced_lists_what_the_checklist_asks_for(park):
    case = new_case(park)
    with work(by=SYSTEM):
        found = steps.Confirmation(TODAY, override_reason="先办")
        steps.confirm(step(case, "demand"), found, by=SYSTEM)
        cases.abandon(case, by=SYSTEM, reason="不办了")
    rows = items_of(dossier_for(case))
    assert {row.kind for row in rows} == {ItemKind.MISSING}
    assert {row.checks["integrity"]["why"] for row in rows} == {"neither_file_nor_paper"}


def test_numbers_run_by_class_and_year(park):
    first = dossier_for(filing(park))
    second = dossier_for(filing(park, number="青备〔2026〕2号"))
    other = new_case(park)
    with work(by=SYSTEM):
        third = actions.begin(other, by=SYSTEM)
    assert [(row.category, row.number) for row in (first, second, third)] == [
        ("community_group", 1),
        ("community_group", 2),
        ("social_group", 1),
    ]


def test_a_holiday_moves_the_end_of_the_hand_over(park):
    dossier = dossier_for(filing(park))
    before = dossier.hand_over_by_on
    with work(by=SYSTEM):
        calendar.set_day(date(2026, 12, 1), DayKind.HOLIDAY, name="临时放假", by=SYSTEM)
    db.session.expire_all()
    assert dossier.hand_over_by_on == workdays.after(DECIDED, 30).date > before


def test_the_command_finds_a_changed_file(park, installation):
    from incubator.registration.dossiers.cli import dossiers_group

    dossier = dossier_for(filing(park))
    runner = installation.app.test_cli_runner()

    def verify():
        db.session.remove()
        args = ["verify", "--json"]
        return runner.invoke(dossiers_group, args, obj=lambda: installation.app)

    sound = verify()
    assert sound.exit_code == 0, sound.output
    assert json.loads(sound.output)["faults"] == []
    spoil(files_of(dossier)[0], PDF.replace(b"595 842", b"842 595"))
    found = verify()
    assert found.exit_code == 1
    [fault] = json.loads(found.output)["faults"]
    assert (fault["why"], fault["position"]) == ("changed", files_of(dossier)[0].position)


def test_every_procedure_has_a_retention_and_only_law_is_called_permanent(park):
    rules = rules_of(dossier_for(filing(park)))
    for slug in rules.matters.values():
        found = rules.retention(slug)
        assert (found.years == 0) == (found.basis["mark"] == "V")


def test_pages_show_items_reasons_and_what_is_missing(build, park, client_for):
    manager = build.person(Role.MANAGER, park=park)
    case = filing(park)
    dossier = dossier_for(case)
    spoil(files_of(dossier)[0], b"no paper at all")
    actions.check(dossier.id, by=SYSTEM)
    browser = client_for(manager)
    page = browser.get(f"/dossiers/{dossier.code}").text
    assert "内容已变" in page
    assert "待交原件" in page
    assert f"/dossiers/{dossier.code}" in browser.get(f"/registrations/{case.code}").text
    listed = browser.get("/dossiers?tab=wanting").text
    assert case.organization.name in listed
    item = files_of(dossier)[1]
    detail = browser.get(f"/dossier-items/{item.code}").text
    assert item.sha256 in detail
    assert browser.get(f"/dossier-items/{item.code}/file").data == blobs.read(item.file)
    due = browser.get("/due-dates?kind=dossier").text
    assert "登记档案：业务部门移交" in due


def test_cover_list_and_zip_hold_the_metadata(build, park, client_for):
    dossier = dossier_for(filing(park))
    browser = client_for(build.person(Role.OPERATOR, park=park))
    cover = PdfReader(BytesIO(browser.get(f"/dossiers/{dossier.code}/cover.pdf").data))
    text = "".join(page.extract_text() for page in cover.pages)
    assert len(cover.pages) == 1
    for word in ("社区社会组织备案档案", "永久", "青备007", "2026-001"):
        assert word in text
    answer = browser.get(f"/dossiers/{dossier.code}/dossier.zip")
    with ZipFile(BytesIO(answer.data)) as archive:
        names = archive.namelist()
        metadata = json.loads(archive.read("00-元数据.json"))
        table = archive.read("00-元数据.csv").decode("utf-8-sig")
        listed = PdfReader(BytesIO(archive.read("00-卷内目录.pdf")))
    assert len(names) == 4 + 2
    assert metadata["items"][0]["file"] in names
    assert metadata["items"][0]["checks"]["authenticity"]["met"] is True
    assert "SHA-256" in table.splitlines()[0]
    assert "缺原件" in "".join(page.extract_text() for page in listed.pages)


def test_forms_hand_over_and_note_an_original(build, park, client_for):
    from tests.conftest import token_of

    dossier = dossier_for(filing(park))
    browser = client_for(build.person(Role.OPERATOR, park=park))
    url = f"/dossiers/{dossier.code}/hand-over"
    token = token_of(browser.get(url))
    empty = browser.post(url, data={"csrf_token": token, "day": "2026-11-18", "note": ""})
    assert empty.status_code == 422
    wanting = next(row for row in items_of(dossier) if row.is_wanting)
    original = f"/dossier-items/{wanting.code}/original"
    data = {"csrf_token": token, "received_on": "2026-11-18", "box": "7", "shelf": "甲"}
    assert browser.post(original, data=data).status_code == 303
    data = {"csrf_token": token, "day": "2026-11-18", "note": "其余下月补"}
    assert browser.post(url, data=data).status_code == 303
    db.session.expire_all()
    assert dossier_for_code(dossier.code).status is DossierStatus.HANDED_OVER


def dossier_for_code(code):
    return db.session.scalars(select(Dossier).where(Dossier.code == code)).unique().one()


def test_drafts_name_the_paper_of_each_step_in_order(park):
    case = filing(park, decided=False)
    order = [row.order for row in drafts_of(case)]
    assert order == sorted(order)
    assert clock.today() == TODAY


def test_pages_ask_as_often_for_many_dossiers_as_for_one(build, park, client_for, figures):
    browser = client_for(build.person(Role.OPERATOR, park=park))
    dossier = dossier_for(filing(park))

    def asked(url):
        browser.get(url)
        with counted() as seen:
            assert len(browser.get(url).data) < 150 * 1024
        return len(seen)

    detail, one = asked(f"/dossiers/{dossier.code}"), asked("/dossiers")
    for _number in range(12):
        case = new_case(park)
        with work(by=SYSTEM):
            actions.begin(case, by=SYSTEM)
    assert asked("/dossiers") == one <= 15
    assert detail <= 15
    figures("queries of the list of dossiers and of one", f"{one} and {detail}")
