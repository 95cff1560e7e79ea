"""Is a credit code compared with the form and the place, and said beside the field where it differs?"""

import pytest

from incubator.kernel.access import Role
from incubator.kernel.db import db
from incubator.kernel.identifiers import inner_check_character, uscc_check_character
from incubator.kernel.text import force_locale
from incubator.organizations.codes import is_from_here, remarks
from incubator.organizations.models import LegalForm
from tests.organizations.build import credit_code, organization, residency

HERE = ("999999", "990000")


def code_of(kind: str, division: str, *, inner: str = "") -> str:
    body = "MJTEST01".replace("S", "X")
    first = f"{kind}{division}{body}{inner or inner_check_character(body)}"
    return first + uscc_check_character(first)


def said(code, form, here=HERE):
    return " ".join(map(str, remarks(code, form, here)))


def test_a_code_that_fits_gets_no_remark(app):
    with app.test_request_context(), force_locale("en"):
        assert said(code_of("51", "999999"), LegalForm.SOCIAL_GROUP) == ""
        assert said(code_of("52", "990000"), LegalForm.PRIVATE_NON_ENTERPRISE) == ""
        assert said(None, LegalForm.TEAM) == ""
        assert said("no code", LegalForm.SOCIAL_GROUP) == ""


@pytest.mark.parametrize(
    ("code", "form", "words"),
    [
        (code_of("52", "999999"), LegalForm.SOCIAL_GROUP, "begins with 52"),
        (code_of("91", "999999"), LegalForm.FOUNDATION, "51, 52 or 53"),
        (code_of("51", "511421"), LegalForm.SOCIAL_GROUP, "another province: Sichuan"),
        (code_of("51", "990100"), LegalForm.SOCIAL_GROUP, "another division of the province"),
        (code_of("51", "999999", inner="0"), LegalForm.SOCIAL_GROUP, "fails its own check"),
    ],
)
def test_what_does_not_fit_is_said(app, code, form, words):
    with app.test_request_context(), force_locale("en"):
        assert words in said(code, form)


def test_an_authority_is_from_here_when_it_is_the_region_above_or_within_it():
    assert is_from_here("999999", HERE)
    assert is_from_here("990000", HERE)
    assert not is_from_here("999901", HERE)
    assert is_from_here("999901", ("999900", "990000"))
    assert is_from_here("511421", ())


@pytest.fixture
def operator(build, park, client_for):
    return client_for(build.person(Role.OPERATOR, park=park))


def fields(code, form="social_group", **more):
    return {"name": "青禾县书法协会", "legal_form": form, "credit_code": code, **more}


def test_organization_edit_asks_to_compare_an_odd_code_and_then_keeps_it(park, operator, post):
    found = organization(park, "青禾县书法协会", number=1)
    residency(found, park)
    url, odd = f"/organizations/{found.code}/edit", code_of("51", "511421")
    answer = post(operator, url, fields(odd))
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "发证机关在外省：四川省（行政区划代码511421）" in html
    assert odd in html
    assert post(operator, url, fields(odd, code_compared="y")).status_code == 303
    db.session.refresh(found)
    assert found.credit_code == odd
    assert "发证机关在外省" in operator.get(url).get_data(as_text=True)
    # A code that was compared is not asked about again with every telephone number.
    assert post(operator, url, fields(odd, phone="13900001235")).status_code == 303


def test_organization_edit_refuses_a_wrong_check_character(park, operator, post):
    found = organization(park, "青禾县书法协会", number=1)
    residency(found, park)
    right = credit_code(2)
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
    answer = post(operator, f"/organizations/{found.code}/edit", fields(wrong, code_compared="y"))
    assert answer.status_code == 422
    db.session.refresh(found)
    assert found.credit_code == credit_code(1)
