"""Each page of the room opens for its people, is absent for strangers, and keeps a fixed cost."""

from io import BytesIO

from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import work
from incubator.organizations import actions, queries
from incubator.organizations.rules import PersonFacts
from tests.organizations.build import cohort, organization, owner, residency
from tests.statements import count_queries

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"


def text_of(answer):
    return answer.get_data(as_text=True)


PAGES = (
    "/organizations",
    "/organizations/{code}",
    "/organizations/{code}/edit",
    "/organizations/{code}/people",
    "/organizations/{code}/people/new",
    "/organizations/{code}/documents",
    "/organizations/{code}/documents/new",
    "/organizations/{code}/stages",
    "/organizations/{code}/stage-changes/new",
    "/residencies",
    "/cohorts",
    "/cohorts/new",
    "/stage-changes",
    "/imports",
    "/imports/new",
)


def test_every_page_opens_for_the_operator(build, park, client_for):
    found = organization(park, number=1)
    residency(found, park)
    cohort(park)
    browser = client_for(build.person(Role.OPERATOR, park=park))
    for page in PAGES:
        answer = browser.get(page.format(code=found.code))
        assert answer.status_code == 200, page
        assert "<h1" in text_of(answer), page


def test_a_foreign_park_finds_nothing(build, park, client_for):
    found = organization(park, number=1)
    browser = client_for(build.person(Role.OPERATOR, park=build.park("second")))
    for page in PAGES:
        if "{code}" in page:
            assert browser.get(page.format(code=found.code)).status_code == 404, page
    assert found.name not in text_of(browser.get("/organizations"))


def test_an_applicant_has_no_list(build, park, client_for):
    browser = client_for(build.user())
    assert browser.get("/organizations").status_code == 403
    assert browser.get("/imports").status_code == 403


def test_a_leader_sees_the_own_file_only(build, park, client_for):
    mine, other = organization(park, number=1), organization(park, "别的组织", number=2)
    browser = client_for(owner(build, mine))
    assert browser.get(f"/organizations/{mine.code}").status_code == 200
    assert browser.get(f"/organizations/{mine.code}/members").status_code == 200
    assert browser.get(f"/organizations/{other.code}").status_code == 404
    assert browser.get(f"/organizations/{other.code}/members").status_code == 404


def test_the_list_is_searched_by_name_and_by_code(build, park, client_for):
    one = organization(park, "青禾县敬老协会", number=1)
    two = organization(park, "青禾县助残协会", number=2)
    browser = client_for(build.person(Role.CLERK, park=park))
    page = text_of(browser.get("/organizations?q=敬老"))
    assert one.name in page
    assert two.name not in page
    page = text_of(browser.get(f"/organizations?q={two.credit_code[:12]}"))
    assert two.name in page
    assert two.name in text_of(browser.get("/organizations?tab=outside"))
    assert two.name not in text_of(browser.get("/organizations?tab=resident"))


def test_the_list_costs_the_same_for_1_and_30_rows(build, park, client_for):
    organization(park, "第一个组织", number=1)
    browser = client_for(build.person(Role.OPERATOR, park=park))
    few = count_queries(browser, "/organizations")
    few_residents = count_queries(browser, "/residencies")
    for number in range(2, 31):
        residency(organization(park, f"组织{number}", number=number), park)
    assert count_queries(browser, "/organizations") == few <= 15
    assert count_queries(browser, "/residencies") <= few_residents + 2


def test_the_file_costs_at_most_15_queries(build, park, client_for):
    found = organization(park, number=1)
    residency(found, park)
    for number in range(30):
        with work(by=SYSTEM):
            actions.add_person(found, PersonFacts(f"人员{number}", "理事"), by=SYSTEM)
    browser = client_for(build.person(Role.OPERATOR, park=park))
    assert count_queries(browser, f"/organizations/{found.code}") <= 15
    assert count_queries(browser, f"/organizations/{found.code}/people") <= 15


def test_the_telephone_opens_by_a_recorded_act(build, park, client_for, post):
    found = organization(park, number=1)
    browser = client_for(build.person(Role.OPERATOR, park=park))
    closed = text_of(browser.get(f"/organizations/{found.code}"))
    assert "13900001234" not in closed
    assert "139****1234" in closed
    opened = post(browser, f"/organizations/{found.code}/phone")
    assert "13900001234" in text_of(opened)
    page = text_of(browser.get(f"/organizations/{found.code}"))
    assert "13900001234" not in page
    assert "打开了联系电话" in page


def test_own_people_see_their_own_number(build, park, client_for):
    found = organization(park, number=1)
    page = text_of(client_for(owner(build, found)).get(f"/organizations/{found.code}"))
    assert "13900001234" in page


def test_a_stale_edit_shows_both_versions(build, park, client_for, post):
    found = organization(park, number=1)
    browser = client_for(build.person(Role.OPERATOR, park=park))
    typed = {
        "name": found.name,
        "legal_form": "social_group",
        "credit_code": found.credit_code,
        "representative": "甲",
        "version": found.version,
    }
    first = post(browser, f"/organizations/{found.code}/edit", typed)
    assert first.status_code == 303
    second = post(browser, f"/organizations/{found.code}/edit", {**typed, "representative": "乙"})
    assert second.status_code == 409
    page = text_of(second)
    assert "甲" in page
    assert 'value="乙"' in page
    assert queries.find_by_credit_code(found.credit_code).representative == "甲"


def test_a_double_click_lists_a_person_once(build, park, client_for, post):
    found = organization(park, number=1)
    browser = client_for(owner(build, found))
    url = f"/organizations/{found.code}/people/new"
    data = {"name": "林禾", "post": "理事长", "once": "the-same-form"}
    assert [post(browser, url, data).status_code for _ in range(2)] == [303, 303]
    assert [row.name for row in queries.list_people(found)] == ["林禾"]


def test_after_moving_in_the_leader_cannot_rename(build, park, client_for, post):
    found = organization(park, number=1)
    residency(found, park)
    browser = client_for(owner(build, found))
    data = {"name": "换了名字", "mission": "助老", "version": found.version}
    assert post(browser, f"/organizations/{found.code}/edit", data).status_code == 303
    stored = queries.find_by_credit_code(found.credit_code)
    assert (stored.name, stored.mission) == ("青禾县阳光社会工作服务中心", "助老")


def test_a_document_comes_in_and_goes_out(build, park, client_for, post):
    found = organization(park, number=1)
    browser = client_for(owner(build, found))
    data = {"kind": "plan", "title": "孵化计划", "file": (BytesIO(PDF), "计划.pdf")}
    answer = post(
        browser,
        f"/organizations/{found.code}/documents/new",
        data,
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303, text_of(answer)
    (document,) = queries.list_documents(found)
    sent = browser.get(f"/organization-documents/{document.code}/file")
    assert sent.data == PDF
    stranger = client_for(build.person(Role.OPERATOR, park=build.park("second")))
    assert stranger.get(f"/organization-documents/{document.code}/file").status_code == 404
    post(browser, f"/organization-documents/{document.code}/remove")
    assert queries.list_documents(found) == []


def test_a_member_edits_but_does_not_invite(build, park, client_for, post):
    found = organization(park, number=1)
    leader, member = owner(build, found), owner(build, found, Role.MEMBER)
    assert client_for(member).get(f"/organizations/{found.code}/members/new").status_code == 403
    browser = client_for(leader)
    answer = post(browser, f"/organizations/{found.code}/members/new", {"role": "member"})
    assert answer.status_code == 200
    assert "/links/" in text_of(answer)


def test_a_membership_ends_and_the_last_leader_stays(build, park, client_for, post):
    found = organization(park, number=1)
    leader, member = owner(build, found), owner(build, found, Role.MEMBER)
    browser = client_for(leader)
    assert post(browser, f"/memberships/{member.grants[0].code}/end").status_code == 303
    assert client_for(member).get(f"/organizations/{found.code}").status_code == 403
    assert post(browser, f"/memberships/{leader.grants[0].code}/end").status_code in {409, 422}
    assert browser.get(f"/organizations/{found.code}/members").status_code == 200


def test_a_residency_ends_with_a_reason_by_a_manager(build, park, client_for, post):
    found = organization(park, number=1)
    stay = residency(found, park)
    url = f"/residencies/{stay.code}/moves/graduate"
    operator = client_for(build.person(Role.OPERATOR, park=park))
    assert post(operator, url, {"reason": "已能独立运作"}).status_code == 403
    manager = client_for(build.person(Role.MANAGER, park=park))
    assert post(manager, url, {}).status_code == 422
    assert post(manager, url, {"reason": "已能独立运作"}).status_code == 303
    assert queries.list_residents([park.id]) == []
    assert "已能独立运作" not in text_of(manager.get("/residencies"))


def test_export_gives_exactly_the_rows_with_masked_numbers(build, park, client_for):
    organization(park, "=cmd|' /C calc'!A0", number=1)
    organization(park, "青禾县助残协会", number=2)
    browser = client_for(build.person(Role.OPERATOR, park=park))
    text = browser.get("/organizations/export.csv?q=助残").data.decode("utf-8-sig")
    assert "青禾县助残协会" in text
    assert "cmd" not in text
    assert "13900001234" not in text
    assert "'=cmd" in browser.get("/organizations/export.csv").data.decode("utf-8-sig")
    assert browser.get("/organizations/export.xlsx").data.startswith(b"PK")
    assert browser.get("/organizations/export.exe").status_code == 404
