"""Is input cleaned, limited, and told beside its field?"""

from datetime import date

import pytest
from werkzeug.datastructures import MultiDict
from wtforms.validators import Optional

from incubator.kernel.forms import (
    Day,
    EmailAddress,
    Form,
    Line,
    Mobile,
    Required,
    Text,
    choices,
    clean_text,
    limit_of,
    paragraphs,
)


class Sample(Form):
    """A form of every kind of field."""

    name = Line("Name", limit=5, required=True)
    note = Text("Note", limit=20)
    phone = Line("Phone", validators=[Mobile()])
    email = Line("E-mail", validators=[EmailAddress()])


def filled(app, **values):
    with app.test_request_context("/", method="POST"):
        form = Sample(formdata=MultiDict(values), meta={"csrf": False})
        form.validate()
        return form


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  青禾  ", "青禾"),
        ("\u3000青禾\u3000", "青禾"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("青\u202e禾", "青禾"),
        ("a\x00b\x08c", "abc"),
        ("e\u0301", "é"),
        ("\ufeff青", "青"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
        (None, None),
    ],
)
def test_text_is_cleaned(raw, clean):
    assert clean_text(raw) == clean


def test_line_is_one_line(app):
    assert filled(app, name="a\nb").name.data == "a b"


@pytest.mark.parametrize(
    ("name", "ok"), [("五个汉字呢", True), ("六个汉字了呢", False), ("", False)]
)
def test_limit_counts_characters(app, name, ok):
    assert (not filled(app, name=name).name.errors) is ok


def test_blank_only_is_missing(app):
    assert filled(app, name=" \u3000 ").name.errors


def test_overlong_text_is_told_with_both_figures(app):
    message = str(filled(app, name="a", note="字" * 10_000).note.errors[0])
    assert "20" in message
    assert "10000" in message


@pytest.mark.parametrize(
    ("phone", "ok"), [("13800000000", True), ("", True), ("138", False), ("138 0000 0000", False)]
)
def test_mobile_numbers(app, phone, ok):
    assert (not filled(app, name="a", phone=phone).phone.errors) is ok


@pytest.mark.parametrize(
    ("email", "ok"),
    [
        ("a@b.cn", True),
        ("a@b", False),
        ("a b@c.cn", False),
        ("a@b.cn,c@d.cn", False),
        ("<a@b.cn>", False),
    ],
)
def test_mail_addresses(app, email, ok):
    assert (not filled(app, name="a", email=email).email.errors) is ok


def test_refusal_stands_beside_its_field_or_on_top(app):
    form = filled(app, name="a")
    assert not form.has_errors
    form.refuse("note", "so not")
    form.refuse(None, "nor so")
    form.refuse("unknown", "nowhere")
    assert form.note.errors == ["so not"]
    assert form.form_errors == ["nor so", "nowhere"]
    assert form.has_errors


@pytest.mark.parametrize(
    ("version", "read"),
    [("3", 3), ("", None), ("x", None), ("-1", None), ("٣", None), ("9" * 20, None)],
)
def test_version_is_read_carefully(app, version, read):
    assert filled(app, name="a", version=version).expected_version() == read


def test_version_of_the_row_itself_is_read(app):
    with app.test_request_context("/", method="POST"):
        form = Sample(data={"version": 7}, meta={"csrf": False})
        assert form.expected_version() == 7


def test_limit_is_known_to_the_counter(app):
    form = filled(app, name="a")
    assert (limit_of(form.name), limit_of(form.note)) == (5, 20)


def test_paragraphs_escape_what_people_type():
    shown = paragraphs("<b>一</b>\n二\n\n\n三")
    assert shown == "<p>&lt;b&gt;一&lt;/b&gt;<br>二</p><p>三</p>"
    assert paragraphs("") == ""


def test_choices_carry_value_and_label():
    assert [(row.value, row.label) for row in choices([("a", "甲")])] == [("a", "甲")]


def test_each_rendered_form_has_its_own_key(app):
    with app.test_request_context("/"):
        keys = {Sample().once.data for _ in range(10)}
    assert len(keys) == 10


class Appointment(Form):
    """A day that an opened form proposes, and one that may stay empty."""

    day = Day("Day", [Required()], default=lambda: date(2026, 11, 18))
    until = Day("Until", [Optional()])


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-21", date(2026, 11, 21)),
        ("2026/3/1", date(2026, 3, 1)),
        (" 2026年3月1日 ", date(2026, 3, 1)),
        ("2026.03.01", date(2026, 3, 1)),
        ("", None),
        ("2026-02-30", None),
        ("21.11.2026", None),
        ("20261121", None),
        ("1899-12-31", None),
        ("99999-01-01", None),
        ("下周一", None),
    ],
)
@pytest.mark.parametrize("name", ["day", "until"])
def test_a_day_is_picked_or_typed_and_kept(app, name, typed, day):
    with app.test_request_context("/", method="POST"):
        values = MultiDict({"day": "2026-11-20", name: typed})
        form = Appointment(formdata=values, meta={"csrf": False})
        sound = form.validate()
        assert form[name].data == day
        assert sound is (day is not None or (name, typed) == ("until", ""))
        assert form[name]._value() == typed


def test_a_proposed_day_is_for_opened_forms_only(app):
    """A posted form without the field has no day, whatever an opened one proposes."""
    with app.test_request_context("/"):
        assert Appointment(meta={"csrf": False}).day.data == date(2026, 11, 18)
    with app.test_request_context("/", method="POST"):
        form = Appointment(formdata=MultiDict({"until": ""}), meta={"csrf": False})
        assert not form.validate()
        assert (form.day.data, list(form.errors)) == (None, ["day"])
