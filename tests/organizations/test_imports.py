"""A roster through the browser: examined, imported as a whole, merged, undone, sent in again."""

from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select

from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import db, work
from incubator.organizations import actions, queries
from incubator.organizations.imports.models import ColumnMapping, ImportRow, ImportRun
from incubator.organizations.imports.queries import rows_of
from incubator.organizations.imports.workflow import Outcome
from incubator.organizations.models import Organization, OrganizationPerson
from incubator.organizations.roster.reading import read_roster
from incubator.organizations.rules import PersonFacts
from tests.organizations.build import credit_code, organization

DATA = Path(__file__).resolve().parents[1] / "data"
FILES = ("roster_gbk.csv", "roster.xlsx")
COUNTS = {"ok": 69, "repaired": 160, "refused": 11, "duplicate": 6}
pytestmark = pytest.mark.postgres


@pytest.fixture
def office(build, park, client_for):
    """The browser of the operator."""
    return client_for(build.person(Role.OPERATOR, park=park))


@pytest.fixture
def send(office, post):
    """Send a file in; returns the answer."""

    def upload(name, content):
        data = {"park": "qinghe", "file": (BytesIO(content), name)}
        return post(office, "/imports/new", data, content_type="multipart/form-data")

    return upload


def sample(name):
    return (DATA / name).read_bytes()


def the_run():
    return db.session.scalars(select(ImportRun).order_by(ImportRun.id.desc())).unique().first()


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def move(post, office, run, name):
    return post(office, f"/imports/{run.code}/moves/{name}")


def roster(*rows):
    head = "社会组织名称,类别,统一社会信用代码,法定代表人,联系电话,住所"
    return "\n".join([head, *rows]).encode()


@pytest.mark.parametrize("name", FILES)
def test_a_dry_run_records_nothing(send, office, name):
    assert send(name, sample(name)).status_code == 303
    run = the_run()
    assert run.counts == COUNTS
    assert count(Organization) == 0
    for tab in COUNTS:
        page = office.get(f"/imports/{run.code}?tab={tab}")
        assert page.status_code == 200
        assert len(page.data) < 150_000


@pytest.mark.parametrize("name", FILES)
def test_what_is_sound_comes_in_and_the_rest_goes_home(send, office, post, park, name):
    send(name, sample(name))
    run = the_run()
    assert move(post, office, run, "import").status_code == 303
    run = the_run()
    kept = [row for row in rows_of(run) if row.outcome is Outcome.IMPORTED]
    assert count(Organization) == len(kept) == run.result["imported"] == 229
    first = db.session.get(Organization, kept[0].organization_id)
    assert first.region_id == park.region_id
    assert [(link.park_id, link.reason) for link in first.park_links] == [(park.id, "import")]
    assert {fact.source for fact in queries.list_facts(first)} == {name}
    rest = office.get(f"/imports/{run.code}/rest.xlsx")
    (sheet,) = read_roster(rest.data, "rest.xlsx")
    assert len(sheet.records) == 1 + COUNTS["refused"] + COUNTS["duplicate"]
    assert all(record[-1] for record in sheet.records)


def test_the_same_roster_again_is_all_duplicates(send, office, post):
    send(FILES[0], sample(FILES[0]))
    move(post, office, the_run(), "import")
    send(FILES[0], sample(FILES[0]))
    assert the_run().counts == {"ok": 0, "repaired": 0, "refused": 11, "duplicate": 235}
    move(post, office, the_run(), "import")
    assert count(Organization) == 229


def test_what_was_recorded_between_dry_run_and_import_is_not_doubled(send, office, post, park):
    send("名册.csv", roster(f"青禾县敬老协会,社会团体,{credit_code(5)},陈禾,,青禾县青石镇"))
    run = the_run()
    assert run.counts["ok"] == 1
    organization(park, "青禾县敬老协会", number=5)
    move(post, office, run, "import")
    assert count(Organization) == 1
    assert the_run().counts == {"ok": 0, "repaired": 0, "refused": 0, "duplicate": 1}


def test_a_row_without_a_kind_stays_out_with_its_reason(send, office, post):
    send("名册.csv", roster("青禾县某某队,,,陈禾,13900000001,青禾县青石镇"))
    move(post, office, the_run(), "import")
    (row,) = rows_of(the_run())
    assert (row.verdict, row.outcome) == ("refused", Outcome.WAITING)
    assert row.reasons[0]["code"] == "kind_absent"
    assert count(Organization) == 0


def test_undo_takes_everything_back(send, office, post):
    send(FILES[1], sample(FILES[1]))
    move(post, office, the_run(), "import")
    assert move(post, office, the_run(), "undo").status_code == 303
    assert count(Organization) == 0
    assert the_run().result == {"imported": 229, "undone": 229, "kept": 0}
    send(FILES[1], sample(FILES[1]))
    assert the_run().counts == COUNTS


def test_undo_keeps_and_lists_what_was_changed_or_used_since(send, office, post, build, park):
    names = ("青禾县敬老协会", "青禾县助残协会", "青禾县护苗协会", "青禾县茶叶协会")
    rows = [f"{name},备案,,陈禾,,青禾县青石镇" for name in names]
    send("名册.csv", roster(*rows))
    move(post, office, the_run(), "import")
    found = {row.name: row for row in db.session.scalars(select(Organization)).unique()}
    edited, peopled, owned = (found[name] for name in names[:3])
    data = {"name": edited.name, "legal_form": "community_group", "mission": "敬老", "version": 1}
    assert post(office, f"/organizations/{edited.code}/edit", data).status_code == 303
    with work(by=SYSTEM):
        actions.add_person(peopled, PersonFacts("林禾", "会长"), by=SYSTEM)
    build.person(Role.LEADER, organization_id=owned.id)
    move(post, office, the_run(), "undo")
    left = {row.name for row in db.session.scalars(select(Organization)).unique()}
    assert left == set(names[:3])
    assert the_run().result == {"imported": 4, "undone": 1, "kept": 3}
    page = office.get(f"/imports/{the_run().code}?tab=kept").get_data(as_text=True)
    assert all(name in page for name in names[:3])
    assert names[3] not in page
    assert count(OrganizationPerson) == 1


def test_a_duplicate_is_merged_by_a_person_field_by_field(send, office, post, park):
    stored = organization(park, "青禾县敬老协会", number=5)
    send("名册.csv", roster(f"青禾县敬老协会,社会团体,{credit_code(5)},王新,13900000099,新址"))
    run = the_run()
    assert run.counts["duplicate"] == 1
    (row,) = rows_of(run)
    assert office.get(f"/import-rows/{row.code}/merge").status_code == 409
    move(post, office, run, "import")
    page = office.get(f"/import-rows/{row.code}/merge").get_data(as_text=True)
    assert "王新" in page
    assert "陈禾" in page
    choices = {"representative": "row", "phone": "stored", "address": "row"}
    assert post(office, f"/import-rows/{row.code}/merge", choices).status_code == 303
    merged = queries.find_by_credit_code(credit_code(5))
    assert (merged.representative, merged.phone, merged.address) == ("王新", "13900001234", "新址")
    assert office.get(f"/import-rows/{row.code}/merge").status_code == 409
    move(post, office, the_run(), "undo")
    restored = queries.find_by_credit_code(credit_code(5))
    assert restored.id == stored.id
    assert (restored.representative, restored.address) == ("陈禾", "青禾县青石镇解放街1号")


def test_two_merges_into_a_new_organization_are_undone_with_it(send, office, post):
    line = "青禾县敬老协会,备案,,{},,青禾县青石镇"
    send("名册.csv", roster(*(line.format(name) for name in ("甲一", "乙二", "丙三"))))
    move(post, office, the_run(), "import")
    for row in rows_of(the_run())[1:]:
        answer = post(office, f"/import-rows/{row.code}/merge", {"representative": "row"})
        assert answer.status_code == 303
    assert db.session.scalars(select(Organization)).unique().one().representative == "丙三"
    move(post, office, the_run(), "undo")
    assert count(Organization) == 0
    assert the_run().result["kept"] == 0


def test_an_edit_between_import_and_merge_keeps_the_organization(send, office, post):
    line = "青禾县敬老协会,备案,,{},,青禾县青石镇"
    send("名册.csv", roster(line.format("甲一"), line.format("乙二")))
    move(post, office, the_run(), "import")
    found = db.session.scalars(select(Organization)).unique().one()
    data = {"name": found.name, "legal_form": "community_group", "mission": "敬老", "version": 1}
    post(office, f"/organizations/{found.code}/edit", data)
    row = rows_of(the_run())[1]
    post(office, f"/import-rows/{row.code}/merge", {"representative": "row"})
    move(post, office, the_run(), "undo")
    kept = db.session.scalars(select(Organization)).unique().one()
    assert kept.mission == "敬老"


def test_columns_are_corrected_and_remembered(send, office, post):
    content = "社会组织名称,怪列,统一社会信用代码\n青禾县敬老协会,备案,\n".encode()
    send("名册.csv", content)
    run = the_run()
    assert rows_of(run)[0].values["kind"] is None
    data = {"column_0": "name", "column_1": "kind", "column_2": "credit_code"}
    assert post(office, f"/imports/{run.code}/columns", data).status_code == 303
    assert rows_of(the_run())[0].values["kind"] == "community_group"
    assert count(ColumnMapping) == 3
    send("名册2.csv", content)
    assert rows_of(the_run())[0].values["kind"] == "community_group"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("roster_locked.xlsx", sample("roster_locked.xlsx")),
        ("空.csv", b""),
        ("图片.csv", b"\x89PNG\r\n\x1a\n"),
        ("无表头.csv", "只有,一些,字\n甲,乙,丙\n".encode()),
        ("名册.pdf", b"%PDF-1.4"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_beside_the_field(send, name, content):
    answer = send(name, content)
    assert answer.status_code == 422
    assert "field-error" in answer.get_data(as_text=True)
    assert count(ImportRun) == 0


def test_a_double_click_imports_once(send, office, post):
    send(FILES[0], sample(FILES[0]))
    run = the_run()
    url = f"/imports/{run.code}/moves/import"
    answers = [post(office, url, {"once": "same-import"}).status_code for _ in range(2)]
    assert answers == [303, 303]
    assert count(Organization) == 229


def test_another_park_finds_no_import(send, build, client_for):
    send(FILES[0], sample(FILES[0]))
    run = the_run()
    other = client_for(build.person(Role.OPERATOR, park=build.park("second")))
    row = rows_of(run)[0]
    urls = (f"/imports/{run.code}", f"/imports/{run.code}/rest.csv", f"/imports/{run.code}/file")
    assert [other.get(url).status_code for url in urls] == [404, 404, 404]
    assert other.get(f"/import-rows/{row.code}/merge").status_code == 404


def test_a_clerk_imports_but_does_not_undo(send, office, post, build, park, client_for):
    send("名册.csv", roster("青禾县敬老协会,备案,,陈禾,,青禾县青石镇"))
    clerk = client_for(build.person(Role.CLERK, park=park))
    assert move(post, clerk, the_run(), "import").status_code == 303
    assert move(post, clerk, the_run(), "undo").status_code == 403
    assert count(Organization) == 1


def test_a_discarded_roster_leaves_no_rows(send, office, post):
    send(FILES[0], sample(FILES[0]))
    assert move(post, office, the_run(), "discard").status_code == 303
    assert count(ImportRow) == 0
    assert office.get(f"/imports/{the_run().code}").status_code == 200
