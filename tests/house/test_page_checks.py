"""Does the check that looks at every answer of every test see what is wrong with a page?"""

import pytest

from tests.page_checks import faults_of
from tests.security.forms import read_forms

SOUND = '<html lang="en"><head><title>A</title></head><body><h1>A</h1>{}</body></html>'


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ('<p style="color: red">x</p>', "style"),
        ('<p title="a > b" onclick="x()">x</p>', "onclick"),
        ('<p title=""><img alt="" src=x onerror=alert(1)></p>', "onerror"),
        ('<a href=" JavaScript:alert(1)">x</a>', "a script in an address"),
        ("<script>alert(1)</script>", "an inline script"),
        ('<form method="put"></form>', "method 'put'"),
        ("<img src='a.png'>", "no alt"),
        ("<h1>B</h1>", "2 h1 headings"),
        ('<p id="a"></p><p id="a"></p>', "ids used twice: a"),
        ('<label for="b">B</label><input id="a" name="n">', "no label for <… name='n'>"),
        ("<textarea name='n'></textarea>", "no label"),
    ],
)
def test_it_sees_a_fault(markup: str, fault: str) -> None:
    assert [row for row in faults_of(SOUND.format(markup)) if fault in row]


@pytest.mark.parametrize(
    "markup",
    [
        '<label for="a">A</label><input id="a" name="n"><label>B <select name="m"></select></label>',
        '<input type="hidden" name="n"><input aria-label="A" name="m"><button name="b">B</button>',
        '<!-- <p style="x"> --><p title="1 < 2 style=x">x</p><script type="application/json">{}</script>',
    ],
)
def test_it_is_silent_about_a_sound_page(markup: str) -> None:
    assert faults_of(SOUND.format(markup)) == []


def test_it_sees_what_the_frame_of_a_page_lacks() -> None:
    found = faults_of('<html lang="de"><title> </title><svg><title>A</title></svg></html>')
    assert found == ["0 h1 headings instead of one", "no title", "lang is 'de'"]


def test_the_forms_of_a_page_are_read_as_a_browser_sees_them() -> None:
    ours, other = read_forms(
        '<form action="/a" method="POST"><select name="s"><option value="1"><option value="2" selected>'
        '</select><textarea name="t" required>\na &amp; b</textarea><input name="x" value="y">'
        '<input type="checkbox" name="c" value="1" checked><input type="checkbox" name="c" value="2">'
        '</form><input name="outside"><form action="/b"></form>'
    )
    assert (ours.action, ours.method, other.action, other.method) == ("/a", "post", "/b", "get")
    select, text, field, boxes = ours.controls.values()
    assert (select.options, select.chosen) == (["1", "2"], ["2"])
    assert (text.value, text.required, field.value) == ("\na & b", True, "y")
    assert (boxes.options, boxes.chosen) == (["1", "2"], ["1"])
