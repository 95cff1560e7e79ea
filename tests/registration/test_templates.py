"""May a park put its own template in place, and is every hostile one refused with its reason?"""

import io
import zipfile

import pytest
from docx import Document

from incubator.kernel import files, word
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import work
from incubator.kernel.errors import Refusal
from incubator.kernel.files import FileRefused
from incubator.registration.own_templates import actions
from incubator.registration.own_templates.models import OwnTemplate
from incubator.registration.own_templates.queries import (
    bytes_of,
    current_templates,
    list_versions,
    places_of,
)
from incubator.registration.own_templates.rules import (
    WORD_TEMPLATE,
    TemplateRefused,
    check_template,
)
from incubator.registration.papers.drafting import shipped_template
from incubator.registration.papers.queries import catalogue, known_of
from incubator.registration.printing.making import job_of, make_pdf, make_word
from tests.registration.build import new_case
from tests.registration.papers_build import pdf_text, word_text

TEXT = "pledge"
MAIN = "word/document.xml"


def written(*lines):
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def changed(data, parts):
    """A Word file with parts replaced or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def main_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(MAIN).decode()


def upload(park, data, name="模板.docx"):
    """As the page does it: the file is looked at, its places are read, then it counts."""
    inspected = files.inspect(data, name, WORD_TEMPLATE)
    places = check_template(inspected, catalogue(park))
    with work(by=SYSTEM):
        return actions.put_in_place(park, TEXT, inspected, places, by=SYSTEM)


def paper_with(park, own):
    known = known_of(new_case(park))
    paper = known.catalogue.paper(TEXT)
    places = places_of(TEXT, own, known.catalogue)
    return job_of(known, paper, places, bytes_of(TEXT, own), is_own=own is not None)


def test_each_shipped_template_may_be_uploaded_again(park, figures):
    known = catalogue(park)
    texts = sorted({text for paper in known.papers for text in paper.texts.values()})
    for text in texts:
        inspected = files.inspect(shipped_template(text), f"{text}.docx", WORD_TEMPLATE)
        check_template(inspected, known)
    figures("shipped Word templates that the check lets in again", len(texts))


@pytest.mark.pdf
def test_an_own_template_is_printed_in_word_and_pdf_and_goes_back_with_one_button(park):
    own = upload(
        park,
        written(
            "本园专用承诺书", "我们是{{ 名称 }}，负责人{{ 拟任法定代表人 }}", "范围{{ 业务范围 }}。"
        ),
    )
    made = paper_with(park, own)
    assert [row.slug for row in made.filled.missing] == ["scope"]
    for text in (word_text(make_word(made)), pdf_text(make_pdf(made))):
        assert "本园专用承诺书" in text
        assert "〔待填：业务范围〕" in text
        assert "草稿" in text
    with work(by=SYSTEM):
        actions.back_to_shipped(park, TEXT, by=SYSTEM)
    assert current_templates(park) == {}
    assert [row.number for row in list_versions(park, TEXT)] == [2, 1]
    assert bytes_of(TEXT, None) == shipped_template(TEXT)
    with pytest.raises(Refusal), work(by=SYSTEM):
        actions.back_to_shipped(park, TEXT, by=SYSTEM)


def test_an_own_template_counts_in_its_own_park_only(build, park):
    upload(park, written("{{ 名称 }}"))
    assert set(current_templates(park)) == {TEXT}
    assert current_templates(build.park("second")) == {}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{{ 名程 }}", "“名程”这个占位符，是不是“名称”"),
        ("{{ 完全不相干的词 }}", "没有“完全不相干的词”"),
        ("{%p for 人 in 会员 %}{{ 人.电话 }}{%p endfor %}", "没有"),
        ("{{ 名称", "没有写完整"),
        ("{% if 名称 %}", "没有写完整"),
        ("{{ 名称.__class__.__mro__ }}", "没有"),
        ("{{ cycler.__init__.__globals__ }}", "没有"),
        ("{{ 名称|upper }}", "超出了范围"),
        ("{{ 名称 * 1000000000 }}", "超出了范围"),
        ("{{ range(1000000000) }}", "超出了范围"),
        ("{% set a = 1 %}", "超出了范围"),
        ('{% include "x" %}', "超出了范围"),
        (
            "{% for a in 会员 %}{% for b in 会员 %}{{ b.姓名 }}{% endfor %}{% endfor %}",
            "超出了范围",
        ),
        ('{{ 名称 ~ "x" }}', "超出了范围"),
        ('{{ 名称["x"] }}', "超出了范围"),
    ],
)
def test_a_place_that_nobody_knows_or_that_does_more_is_refused(park, line, said):
    with pytest.raises(TemplateRefused) as refused:
        upload(park, written(line))
    assert said in str(refused.value.message)


def relation(kind, target):
    return (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'relationships"><Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/'
        f'2006/relationships/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    )


FIELD = '<w:p><w:r><w:instrText>INCLUDEPICTURE "http://203.0.113.9/a.png"</w:instrText></w:r></w:p><w:sectPr'
HOSTILE = {
    "macro": {"word/vbaProject.bin": b"\x00macro"},
    "remote picture": {
        "word/_rels/header9.xml.rels": relation("image", "http://203.0.113.9/a.png")
    },
    "link": {"word/_rels/footer9.xml.rels": relation("hyperlink", "https://203.0.113.9/")},
    "file": {"word/_rels/header8.xml.rels": relation("image", "file:///etc/passwd")},
    "template elsewhere": {
        "word/_rels/settings.xml.rels": relation("attachedTemplate", "http://203.0.113.9/x.dotm")
    },
    "broken XML": {MAIN: "<w:document><w:body></w:document>"},
    "empty document": {MAIN: "<a/>"},
    "bomb": {"word/media/a.png": b"\x00" * 300_000_000},
    "many megabytes": {f"word/media/{n}.txt": bytes(range(256)) * 30_000 for n in range(4)},
    "entities": {"word/a.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'},
    "hidden entities": {
        "word/a.xml": f'<!--{"x" * 300_000}--><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    },
    "footnote": {"word/footnotes.xml": "<a>{{ 名称 }}</a>"},
    "embedded": {"word/embeddings/a.docx": b"PK"},
    "outside its folder": {"../../a.xml": "<a/>"},
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_reason(park, name):
    with pytest.raises((TemplateRefused, FileRefused)) as refused:
        upload(park, changed(written("{{ 名称 }}"), HOSTILE[name]))
    assert str(refused.value.message)
    assert current_templates(park) == {}


def test_a_field_that_fetches_is_refused(park):
    plain = written("{{ 名称 }}")
    with pytest.raises(TemplateRefused, match="INCLUDEPICTURE"):
        upload(park, changed(plain, {MAIN: main_of(plain).replace("<w:sectPr", FIELD, 1)}))


@pytest.mark.parametrize("name", ["模板.docm", "模板.doc", "模板.pdf", "模板.zip"])
def test_only_docx_is_taken(park, name):
    with pytest.raises(FileRefused):
        upload(park, written("{{ 名称 }}"), name)


def test_the_sandbox_holds_even_for_a_template_that_nobody_checked(park):
    for line in ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ 没有 }}"):
        with pytest.raises(Refusal):
            word.fill(written(line), {"名称": "甲"})


def page(browser, address, status=200):
    answer = browser.get(address)
    assert answer.status_code == status, address
    return answer.get_data(as_text=True)


def test_template_new_template_list_and_template_detail(build, park, client_for, post):
    operator = client_for(build.person(Role.OPERATOR, park=park))
    assert "承诺书" in page(operator, "/paper-templates")
    here = f"/parks/{park.code}/paper-templates/{TEXT}"
    assert "{{ 名称 }}" in page(operator, here)
    page(operator, f"{here}/new")
    bad = {"file": (io.BytesIO(written("{{ 名程 }}")), "a.docx")}
    answer = post(operator, f"{here}/new", bad, page=here, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "是不是“名称”" in answer.get_data(as_text=True)
    good = {"file": (io.BytesIO(written("{{ 名称 }}")), "a.docx"), "note": "换了抬头"}
    answer = post(operator, f"{here}/new", good, page=here, content_type="multipart/form-data")
    assert answer.status_code == 303
    html = page(operator, here)
    assert "本园第1版" in html
    assert "换了抬头" in html
    row = current_templates(park)[TEXT]
    assert operator.get(f"/paper-templates/{row.code}/file").status_code == 200
    assert (
        operator.get(f"{here}/template.docx").data
        != operator.get(f"{here}/template.docx?shipped=1").data
    )
    assert post(operator, f"{here}/shipped", {}, page=here).status_code == 303
    assert "本园第1版" not in page(operator, here).split("历史", 1)[0]
    page(operator, f"/parks/{park.code}/paper-templates/nonsense", 404)


def test_templates_are_not_for_others(build, park, client_for, post):
    upload(park, written("{{ 名称 }}"))
    here = f"/parks/{park.code}/paper-templates/{TEXT}"
    row = current_templates(park)[TEXT]
    assert isinstance(row, OwnTemplate)
    stranger = client_for(build.person(Role.OPERATOR, park=build.park("second")))
    for address in (here, f"{here}/template.docx", f"/paper-templates/{row.code}/file"):
        page(stranger, address, 404)
    assert post(stranger, f"{here}/shipped", {}).status_code == 404
    manager = client_for(build.person(Role.MANAGER, park=park))
    assert "上传替换" not in page(manager, here)
    page(manager, f"{here}/new", 403)
    clerk = client_for(build.person(Role.CLERK, park=park))
    page(clerk, "/paper-templates", 403)
