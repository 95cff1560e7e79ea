"""Is a township renamed, merged and dissolved without anything filed under it being lost or misread?"""

from datetime import date

import pytest

from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import work
from incubator.kernel.errors import Absent, Refusal
from incubator.registration.bulk_filings import actions as bulk
from incubator.registration.filings.queries import townships_of
from incubator.territory.townships import actions
from incubator.territory.townships.models import RegionChangeKind
from incubator.territory.townships.queries import lineage_of
from incubator.territory.townships.rules import ChangeFacts
from tests.registration.filings_build import batch_of, filed, group, roster, townships
from tests.registration.test_pages import count_queries, page

DAY = date(2026, 11, 2)
NOTE = "县政府批复〔2026〕8号"


@pytest.fixture
def park(build):
    return build.park()


@pytest.fixture
def places(park):
    return {row.name: row for row in townships(park)}


@pytest.fixture
def operator(build, park, client_for):
    return client_for(build.person(Role.OPERATOR, park=park))


def record(park, region, kind, **more):
    facts = ChangeFacts(RegionChangeKind(kind), more.pop("on", DAY), NOTE, **more)
    with work(by=SYSTEM):
        return actions.record_change(park, region, facts, by=SYSTEM)


@pytest.mark.postgres
def test_a_merged_township_is_read_under_its_successor_and_takes_nothing_new(park, places):
    old, middle, new = places["青石镇"], places["永兴镇"], places["城关镇"]
    kept = filed(park, group(park), place=old)
    record(park, old, "merged", into=middle)
    record(park, middle, "merged", into=new)
    lineage = lineage_of([park.region.path])
    assert [lineage.now(row).name for row in (old, middle, new)] == ["城关镇"] * 3
    assert lineage.standing_for(new) == [new.id, old.id, middle.id]
    assert kept.township is old
    assert old not in townships_of([park])
    with pytest.raises(Refusal):
        filed(park, group(park, "青禾县青石镇晨光社区合唱队"), place=old)
    lines = "青禾县青石镇和睦社区读书会,备案,陈禾,13900001111,青禾县青石镇"
    batch = batch_of(park, roster(lines))
    assert [row.township for row in bulk.judged_rows(batch)] == [new]
    record(park, middle, "restored")
    assert lineage_of([park.region.path]).now(old) is middle


def test_a_renamed_township_is_found_under_both_names(park, places):
    town = places["青石镇"]
    record(park, town, "renamed", name="青石街道", name_en="Qingshi Subdistrict")
    lines = [
        f"青禾县{place}{name},备案,陈禾,13900001111,青禾县{place}"
        for place, name in (("青石镇", "和睦社区读书会"), ("青石街道", "晨光社区合唱队"))
    ]
    rows = bulk.judged_rows(batch_of(park, roster(*lines)))
    assert rows[0].township is town
    assert (town.name, town.name_en, town.valid_to) == ("青石街道", "Qingshi Subdistrict", None)


@pytest.mark.parametrize(
    ("kind", "more", "field"),
    [
        ("renamed", {"name": " "}, "name"),
        ("renamed", {"name": "青石镇"}, "name"),
        ("renamed", {"name": "城关镇"}, "name"),
        ("renamed", {"name": "青石2镇"}, "name"),
        ("merged", {}, "into"),
        ("merged", {"into": "青石镇"}, "into"),
        ("merged", {"into": "柳河镇"}, "into"),
        ("retired", {"on": date(2027, 1, 1)}, "on"),
        ("restored", {}, "kind"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(park, places, kind, more, field):
    record(park, places["柳河镇"], "retired")
    given = {
        name: places.get(value, value) if name == "into" else value for name, value in more.items()
    }
    with pytest.raises(Refusal) as refused:
        record(park, places["青石镇"], kind, **given)
    assert refused.value.field == field


def test_changes_come_in_the_order_of_their_days(park, places):
    town = places["青石镇"]
    record(park, town, "renamed", name="青石街道")
    with pytest.raises(Refusal):
        record(park, town, "retired", on=date(2026, 11, 1))


def test_township_change_records_and_the_register_and_the_tiles_read_right(
    park, places, operator, post
):
    filed(park, group(park), place=places["青石镇"])
    url = f"/my-parks/{park.code}/townships/{places['青石镇'].division_code}"
    assert "记录变动" in page(operator, f"/my-parks/{park.code}/townships")
    empty = post(operator, url, {"kind": "merged", "on": "2026-11-02", "note": NOTE}, page=url)
    assert (empty.status_code, "请选择并入的乡镇" in empty.text) == (422, True)
    data = {"kind": "merged", "into": "999999001", "on": "2026-11-02", "note": NOTE}
    seen = str(park.version)
    assert post(operator, url, {**data, "version": str(park.version)}, page=url).status_code == 303
    stale = post(operator, url, {**data, "kind": "restored", "version": seen}, page=url)
    assert stale.status_code == 409
    assert "11月2日并入城关镇" in page(operator, f"/my-parks/{park.code}/townships")
    assert "青石镇（现城关镇）" in page(operator, "/filings?township=999999001")
    html = page(operator, "/filings/map")
    assert "城关镇：1 家" in html
    assert "青石镇：" not in html
    page(operator, f"/my-parks/{park.code}/townships/999900", 404)
    edit = page(operator, "/filings")
    assert 'value="999999002"' not in edit


def test_another_parks_people_change_nothing(build, park, places):
    stranger = build.person(Role.OPERATOR, park=build.park("other"))
    facts = ChangeFacts(RegionChangeKind.RETIRED, DAY, NOTE)
    with pytest.raises(Absent), work(by=stranger):
        actions.record_change(park, places["青石镇"], facts, by=stranger)


def test_the_pages_cost_the_same_after_many_changes(park, places, operator):
    filed(park, group(park), place=places["青石镇"])
    addresses = ("/filings", "/filings/map", f"/my-parks/{park.code}/townships")
    before = [count_queries(operator, address) for address in addresses]
    for row in list(places.values())[1:6]:
        record(park, row, "merged", into=places["城关镇"])
    assert [count_queries(operator, address) for address in addresses] == before
    assert max(before) <= 15
