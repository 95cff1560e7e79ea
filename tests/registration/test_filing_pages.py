"""Do the pages of the register of filed groups work for those who may use them, at any number of rows?"""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, select

from incubator.kernel import clock
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import db, new_code, work
from incubator.kernel.errors import NotAllowed, Refusal
from incubator.organizations.models import LegalForm, Organization, ParkLink
from incubator.registration.certificates.queries import certificate_job, known_of_filing
from incubator.registration.coach.views import office_work
from incubator.registration.filing_reports import actions as reports
from incubator.registration.filing_reports.queries import find_report
from incubator.registration.filing_reports.rules import ReportFacts, year_now
from incubator.registration.filing_reports.views import reports_due, waiting_for
from incubator.registration.filing_reports.workflow import REPORT_FLOW, ReportStatus
from incubator.registration.filings import actions
from incubator.registration.filings.models import Filing
from incubator.registration.filings.queries import rules_at
from incubator.registration.filings.workflow import FILING_FLOW
from incubator.registration.printing.making import make_pdf
from tests.kernel.test_pdf import text_of
from tests.registration.filings_build import SAMPLES, batch_of, filed, group, roster, townships
from tests.registration.test_pages import page
from tests.statements import count_queries

NEW = "/filings/batches/new"
LIMIT = 150 * 1024


@pytest.fixture
def places(park):
    return {row.name: row for row in townships(park)}


@pytest.fixture
def filing(park, places):
    return filed(park, group(park), on=date(2025, 3, 3), place=places["青石镇"])


@pytest.fixture
def operator(build, park, client_for):
    return client_for(build.person(Role.OPERATOR, park=park))


@pytest.fixture
def leader(build, filing, client_for):
    return client_for(build.person(Role.LEADER, organization_id=filing.organization_id))


def fill_register(park, count, first=1000):
    """So many filed groups at once: rows for counting, made as the actions would make them."""
    region, rules = park.region_id, rules_at(park)[0].id
    places = townships(park)
    with work(by=SYSTEM) as session:
        session.execute(
            insert(Organization),
            [
                {
                    "code": new_code(),
                    "name": f"青禾县第{number}社区舞蹈队",
                    "name_key": f"青禾县第{number}社区舞蹈队",
                    "legal_form": LegalForm.COMMUNITY_GROUP,
                    "region_id": region,
                }
                for number in range(first, first + count)
            ],
        )
        ids = list(
            session.scalars(select(Organization.id).order_by(Organization.id.desc()).limit(count))
        )
        session.execute(
            insert(ParkLink),
            [{"organization_id": key, "park_id": park.id, "reason": "import"} for key in ids],
        )
        session.execute(
            insert(Filing),
            [
                {
                    "code": new_code(),
                    "organization_id": key,
                    "park_id": park.id,
                    "township_id": places[key % 10].id,
                    "rule_set_id": rules,
                    "number": f"编号{key}",
                    "type": "culture",
                    "filed_on": date(2025, 3, 3),
                }
                for key in ids
            ],
        )


def test_the_pages_cost_the_same_for_one_group_and_for_a_thousand(operator, park, filing, figures):
    addresses = ["/filings", "/filings/map", "/filings/reports", "/home", "/due-dates"]
    before = {address: count_queries(operator, address) for address in addresses}
    fill_register(park, 1000)
    after = {address: count_queries(operator, address) for address in addresses}
    assert before == after
    assert max(after.values()) <= 15
    sizes = {address: len(page(operator, address).encode()) for address in addresses}
    assert max(sizes.values()) <= LIMIT
    figures("queries of the pages of filed groups", max(after.values()))
    assert "1001" in page(operator, "/filings")


def test_a_bulk_filing_of_a_thousand_rows_is_read_page_by_page(operator, park, places):
    rows = [
        f"青禾县青石镇第{number}社区舞蹈队,备案,陈禾,13900001111,青禾县青石镇解放街{number}号"
        for number in range(1000)
    ]
    address = f"/filing-batches/{batch_of(park, roster(*rows)).code}"
    assert count_queries(operator, address) <= 15
    html = page(operator, address)
    assert len(html.encode()) <= LIMIT
    assert "备案 1000 家" in html
    assert "第999社区" in page(operator, f"{address}?page=20")


def test_filing_list_narrows_by_township_type_state_and_words(operator, park, places, filing):
    other = filed(
        park, group(park, "青禾县永兴镇晨光社区巡逻队"), kind="affairs", place=places["永兴镇"]
    )
    with work(by=SYSTEM):
        actions.cancel(other, by=SYSTEM, reason="解散。")
    assert "晨光社区巡逻队" not in page(operator, "/filings")
    html = page(operator, "/filings?tab=cancelled&township=999999003&type=affairs&q=晨光")
    assert "晨光社区巡逻队" in html
    assert "没有符合条件的组织" in page(operator, "/filings?township=999999003")
    assert "和睦社区舞蹈队" in page(operator, "/filings?q=青石镇社备〔2025〕001号")
    table = operator.get("/filings/export.csv").get_data().decode("utf-8-sig")
    assert "青石镇社备〔2025〕001号,青禾县青石镇和睦社区舞蹈队,文体活动类" in table
    assert operator.get("/filings/export.xlsx").status_code == 200
    assert operator.get("/filings/export.exe").status_code == 404


def test_another_park_and_a_neighbour_see_nothing_of_it(build, filing, client_for):
    stranger = client_for(build.person(Role.OPERATOR, park=build.park("other")))
    assert "和睦社区舞蹈队" not in page(stranger, "/filings?q=和睦")
    page(stranger, f"/filings/{filing.code}/detail", 404)
    neighbour = client_for(
        build.person(Role.LEADER, organization_id=group(filing.park, "青禾县邻居社区读书会").id)
    )
    page(neighbour, f"/filings/{filing.code}/detail", 404)


def test_filing_batch_new_and_review_file_a_sample_roster(operator, places, post):
    name = "roster_gbk.csv"
    file = (io.BytesIO((SAMPLES / name).read_bytes()), name)
    data = {"park": "qinghe", "source": "roster", "file": file}
    answer = post(operator, NEW, data, page=NEW, content_type="multipart/form-data")
    assert answer.status_code == 303
    review = answer.headers["Location"]
    html = page(operator, review)
    assert len(html.encode()) <= LIMIT
    assert "71 家可以备案；另有 173 行是已登记的组织，不处理。" in html
    assert "青禾县白杨乡爱加倍社区读书会" in page(operator, f"{review}?tab=duplicate")
    kept = post(
        operator, review, {"filed_on": "2026-11-16", "act": "keep", "type-0": "skip"}, page=review
    )
    assert kept.status_code == 303
    assert "70 家可以备案" in page(operator, review)
    data = {"filed_on": "2026-11-16", "act": "file", "type-0": "affairs"}
    assert post(operator, review, data, page=review).status_code == 303
    html = page(operator, review)
    assert "备案 71 家，均已编号" in html
    assert "13900" not in html
    assert post(operator, review, data, page=review).status_code == 409
    assert "71" in page(operator, "/filings")
    rest = operator.get(f"{review}/rest.csv").get_data().decode("utf-8-sig")
    assert rest.count("\n") == 3


def test_filing_batch_new_says_beside_the_field_what_is_wrong(operator, post):
    for file, words in (
        (None, "请选择文件"),
        ((io.BytesIO(b"%PDF-1.7"), "名册.xlsx"), "field-error"),
        ((io.BytesIO("名称,类别\n".encode()), "名册.csv"), "没有可以备案的社区社会组织"),
    ):
        data = {"park": "qinghe", "source": "roster", **({"file": file} if file else {})}
        answer = post(operator, NEW, data, page=NEW, content_type="multipart/form-data")
        assert answer.status_code == 422
        assert words in answer.get_data(as_text=True)


def test_filing_batch_review_takes_the_parks_files_and_can_be_thrown_away(
    operator, park, places, post
):
    group(park)
    data = {"park": "qinghe", "source": "files"}
    review = post(operator, NEW, data, page=NEW).headers["Location"]
    assert "1 家可以备案" in page(operator, review)
    future = {"filed_on": "2027-11-16", "act": "file"}
    answer = post(operator, review, future, page=review)
    assert answer.status_code == 422
    assert post(operator, f"{review}/remove", page=review).status_code == 303
    page(operator, review, 404)


def test_filing_edit_and_change_keep_register_and_history(operator, filing, post):
    address = f"/filings/{filing.code}"
    data = {
        "type": "charity",
        "subtype": "culture/dance",
        "township": "999999003",
        "community": "幸福社区",
        "leader_post": "会长",
        "version": str(filing.version),
    }
    assert post(operator, f"{address}/edit", data, page=f"{address}/edit").status_code == 303
    found = db.session.get(Filing, filing.id)
    assert (found.type, found.subtype, found.community) == ("charity", "", "幸福社区")
    stale = post(operator, f"{address}/edit", data, page=f"{address}/edit")
    assert stale.status_code == 409
    data |= {"subtype": "charity/mutual", "version": str(found.version)}
    short = post(operator, f"{address}/change", data, page=f"{address}/change")
    assert short.status_code == 422
    data["reason"] = "换届，见会议记录。"
    assert post(operator, f"{address}/change", data, page=f"{address}/change").status_code == 303
    html = page(operator, f"{address}/detail")
    assert "已备案（有变更）" in html
    assert "换届，见会议记录。" in html
    for move, reason in (("cancel", "解散。"), ("reinstate", "误注销。")):
        answer = post(operator, f"{address}/moves/{move}", {"reason": reason}, page="/filings")
        assert answer.status_code == 303
    assert post(operator, f"{address}/moves/convert", page="/filings").status_code == 422


def test_filing_convert_opens_the_case_on_the_same_file(operator, filing, post):
    address = f"/filings/{filing.code}/conversion"
    assert filing.number in page(operator, address)
    assert post(operator, address, {"form": "team"}, page=address).status_code == 422
    answer = post(operator, address, {"form": "social_group"}, page=address)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/registrations/")
    assert "正在办理登记" in page(operator, f"/filings/{filing.code}/detail")


def test_filing_certificate_tells_anybody_what_holds_and_nobodys_name(client, filing):
    with work(by=SYSTEM):
        filing.organization.representative = "陈小禾"
    html = page(client, f"/filings/{filing.code}")
    for words in (filing.number, "青禾县青石镇和睦社区舞蹈队", "有效", "2025年3月3日"):
        assert words in html
    assert "陈小禾" not in html
    with work(by=SYSTEM):
        actions.cancel(filing, by=SYSTEM, reason="陈小禾说解散。")
    html = page(client, f"/filings/{filing.code}")
    assert "已注销备案" in html
    assert "陈小禾" not in html
    page(client, "/filings/000000000000", 404)


@pytest.mark.pdf
def test_filing_certificate_pdf_is_whole_for_a_group_without_a_case(operator, filing, app):
    with work(by=SYSTEM):
        filing.organization.representative = "陈小禾"
        filing.organization.address = "青禾县青石镇解放街1号"
    job = certificate_job(filing)
    assert job.mark == ""
    assert known_of_filing(filing).facts["filing_address"] == ""
    plain = job.code
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, url="https://park.example")
    try:
        known = known_of_filing(filing)
        assert known.facts["filing_address"] == f"https://park.example/filings/{filing.code}"
        assert certificate_job(filing).code != plain
    finally:
        app.config["SETTINGS"] = settings
    told = text_of(make_pdf(job))
    for words in (filing.number, "文体活动类", "陈小禾", "2025年3月3日", "青禾县民政局"):
        assert words in told
    answer = operator.get(f"/filings/{filing.code}/certificate.pdf")
    assert answer.mimetype == "application/pdf"
    with work(by=SYSTEM):
        actions.cancel(filing, by=SYSTEM, reason="解散。")
    assert operator.get(f"/filings/{filing.code}/certificate.pdf").status_code == 422


WHOLE = {
    "activities": "24",
    "attendances": "480",
    "members": "20",
    "income_yuan": "1,200.50",
    "expense_yuan": "0",
    "text": "每周两次排练。",
    "is_safe": "yes",
}


def begun(browser, filing, post):
    answer = post(browser, f"/filings/{filing.code}/reports", page="/home")
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_filing_report_edit_is_filled_in_by_the_leader_and_judged_by_the_park(
    leader, operator, filing, post
):
    assert "请在 3月31日 前填报 2025 年度简报" in page(
        leader, f"/filings/{filing.code}/detail"
    ).replace("\n", "")
    edit = begun(leader, filing, post)
    assert begun(leader, filing, post) == edit
    report = edit.removesuffix("/edit")
    for missing in (*WHOLE, None):
        data = {name: value for name, value in WHOLE.items() if name != missing}
        data |= {"act": "submit"} if missing else {"act": "save", "text": ""}
        answer = post(leader, edit, data, page=edit)
        assert answer.status_code == (422 if missing else 303), missing
    wrong = {**WHOLE, "is_safe": "no", "act": "submit"}
    assert post(leader, edit, wrong, page=edit).status_code == 422
    assert post(leader, edit, {**WHOLE, "income_yuan": "两百"}, page=edit).status_code == 422
    assert post(leader, edit, {**WHOLE, "members": "-1"}, page=edit).status_code == 422
    assert post(leader, edit, {**WHOLE, "act": "submit"}, page=edit).status_code == 303
    assert post(leader, edit, WHOLE, page=edit).status_code == 422
    html = page(operator, report)
    for words in ("24 场", "480 人次", "20 人", "1,200.50 元"):
        assert words in html
    answer = post(operator, f"{report}/moves/return", {"reason": "请核对支出。"}, page=report)
    assert answer.status_code == 303
    assert "请核对支出。" in page(leader, edit)
    assert post(leader, edit, {**WHOLE, "act": "submit"}, page=edit).status_code == 303
    assert post(operator, f"{report}/moves/accept", page=report).status_code == 303
    html = page(operator, "/filings/reports?tab=accepted")
    assert "和睦社区舞蹈队" in html
    assert "480" in html


def test_who_handed_a_report_in_does_not_accept_it(build, park, filing):
    person = build.person(Role.OPERATOR, park=park)
    report = handed_in(filing, person)
    with pytest.raises(NotAllowed), work(by=person):
        REPORT_FLOW.apply(report, "accept", by=person)


def handed_in(filing, by):
    facts = ReportFacts(3, 30, 10, 0, 0, "活动三次。", True, "")
    with work(by=by):
        report = reports.begin(filing, 2025, by=by)
        reports.fill_in(report, facts, by=by)
        reports.submit(report, by=by)
    return report


def test_a_report_is_asked_for_only_from_groups_that_were_there(park, places, filing):
    late = filed(park, group(park, "青禾县青石镇晚来社区舞蹈队"), on=date(2025, 10, 1))
    for about, year in ((late, 2025), (filing, 2026), (filing, 1999)):
        with pytest.raises(Refusal), work(by=SYSTEM):
            reports.begin(about, year, by=SYSTEM)
    window = rules_at(park)[1].report
    assert year_now(window, date(2026, 1, 1)) == 2025
    assert year_now(window, date(2025, 12, 31)) == 2024


def test_filing_report_list_names_who_has_not_handed_in(build, park, places, operator, filing):
    other = filed(park, group(park, "青禾县青石镇晨光社区合唱队"), on=date(2025, 5, 5))
    handed_in(other, build.person(Role.CLERK, park=park))
    html = page(operator, "/filings/reports?tab=missing")
    assert "和睦社区舞蹈队" in html
    assert "晨光社区合唱队" not in html
    assert "应填报 2 家" in html
    assert "晨光社区合唱队" in page(operator, "/filings/reports")
    assert "本年度无需填报" in page(operator, "/filings/reports?year=2024")


def test_reports_stand_on_the_due_date_page_and_in_the_work(build, park, places, filing):
    clerk = build.person(Role.OPERATOR, park=park)
    leader = build.person(Role.LEADER, organization_id=filing.organization_id)
    with clock.frozen(datetime(2026, 2, 25, 2, 0, tzinfo=UTC)):
        first, last = date(2026, 2, 1), date(2026, 4, 30)
        mine = reports_due(leader, first, last)
        assert [(row.on, row.endpoint) for row in mine] == [
            (date(2026, 3, 31), "registration.filing_detail")
        ]
        assert [row.subject for row in reports_due(clerk, first, last)] == ["1 家未交"]
        assert reports_due(clerk, date(2026, 5, 1), last) == []
        assert [row.subject for row in waiting_for(leader)] == [filing.organization.name]
        assert office_work(clerk) == []
        handed_in(filing, leader)
        assert reports_due(leader, first, last) == []
        assert reports_due(clerk, first, last) == []
        assert waiting_for(leader) == []
        assert [row.count for row in office_work(clerk)] == [1]
    assert find_report(filing, 2025).status is ReportStatus.SUBMITTED


def test_a_filing_number_leads_to_its_organization_also_after_the_registration(operator, filing):
    organization = filing.organization
    assert filing.number in page(
        operator, f"/organizations/{organization.code}/file?section=registration"
    )
    assert filing.number in page(operator, f"/organizations/{organization.code}/home")
    with work(by=SYSTEM):
        FILING_FLOW.apply(filing, "convert", by=SYSTEM)
    assert organization.name in page(operator, "/search?q=〔2025〕001")
    assert "已转登记" in page(operator, f"/organizations/{organization.code}/home")
