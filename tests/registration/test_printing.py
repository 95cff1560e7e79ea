"""Do the pages of papers work, is a pack whole, and who may have them?"""

import io
import os
import time
import zipfile

import pytest

from incubator.kernel import clock
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import db, work
from incubator.kernel.errors import Refusal
from incubator.registration.cases.queries import checklist_of
from incubator.registration.own_templates.queries import bytes_of
from incubator.registration.papers.queries import find_sheet, known_of, shipped_places
from incubator.registration.printing import actions, tasks
from incubator.registration.printing.making import job_of
from incubator.registration.printing.models import PaperPack
from incubator.registration.printing.packing import make_pack
from incubator.registration.printing.queries import lines_of, list_packs
from tests.registration.build import new_case, step
from tests.registration.papers_build import SHEET, pdf_text, whole_case, word_text
from tests.statements import count_queries


@pytest.fixture
def case(park):
    return new_case(park)


@pytest.fixture
def leader(build, case, client_for):
    return client_for(build.person(Role.LEADER, organization_id=case.organization_id))


def page(browser, address, status=200):
    answer = browser.get(address)
    assert answer.status_code == status, address
    return answer.get_data(as_text=True)


def test_paper_list_shows_each_paper_with_its_state_within_fifteen_queries(case, leader, figures):
    address = f"/registrations/{case.code}/papers"
    html = page(leader, address)
    assert html.count("看还缺什么") == 16
    assert "成立登记申请书" in html
    assert "社区社会组织备案证" not in html
    for each in (address, f"{address}/application", f"/registrations/{case.code}/paper-facts"):
        found = count_queries(leader, each)
        figures(f"queries of {each.rsplit('/', 1)[-1]}", found)
        assert found <= 15, each
    page(leader, f"{address}/filing_certificate", 404)
    page(leader, f"{address}/nonsense", 404)


def test_paper_detail_lists_what_is_missing_with_a_link_and_prints_a_draft(case, leader):
    html = page(leader, f"/registrations/{case.code}/papers/application")
    assert "打印前还缺" in html
    assert f"/registrations/{case.code}/paper-facts#fact_scope" in html
    assert step(case, "capital").code in html
    answer = leader.get(f"/registrations/{case.code}/papers/application/paper.pdf")
    assert answer.mimetype == "application/pdf"
    assert "草稿" in pdf_text(answer.data)
    answer = leader.get(f"/registrations/{case.code}/papers/application/paper.docx")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "草稿" in word_text(answer.data)


def test_step_detail_and_case_detail_lead_to_the_papers(case, leader):
    assert f"/registrations/{case.code}/papers" in page(leader, f"/registrations/{case.code}")
    html = page(leader, f"/registration-steps/{step(case, 'founders').code}")
    assert f"/registrations/{case.code}/papers/founder_form" in html


def test_paper_edit_keeps_facts_and_says_when_another_was_faster(case, leader, post):
    address = f"/registrations/{case.code}/paper-facts"
    html = page(leader, address)
    assert "备案编号" not in html, "not asked of a social group"
    version = html.split('name="version" type="hidden" value="')[1].split('"')[0]
    typed = {f"fact_{slug}": value for slug, value in SHEET.items()} | {"version": version}
    assert post(leader, address, typed, page=address).status_code == 303
    assert find_sheet(case).facts["scope"] == SHEET["scope"]
    second = post(leader, address, {**typed, "fact_area": "别处"}, page=address)
    assert second.status_code == 409
    assert "别处" in second.get_data(as_text=True)
    bad = post(
        leader, address, {**typed, "version": "2", "fact_seal_from": "2026-02-30"}, page=address
    )
    assert bad.status_code == 422
    html = page(leader, f"/registrations/{case.code}/papers/premises_proof")
    assert "可以提交" in html


def test_a_whole_paper_is_ready_to_hand_in(build, park, client_for):
    case = whole_case(park)
    operator = client_for(build.person(Role.OPERATOR, park=park))
    assert "可以提交" in page(operator, f"/registrations/{case.code}/papers/minutes")
    answer = operator.get(f"/registrations/{case.code}/papers/minutes/paper.pdf")
    text = pdf_text(answer.data)
    assert "草稿" not in text
    assert "应到会员（代表）52人，实到48人" in text


def test_papers_are_not_for_others(build, park, case, client_for, post):
    where = f"/registrations/{case.code}"
    strangers = [
        build.person(Role.OPERATOR, park=build.park("second")),
        build.person(Role.LEADER, organization_id=new_case(park).organization_id),
    ]
    for stranger in strangers:
        browser = client_for(stranger)
        for end in ("papers", "papers/application", "papers/application/paper.pdf", "paper-facts"):
            page(browser, f"{where}/{end}", 404)
        assert post(browser, f"{where}/paper-packs", {}).status_code == 404
    supervisor = client_for(build.person(Role.SUPERVISOR, park=park))
    page(supervisor, f"{where}/papers", 403)
    assert "/papers" not in page(supervisor, where).split("<main", 1)[1]


@pytest.mark.pdf
def test_pack_new_makes_one_zip_with_a_contents_list(build, case, leader, post, client_for, park):
    address = f"/registrations/{case.code}/papers"
    assert (
        post(leader, f"/registrations/{case.code}/paper-packs", {}, page=address).status_code == 303
    )
    [pack] = list_packs(case)
    assert pack.made_at is not None, pack.problem
    answer = leader.get(f"/registration-packs/{pack.code}")
    assert answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        names = archive.namelist()
        assert names[0] == "00-目录.pdf"
        assert len(names) == 1 + 2 * 17
        contents = pdf_text(archive.read(names[0]))
    for line in lines_of(known_of(case), checklist_of(case)):
        assert line.paper.title["zh"] in contents
    assert "缺" in contents
    assert pack.file.name in page(leader, address)
    stranger = client_for(build.person(Role.OPERATOR, park=build.park("second")))
    page(stranger, f"/registration-packs/{pack.code}", 404)


def test_a_pack_is_asked_for_once_and_forgotten_after_a_week(case):
    with work(by=SYSTEM) as session:
        pack = PaperPack(case=case)
        session.add(pack)
    with pytest.raises(Refusal), work(by=SYSTEM):
        actions.ask_for_pack(case, by=SYSTEM)
    with work(by=SYSTEM):
        actions.deliver(db.session.get_one(PaperPack, pack.id), "包.zip", b"PK", by=SYSTEM)
    tasks.make(pack.id)
    clock.set_frozen(clock.now() + actions.KEPT)
    with work(by=SYSTEM):
        actions.forget_old_packs()
    assert len(list_packs(case)) == 1
    clock.set_frozen(clock.now() + actions.KEPT)
    with work(by=SYSTEM):
        actions.forget_old_packs()
    assert list_packs(case) == []


@pytest.mark.pdf
def test_eighteen_papers_as_one_pack(park, figures):
    case = whole_case(park, name="青禾县邻里守望促进会")
    known = known_of(case)
    jobs = []
    for paper in known.catalogue.papers:
        text = known.text_of(paper)
        places = shipped_places(text, known.catalogue)
        jobs.append(job_of(known, paper, places, bytes_of(text, None)))
    make_pack(known, jobs[:1])
    start = time.perf_counter()
    data = make_pack(known, jobs)
    took = time.perf_counter() - start
    folder = os.environ.get("INCUBATOR_KEEP_PACK")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert len(archive.namelist()) == 1 + 2 * 18
        assert not [name for name in archive.namelist() if "（草稿）（草稿）" in name]
        if folder:
            archive.extractall(folder)
    load = os.getloadavg()[0]
    figures(
        "pack of 18 papers, PDF and Word", f"{took:.1f} s, {len(data) // 1024} KB, load {load:.1f}"
    )
