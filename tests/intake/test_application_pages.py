"""The applicant's pages under bad input and bad luck: nothing typed is lost, nothing bad is stored."""

import pytest

from incubator.intake.applications import actions, queries
from incubator.intake.applications.models import Application, ApplicationFile
from incubator.kernel.access import Role
from incubator.kernel.blobs import StoredFile
from incubator.kernel.db import db, work
from tests.build import Builder
from tests.conftest import token_of
from tests.intake.build import PDF, fill, make_application, make_call, make_draft, section_of
from tests.organizations.build import credit_code

HOME = "/home"
NEEDS = {
    "mode": "virtual",
    "desks": "0",
    "accept_virtual": "yes",
    "services": ["registration", "mentoring"],
    "mentor_wishes": "怎样准备会员大会。",
}


def section(application: Application, slug: str, **more: object) -> tuple[str, dict]:
    row = section_of(application, slug)
    data = {"version": str(row.version), **more}
    return f"/applications/{application.code}/sections/{slug}", data


def test_a_visitor_is_sent_to_sign_in_before_applying(build: Builder, client):
    call = make_call(build.park())
    answer = client.get(f"/calls/{call.code}/application?kind=unregistered")
    assert answer.status_code == 303
    assert "/sign-in?next=" in answer.location


def test_beginning_by_the_form_for_a_team_and_for_a_registered_body(
    build: Builder, client_for, post
):
    call = make_call(build.park())
    browser = client_for(build.user())
    url = f"/calls/{call.code}/application"
    team = {"kind": "unregistered", "name": "暖阳助老服务队", "town": "青石镇"}
    answer = post(browser, url, team, page=HOME)
    application = db.session.scalars(db.select(Application)).unique().one()
    assert answer.location == f"/applications/{application.code}"
    body = {"kind": "registered", "name": "青禾县知行中心", "town": "青石镇", "organization": "new"}
    bare = post(client_for(build.user()), url, body, page=HOME)
    assert bare.status_code == 422
    wrong = {**body, "legal_form": "social_group", "credit_code": credit_code(3)[:-1] + "Y"}
    page = post(client_for(build.user()), url, wrong, page=HOME).get_data(as_text=True)
    assert "统一社会信用代码有误" in page
    other = {**wrong, "legal_form": "foundation", "credit_code": credit_code(3)}
    page = post(client_for(build.user()), url, other, page=HOME).get_data(as_text=True)
    assert "与所选组织类型不一致" in page
    right = {**wrong, "credit_code": f" {credit_code(3).lower()} "}
    assert post(client_for(build.user()), url, right, page=HOME).status_code == 303


@pytest.mark.postgres
def test_beginning_twice_by_double_click_makes_one(build: Builder, client_for, post):
    call = make_call(build.park())
    browser = client_for(build.user())
    team = {"kind": "filed", "name": "邻里互助社", "town": "青石镇", "once": "same-key"}
    url = f"/calls/{call.code}/application"
    first, second = (post(browser, url, team, page=HOME) for _ in range(2))
    assert first.location == second.location
    assert len(db.session.scalars(db.select(Application)).unique().all()) == 1


def test_a_page_saves_and_leads_to_the_next(build: Builder, client_for, post):
    application, leader = make_draft(build, make_call(build.park()))
    browser = client_for(leader)
    url, data = section(application, "needs", **NEEDS)
    answer = post(browser, url, data, page=HOME)
    assert answer.location.endswith("/sections/files")
    db.session.expire_all()
    assert queries.answer(application, "needs", "services") == ["registration", "mentoring"]
    assert queries.answer(application, "needs", "desks") == 0
    assert "怎样准备会员大会" in browser.get(url).get_data(as_text=True)


def test_people_rows_are_kept_and_more_can_be_added(build: Builder, client_for, post):
    application, leader = make_draft(build, make_call(build.park()))
    browser = client_for(leader)
    rows = {f"founders-{n}-name": f"成员{n}" for n in range(5)}
    url, data = section(application, "people", add_row="1", **rows)
    answer = post(browser, url, data, page=HOME)
    assert answer.location.endswith("/sections/people#founders")
    assert 'name="founders-5-name"' in browser.get(url).get_data(as_text=True)
    db.session.expire_all()
    assert len(section_of(application, "people").answers["founders"]) == 5


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("introduction", "字" * 10000, "最多"),
        ("introduction", "字" * 10000, "字" * 10000),
        ("founded_on", "2025-02-30", "请填写存在的日期"),
        ("founded_on", "2025-02-30", 'value="2025-02-30"'),
        ("founded_on", "2030-01-01", "还没有到"),
    ],
)
def test_bad_input_is_refused_beside_the_field_and_kept(
    build: Builder, client_for, post, field, typed, told
):
    application, leader = make_draft(build, make_call(build.park()))
    browser = client_for(leader)
    url, data = section(application, "basics", **{field: typed})
    answer = post(browser, url, data, page=HOME)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in page
    if told != "最多":
        assert told in page
    db.session.expire_all()
    assert queries.answer(application, "basics", field) is None


def test_emoji_stay_and_direction_marks_go(build: Builder, client_for, post):
    application, leader = make_draft(build, make_call(build.park()))
    url, data = section(application, "basics", contact_name="李\u202e禾🌱", introduction="一\x00二")
    assert post(client_for(leader), url, data, page=HOME).status_code == 303
    db.session.expire_all()
    assert queries.answer(application, "basics", "contact_name") == "李禾🌱"
    assert queries.answer(application, "basics", "introduction") == "一二"


def test_autosave_answers_with_time_and_version_and_tells_of_a_clash(
    build: Builder, client_for, post
):
    application, leader = make_draft(build, make_call(build.park()))
    browser = client_for(leader)
    url, data = section(application, "needs", mentor_wishes="甲")
    first = post(browser, f"{url}/save", data, page=HOME)
    assert first.json == {"ok": True, "saved_at": "10:00", "version": 2}
    clash = post(browser, f"{url}/save", {**data, "mentor_wishes": "乙"}, page=HOME)
    assert clash.status_code == 409
    assert leader.display_name in clash.json["message"]
    page = browser.get(clash.json["compare_url"]).get_data(as_text=True)
    assert "甲" in page
    bad = post(browser, f"{url}/save", {**data, "desks": "7", "version": "2"}, page=HOME)
    assert bad.status_code == 422
    assert list(bad.json["errors"]) == ["desks"]


def test_without_scripts_a_clash_shows_both_versions_and_keeps_the_typing(
    build: Builder, client_for, post
):
    application, leader = make_draft(build, make_call(build.park()))
    member = build.person(Role.MEMBER, organization_id=application.organization_id)
    url, stale = section(application, "needs", mentor_wishes="我写的一段话")
    row = section_of(application, "needs")
    with work(by=member):
        actions.save_section(row, {"mentor_wishes": "同事写的一段话"}, expected=1, by=member)
    browser = client_for(leader)
    answer = post(browser, url, stale, page=HOME)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "我写的一段话</textarea>" in page
    assert "同事写的一段话" in page
    again = post(browser, url, {**stale, "version": "2"}, page=HOME)
    assert again.status_code == 303


def upload(browser, application: Application, content: bytes, name: str = "章程.pdf"):
    """Post one file as raw bytes: the test client's own encoder leaves large temporary files open."""
    token = token_of(browser.get(HOME))
    parts = [
        b'--edge\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n' + token.encode(),
        b'--edge\r\nContent-Disposition: form-data; name="once"\r\n\r\nkey-of-the-page',
        f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'.encode()
        + b"Content-Type: application/octet-stream\r\n\r\n"
        + content,
        b"--edge--\r\n",
    ]
    return browser.post(
        f"/applications/{application.code}/documents/charter",
        data=b"\r\n".join(parts),
        content_type="multipart/form-data; boundary=edge",
        headers={"Origin": "http://localhost"},
    )


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "章程.pdf", "空"),
        (PDF.replace(b"trailer<<", b"trailer<</Encrypt 5 0 R"), "章程.pdf", "密码"),
        (b"MZ\x90\x00" + b"\x00" * 60, "章程.exe", "pdf"),
        (PDF, "章程.docx", "docx"),
        (PDF + b" " * (20 * 1024 * 1024), "章程.pdf", "20 MB"),
        (b"%PDF-" + b" " * (50 * 1024 * 1024), "章程.pdf", "20 MB"),
    ],
)
def test_bad_uploads_are_refused_beside_their_document(
    build: Builder, client_for, content, name, told
):
    application, leader = make_draft(build, make_call(build.park()))
    answer = upload(client_for(leader), application, content, name)
    page = answer.get_data(as_text=True)
    assert answer.status_code in {413, 422}
    place = page.split('id="document-charter"')[1].split('id="document-')[0]
    assert "field-error" in place
    assert told in place
    assert db.session.scalars(db.select(StoredFile)).all() == []


def test_a_file_is_added_shown_and_taken_away(build: Builder, client_for, post):
    application, leader = make_draft(build, make_call(build.park()))
    browser = client_for(leader)
    url = f"/applications/{application.code}/documents/charter"
    assert upload(browser, application, PDF).status_code == 303
    row = db.session.scalars(db.select(ApplicationFile)).one()
    sent = browser.get(f"/application-files/{row.code}")
    assert sent.data == PDF
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    assert post(browser, url, {"remove": row.code}, page=HOME).status_code == 303
    assert db.session.scalars(db.select(StoredFile)).all() == []


def test_a_foreign_file_is_not_taken_away(build: Builder, client_for, post):
    call = make_call(build.park())
    theirs, _ = make_application(build, call, name="乙社", number=2)
    mine, leader = make_draft(build, call)
    code = theirs.files[0].code
    url = f"/applications/{mine.code}/documents/charter"
    assert post(client_for(leader), url, {"remove": code}, page=HOME).status_code == 404


def test_submitting_names_everything_then_gives_a_number_once(build: Builder, client_for, post):
    application, leader = make_draft(build, make_call(build.park()))
    browser = client_for(leader)
    url = f"/applications/{application.code}/submission"
    refused = post(browser, url, page=HOME)
    assert refused.status_code == 422
    assert refused.get_data(as_text=True).count("/sections/files#document-") >= 6
    fill(application, leader)
    first, second = (post(browser, url, {"once": "k"}, page=HOME) for _ in range(2))
    assert first.location == second.location == f"/applications/{application.code}/submitted"
    page = browser.get(first.location).get_data(as_text=True)
    assert "2026-001" in page
    assert "11月25日" in page
    db.session.expire_all()
    assert application.round == 1


def test_a_submitted_page_is_read_only(build: Builder, client_for, post):
    application, leader = make_application(build, make_call(build.park()))
    browser = client_for(leader)
    url, data = section(application, "needs", **NEEDS)
    assert "目前不能修改" in browser.get(url).get_data(as_text=True)
    assert post(browser, url, data, page=HOME).status_code == 409
    assert post(browser, f"{url}/save", data, page=HOME).status_code == 409


def test_bare_moves_cannot_skip_the_pages(build: Builder, client_for, post):
    application, leader = make_draft(build, make_call(build.park()))
    browser = client_for(leader)
    assert (
        post(browser, f"/applications/{application.code}/moves/submit", page=HOME).status_code
        == 404
    )
    manager = client_for(build.person(Role.MANAGER, park=application.park))
    url = f"/applications/{application.code}/moves/accept"
    assert post(manager, url, page=HOME).status_code == 404
