"""Does the official layout keep to GB/T 9704, measured in the finished PDF and not in the style sheet?"""

import re
import subprocess
from collections import Counter
from io import BytesIO
from typing import Any

import pypdf
import pytest

from incubator.kernel.pdf import render

pytestmark = pytest.mark.pdf

MM = 72 / 25.4
BOX = re.compile(
    r'<(page|word) (?:width|xMin)="([\d.]+)" (?:height|yMin)="([\d.]+)"'
    r'(?: xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>)?'
)
LETTERS, LINES = 28, 22


def pages_of(data):
    """The words of each page as (left, top, right, bottom, text), in millimetres."""
    ran = subprocess.run(
        ["pdftotext", "-bbox-layout", "-", "-"], input=data, capture_output=True, check=True
    )
    pages: list[list[tuple[Any, ...]]] = []
    for kind, *place, text in BOX.findall(ran.stdout.decode()):
        if kind == "page":
            pages.append([])
        else:
            pages[-1].append((*(float(one) / MM for one in place), text))
    return pages


@pytest.fixture(scope="module")
def measured():
    """Three full pages of one letter, and where they stand."""
    body = "国" * (LETTERS * LINES * 3)
    data = render(f'<p class="flush">{body}</p>', title="版面", layout="official")
    return data, pages_of(data)


def test_a_page_holds_22_lines_of_28_letters(measured, figures):
    _data, pages = measured
    for words in pages:
        lines = [word for word in words if "国" in word[4]]
        assert len(lines) == LINES
        assert {len(word[4]) for word in lines} == {LETTERS}
    assert len(pages) == 3
    figures("official layout: lines a page × letters a line", f"{LINES} × {LETTERS}")


def test_the_type_area_is_156_by_225_mm_at_its_place(measured, figures):
    data, pages = measured
    box = pypdf.PdfReader(BytesIO(data)).pages[0].mediabox
    assert (round(float(box.width) / MM), round(float(box.height) / MM)) == (210, 297)
    lines = [word for word in pages[0] if "国" in word[4]]
    left, right = min(word[0] for word in lines), 210 - max(word[2] for word in lines)
    pitch = (lines[-1][1] - lines[0][1]) / (LINES - 1)
    middle = (lines[0][1] + lines[0][3]) / 2
    top = middle - pitch / 2
    bottom = 297 - (top + pitch * LINES)
    shown = f"top {top:.2f} left {left:.2f} right {right:.2f} bottom {bottom:.2f} line {pitch:.3f}"
    figures("official layout: measured mm", shown)
    assert left == pytest.approx(28, abs=0.2)
    assert right == pytest.approx(26, abs=0.2)
    # The standard allows one millimetre at the head.
    assert top == pytest.approx(37, abs=1)
    assert bottom == pytest.approx(35, abs=1)
    assert pitch == pytest.approx(225 / 22, abs=0.02)


def test_letters_are_of_size_3_and_titles_of_size_2(figures):
    page = "<h1>关于版面的报告</h1><p>正文</p>"
    document = pypdf.PdfReader(BytesIO(render(page, title="字号", layout="official")))
    sizes: Counter[int] = Counter()

    def note(text, cm, matrix, _font, size):
        if text.strip():
            sizes[round(abs(size * matrix[0] * cm[0]))] += 1

    document.pages[0].extract_text(visitor_text=note)
    assert set(sizes) == {22, 16, 14}
    figures("official layout: sizes in pt", "title 22, body 16, page number 14")


def test_page_numbers_stand_outside_right_on_odd_pages_and_left_on_even_ones(measured, figures):
    _data, pages = measured
    for number, words in enumerate(pages, start=1):
        foot = [word for word in words if word[1] > 297 - 35]
        assert "".join(word[4] for word in foot) == f"—{number}—"
        assert len({round(word[1]) for word in foot}) == 1, "on one line"
        assert foot[0][1] - (297 - 35) == pytest.approx(7, abs=1.5)
        letter = 14 / MM
        if number % 2:
            assert 210 - 26 - max(word[2] for word in foot) == pytest.approx(letter, abs=1)
        else:
            assert min(word[0] for word in foot) - 28 == pytest.approx(letter, abs=1)
    gap = pages[0][-1][1] - (297 - 35)
    figures(
        "official layout: page number below the type area", f"{gap:.1f} mm, odd right, even left"
    )


def test_a_draft_says_so_at_the_head_of_each_page():
    body = '<p class="mark">草稿</p>' + "<p>正文</p>" * 30
    for words in pages_of(render(body, title="草稿", layout="official")):
        head = [word for word in words if word[3] < 37]
        assert [word[4] for word in head] == ["草稿"]


def test_the_plain_office_style_is_as_it_was():
    data = render("<p>正文</p>", title="普通")
    assert "第" in "".join(word[4] for word in pages_of(data)[0] if word[1] > 250)
