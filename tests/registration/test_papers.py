"""Does each paper say what the file knows, in Word and PDF alike, and is nothing blank in silence?"""

import io
import re
import time

import pypdf
import pytest

from incubator.kernel.access import SYSTEM
from incubator.kernel.db import work
from incubator.organizations.models import LegalForm
from incubator.registration.cases.actions import choose_route
from incubator.registration.cases.queries import roadmap_of
from incubator.registration.checklists.rules import Route
from incubator.registration.own_templates.queries import bytes_of
from incubator.registration.papers import sheets, texts
from incubator.registration.papers.actions import keep_facts
from incubator.registration.papers.queries import catalogue, known_of, shipped_places
from incubator.registration.printing.making import job_of, make_pdf, make_word
from incubator.registration.registers import actions as registers
from incubator.registration.registers.models import Holder
from incubator.registration.registers.rules import MemberFacts, ProfileFacts
from tests.registration.build import new_case, resident
from tests.registration.papers_build import pdf_text, whole_case, word_text

FORMS = (
    LegalForm.SOCIAL_GROUP,
    LegalForm.PRIVATE_NON_ENTERPRISE,
    LegalForm.FOUNDATION,
    LegalForm.COMMUNITY_GROUP,
)
AFTER_REGISTRATION = {"filing_form", "seal_account_filing", "annual_report"}


def job(known, slug):
    paper = known.catalogue.paper(slug)
    text = known.text_of(paper)
    return job_of(known, paper, shipped_places(text, known.catalogue), bytes_of(text, None))


@pytest.mark.pdf
@pytest.mark.parametrize("form", FORMS)
def test_each_paper_of_a_form_says_what_the_file_knows(park, form, figures):
    case = whole_case(park, form)
    known = known_of(case)
    for paper in known.papers:
        made = job(known, paper.slug)
        lacking = {row.slug for row in made.filled.missing}
        allowed = {"credit_code", "registered_on"} if paper.slug in AFTER_REGISTRATION else set()
        assert lacking <= allowed, (paper.slug, lacking)
        as_pdf, as_word = pdf_text(make_pdf(made)), word_text(make_word(made))
        for text in (as_pdf, as_word):
            assert case.organization.name in text, paper.slug
            assert "{{" not in text, paper.slug
            assert "{%" not in text, paper.slug
        places = shipped_places(made.text, known.catalogue)
        for fact in known.catalogue.facts:
            value = re.sub(r"\s", "", known.facts.get(fact.slug, ""))
            if (
                value
                and fact.word in always(made.text)
                and fact.slug not in {"form", "filing_code"}
            ):
                assert value in as_pdf, (paper.slug, fact.slug)
                assert value in as_word, (paper.slug, fact.slug)
        assert places.facts
    figures(f"papers of a {form.value} read back from PDF and Word", len(known.papers))


def always(text):
    """The facts that stand outside of conditions."""
    source, depth, kept = sheets.template_of(text), 0, ""
    for part in re.split(r"(\{% .*? %\})", source):
        if part.startswith(("{% if", "{% for")):
            depth += 1
        elif part.startswith("{% end"):
            depth -= 1
        elif not depth:
            kept += part
    return set(re.findall(r"\{\{ (\w+) \}\}", kept))


def test_the_catalogue_has_eighteen_papers_and_asks_for_known_facts_only(park, figures):
    known = catalogue(park)
    assert [paper.number for paper in known.papers] == list(range(1, 19))
    for paper in known.papers:
        for text in paper.texts.values():
            shipped_places(text, known)
    shipped = {path.stem for path in texts.FOLDER.glob("*.txt")} - {"contents"}
    assert shipped == {text for paper in known.papers for text in paper.texts.values()}
    used = set()
    for text in shipped:
        places = shipped_places(text, known)
        used |= places.facts
    assert {fact.word for fact in known.facts} - used == set(), "a fact that no paper asks for"
    figures("papers, texts, facts of the catalogue", f"18, {len(shipped)}, {len(known.facts)}")


def test_each_charter_answers_every_item_of_its_law_in_order(park, figures):
    known = catalogue(park)
    wanted = {
        "charter_social_group": 9,
        "charter_private_non_enterprise": 8,
        "charter_foundation": 9,
        "charter_charity": 10,
    }
    assert {charter.text: len(charter.items) for charter in known.charters} == wanted
    for charter in known.charters:
        text = (texts.FOLDER / f"{charter.text}.txt").read_text("utf-8")
        for item, needles in charter.items:
            for needle in needles:
                assert needle in text, (charter.text, item["zh"], needle)
        # The two party clauses of every charter: the leadership, and the conditions for its organization.
        assert "坚持中国共产党的全面领导" in text
        assert "设立中国共产党的组织，开展党的活动，为党组织的活动提供必要条件" in text
        assert "践行社会主义核心价值观" in text
        assert charter.basis["mark"] == "V"
        figures(f"charter items of {charter.text}", len(charter.items))


FORM_OF = re.compile(r'%if 组织形式 == "(.+?)"\n(.*?)%endif\n', re.DOTALL)


@pytest.mark.parametrize(
    ("form", "phrases"),
    [
        ("社会团体", ("会员享有下列权利", "会员履行下列义务", "最高权力机构", "罢免须经")),
        ("民办非企业单位", ("非国有资产", "选举产生或者罢免", "不设立分支机构")),
        (
            "基金会",
            (
                "原始基金数额为",
                "到账货币资金",
                "理事应当",
                "理事长为法定代表人",
                "监事由",
                "年度财务会计报告由",
            ),
        ),
    ],
)
def test_a_charity_s_charter_also_holds_what_its_own_form_asks(form, phrases):
    """A charity is a social group, a unit or a foundation: STR 14, MFQ 10 and JJH 10 bind it too."""
    text = (texts.FOLDER / "charter_charity.txt").read_text("utf-8")
    own = dict(FORM_OF.findall(text))[form]
    for phrase in phrases:
        assert phrase in own


COUNCIL_PAPERS = ("meeting_notice", "sign_in_sheet", "agenda", "minutes")


@pytest.mark.pdf
@pytest.mark.parametrize("form", [LegalForm.PRIVATE_NON_ENTERPRISE, LegalForm.FOUNDATION])
def test_a_body_without_members_prints_the_papers_of_its_first_council(park, form):
    known = known_of(whole_case(park, form))
    titles = {paper.slug: paper.title["zh"] for paper in known.papers}
    for slug in COUNCIL_PAPERS:
        assert titles[slug].startswith("第一届理事会第一次会议")
        made = job(known, slug)
        assert made.filled.missing == []
        text = pdf_text(make_pdf(made))
        assert "第一届理事会第一次会议" in text
        assert "2026年11月8日" in text
        assert "会员" not in text
        assert "成立大会" not in text
    sheet, minutes = (pdf_text(make_pdf(job(known, slug))) for slug in ("sign_in_sheet", "minutes"))
    assert sheet.count("监事（列席）") == 1
    assert "4孙晓梅监事（列席）" in sheet
    assert "应到理事3人，实到理事3人，到会人数符合召开会议的要求" in minutes
    assert "赞成2票，章程草案获得通过" in minutes
    assert "王秀兰秘书长" in minutes
    assert "出席理事（审阅、签名）" in minutes


@pytest.mark.parametrize(
    ("public", "charity", "said"),
    [
        (False, False, "非公募基金会"),
        (True, False, "公募基金会"),
        (False, True, "非公募基金会，同时申请登记为慈善组织"),
    ],
)
def test_a_foundation_s_application_names_its_type(park, public, charity, said):
    """JJH 11: the type is one of the items that are registered."""
    case = new_case(park, form=LegalForm.FOUNDATION)
    lacking = {
        row.slug: row.where.value for row in job(known_of(case), "application").filled.missing
    }
    assert lacking["foundation_type"] == "profile"
    with work(by=SYSTEM):
        facts = ProfileFacts(is_public=public, is_charity=charity)
        registers.describe(case.organization, facts, by=SYSTEM)
    page = sheets.as_html(
        "application_foundation", job(known_of(case), "application").filled.values
    )
    assert f"（三）类型：{said}。" in page
    assert "foundation_type" not in {
        row.slug for row in job(known_of(new_case(park)), "application").filled.missing
    }


CHARTERS = [
    (LegalForm.SOCIAL_GROUP, False),
    (LegalForm.PRIVATE_NON_ENTERPRISE, False),
    (LegalForm.FOUNDATION, False),
    (LegalForm.SOCIAL_GROUP, True),
]


@pytest.mark.parametrize(("form", "charity"), CHARTERS)
@pytest.mark.parametrize("direct", [True, False])
def test_a_charter_on_the_direct_route_knows_no_supervising_unit(park, form, charity, direct):
    case = new_case(park, form=form)
    with work(by=SYSTEM):
        registers.describe(case.organization, ProfileFacts(is_charity=charity), by=SYSTEM)
        choose_route(case, Route.DIRECT if direct else Route.DUAL, reason="县里规定", by=SYSTEM)
        keep_facts(case, {"party_body": "县委社会工作部"}, by=SYSTEM)
    made = job(known_of(case), "charter")
    page = sheets.as_html(made.text, made.filled.values)
    assert ("业务主管单位" in page) != direct
    assert ("，依法直接登记，党建工作机构是县委社会工作部。" in page) == direct
    assert "无（直接登记）" not in page
    # Nothing is left of a sentence that lost its unit.
    assert not re.search(r"[，、；]{2}|，。|、和|由、|邀请、", page)


def test_what_lacks_in_the_papers_of_a_first_council_is_listed(park):
    case = new_case(park, form=LegalForm.FOUNDATION)
    lacking = {row.slug: row.where.value for row in job(known_of(case), "minutes").filled.missing}
    assert lacking["meeting_on"] == lacking["quorum"] == lacking["carried"] == "meeting"
    assert lacking["council"] == lacking["officers"] == "posts"


@pytest.mark.parametrize(
    ("form", "attended", "votes", "quorum", "carried"),
    [
        # JJH 21: two thirds of the members come, and two thirds of those agree.
        (LegalForm.FOUNDATION, 5, 5, False, False),
        (LegalForm.FOUNDATION, 6, 3, True, False),
        (LegalForm.FOUNDATION, 6, 4, True, True),
        # A unit's model charter: half of the members come, two thirds of all agree.
        (LegalForm.PRIVATE_NON_ENTERPRISE, 5, 5, True, False),
        (LegalForm.PRIVATE_NON_ENTERPRISE, 6, 6, True, True),
    ],
)
def test_a_council_s_minutes_conclude_by_its_own_figures(
    park, form, attended, votes, quorum, carried
):
    typed = {"entitled": 9, "attended": attended, "in_favour": votes}
    case = new_case(park, form=form)
    facts = known_of(case, typed).facts
    assert (bool(facts["quorum"]), bool(facts["carried"])) == (quorum, carried)


def test_a_foundation_applies_to_the_province(park):
    case = whole_case(park, LegalForm.FOUNDATION)
    assert known_of(case).facts["authority"] == "示例省民政厅"
    assert known_of(new_case(park)).facts["authority"] == "青禾县民政局"


def test_papers_carry_the_name_that_is_applied_for(park):
    case = new_case(park, resident(park, "青禾县邻里守望协会（筹）"))
    assert known_of(case).facts["name"] == "青禾县邻里守望协会"


@pytest.mark.parametrize(
    ("attended", "votes", "quorum", "carried"),
    [(33, 33, False, False), (34, 17, True, False), (34, 18, True, True)],
)
def test_minutes_conclude_only_what_the_figures_say(park, attended, votes, quorum, carried):
    """Two thirds of fifty must come and more than half of those must agree."""
    case = new_case(park)
    typed = {"entitled": 50, "attended": attended, "in_favour": votes}
    facts = known_of(case, typed).facts
    assert (bool(facts["quorum"]), bool(facts["carried"])) == (quorum, carried)


def test_what_is_missing_is_listed_with_its_place_and_never_blank(park):
    case = new_case(park)
    known = known_of(case)
    made = job(known, "application")
    slugs = {row.slug: row.where.value for row in made.filled.missing}
    assert slugs["scope"] == "sheet"
    assert slugs["meeting_on"] == "meeting"
    assert slugs["funds"] == "capital"
    for value in made.filled.values.values():
        assert value != ""
    assert made.mark == f"草稿（尚缺{len(made.filled.missing)}项）"
    register = job(known, "member_register")
    assert [row.slug for row in register.filled.missing if row.slug == "members"] == ["members"]


@pytest.mark.pdf
def test_a_draft_says_so_and_marks_each_missing_place(park):
    known = known_of(new_case(park))
    made = job(known, "name_application")
    for text in (pdf_text(make_pdf(made)), word_text(make_word(made))):
        assert "草稿" in text
        assert "〔待填：业务范围〕" in text
        assert "〔待填：备选名称一〕" in text


HOSTILE = [
    "{{7*7}}社",
    "{%for%}社",
    "{{会员}}",
    "{_{7*7}_}",
    "<b>粗</b>&amp;",
    "<imgsrc=file:///etc/passwd>",
    "</w:t></w:r><w:r>",
]


@pytest.mark.pdf
@pytest.mark.parametrize("typed", HOSTILE)
def test_what_people_type_stays_text(park, typed):
    case = whole_case(park, name=typed)
    with work(by=SYSTEM):
        member = MemberFacts(kind=Holder.UNIT, name=f"{typed}单位", phone="13900000000")
        registers.add_member(case.organization, member, by=SYSTEM)
    known = known_of(case)
    for slug in ("member_register", "application"):
        made = job(known, slug)
        plain = re.sub(r"\s", "", case.organization.name)
        assert plain in pdf_text(make_pdf(made))
        as_word = word_text(make_word(made)).replace("\u2060", "")
        assert plain in as_word
    assert f"{typed}单位" in word_text(make_word(job(known, "member_register"))).replace(
        "\u2060", ""
    )


@pytest.mark.pdf
def test_a_charter_of_a_hundred_pages_is_made(park, figures):
    case = whole_case(park)
    known = known_of(case)
    known.facts["scope"] = "开展邻里互助活动、居家探访、应急帮扶和志愿者培训。" * 2400
    made = job(known, "charter")
    start = time.perf_counter()
    data = make_pdf(made)
    took = time.perf_counter() - start
    assert "设立中国共产党的组织" in pdf_text(data)
    as_word = word_text(make_word(made))
    assert "设立中国共产党的组织" in as_word
    pages = len(pypdf.PdfReader(io.BytesIO(data)).pages)
    assert pages > 100
    figures("a long charter as PDF", f"{pages} pages in {took:.1f} s")


def test_a_foundation_s_checklist_is_measured_by_its_council_s_meeting(park):
    facts = roadmap_of(whole_case(park, LegalForm.FOUNDATION)).facts
    assert (facts["entitled"], facts["attended"], facts["in_favour"]) == (3, 3, 2)
