"""Does the single file show everything of an organization, to those who may, at a fixed price?"""

import pytest

from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import work
from incubator.organizations import actions as organizations
from tests.organizations.build import organization, owner
from tests.reports.build import ADVICE, add_document, full_file
from tests.statements import counted

SECTIONS = ("overview", "registration", "mentoring", "space", "documents", "people", "history")


@pytest.fixture
def file(build):
    return full_file(build)


def url(file, section="overview"):
    return f"/organizations/{file.team.code}/file?section={section}"


@pytest.mark.postgres
@pytest.mark.parametrize("role", [Role.OPERATOR, Role.SUPERVISOR])
def test_every_section_opens_within_fifteen_queries(build, file, client_for, role):
    browser = client_for(build.person(role, park=file.park))
    for section in SECTIONS:
        path = url(file, section)
        browser.get(path)
        with counted() as seen:
            answer = browser.get(path)
        assert answer.status_code == 200, section
        assert len(seen) <= 15, section


WORDS = {
    "overview": ["青禾县银龄助老服务队", "虚拟孵化", "萌芽"],
    "registration": ["2026-001"],
    "mentoring": ["沈专家", "1.5"],
    "space": ["项目例会"],
    "documents": ["孵化计划书", "plan.pdf"],
    "people": ["陈小禾", "负责人"],
    "history": ["timeline-entry"],
}


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_shows_its_rows_to_the_organizations_own_people(
    build, file, client_for, section
):
    page = client_for(owner(build, file.team)).get(url(file, section))
    for words in WORDS[section]:
        assert words in page.text, words


def test_who_may_open_the_file(build, file, client_for):
    stranger = owner(build, organization(file.park, "青禾县邻里互助队"))
    for user, status in (
        (owner(build, file.team, Role.MEMBER), 200),
        (build.person(Role.CLERK, park=file.park), 200),
        (build.person(Role.MANAGER, park=build.park("second")), 404),
        (stranger, 404),
        (build.person(Role.EXPERT, park=file.park), 403),
        (build.person(Role.ADMINISTRATOR), 403),
        (build.user(), 403),
    ):
        browser = client_for(user)
        assert browser.get(url(file)).status_code == status, user.display_name
        path = f"/organizations/{file.team.code}/file.pdf"
        if status != 200:
            assert browser.get(path).status_code == status, user.display_name


def test_telephones_are_masked_for_all_but_own_people(build, file, client_for):
    staff = client_for(build.person(Role.OPERATOR, park=file.park)).get(url(file, "people"))
    assert "139****1234" in staff.text
    assert "13900001234" not in staff.text
    own = client_for(owner(build, file.team)).get(url(file, "people"))
    assert "13900001234" in own.text


def test_a_second_park_sees_nothing_of_what_the_first_did(build, file, client_for):
    other = build.park("second")
    with work(by=SYSTEM):
        organizations.link_park(file.team, other, "imported")
    browser = client_for(build.person(Role.OPERATOR, park=other))
    assert browser.get(url(file)).status_code == 200
    assert "沈专家" not in browser.get(url(file, "mentoring")).text
    assert "项目例会" not in browser.get(url(file, "space")).text
    assert "2026-001" not in browser.get(url(file, "registration")).text
    home = browser.get(f"/organizations/{file.team.code}/home").text
    assert "沈专家" not in home
    assert "/registrations/" not in home


def test_every_document_is_served_by_its_own_room(build, file, client_for):
    browser = client_for(build.person(Role.OPERATOR, park=file.park))
    page = browser.get(url(file, "documents")).text
    link = page.split("/organization-documents/", 1)[1].split('"', 1)[0]
    assert browser.get(f"/organization-documents/{link}").data.startswith(b"%PDF")


def test_documents_cost_the_same_for_one_and_twenty(build, file, client_for):
    browser = client_for(build.person(Role.OPERATOR, park=file.park))
    path = url(file, "documents")
    browser.get(path)
    with counted() as one:
        browser.get(path)
    for number in range(19):
        add_document(file.team, f"材料{number}")
    with counted() as many:
        page = browser.get(path)
    assert len(one) == len(many)
    assert "材料18" in page.text


def test_the_history_is_paged(build, file, client_for):
    for number in range(30):
        add_document(file.team, f"材料{number}")
    browser = client_for(build.person(Role.OPERATOR, park=file.park))
    page = browser.get(url(file, "history")).text
    assert page.count('class="timeline-entry') == 30
    following = page.split("section=history&amp;after=", 1)[1].split('"', 1)[0]
    older = browser.get(f"{url(file, 'history')}&after={following}")
    assert older.text.count('class="timeline-entry') >= 5


def test_an_unknown_section_is_the_overview(build, file, client_for):
    page = client_for(owner(build, file.team)).get(url(file, "nonsense"))
    assert page.status_code == 200
    assert "虚拟孵化" in page.text


def test_private_notes_and_inner_work_stay_out_of_an_owners_history(build, file, client_for):
    page = client_for(owner(build, file.team)).get(url(file, "history")).text
    assert "mentoring_sessions" not in page
    assert ADVICE not in page
