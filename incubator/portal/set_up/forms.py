"""What shape does the set-up have: administrator, region, park and first manager on one page."""

from wtforms import HiddenField
from wtforms.validators import Regexp

from incubator.kernel.forms import Form, Line, Password
from incubator.kernel.text import lazy

CODE = Regexp(r"^\d{6}$", message=lazy("A division code has six digits."))
SLUG = Regexp(
    r"^[a-z][a-z0-9-]{1,38}[a-z0-9]$",
    message=lazy("Please use 3 to 40 small letters, digits and hyphens, beginning with a letter."),
)
SIGN_IN = {"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}


class SetUpForm(Form):
    """Everything an empty installation needs to begin."""

    token = HiddenField()
    administrator_name = Line(lazy("Administrator's name"), limit=40, required=True)
    administrator_sign_in = Line(
        lazy("Administrator's mobile number or e-mail"),
        limit=120,
        required=True,
        render_kw=dict(SIGN_IN),
    )
    administrator_password = Password(lazy("Administrator's password"), autocomplete="new-password")
    province_name = Line(lazy("Province"), limit=60, required=True)
    province_code = Line(lazy("Code of the province"), limit=6, required=True, validators=[CODE])
    prefecture_name = Line(lazy("City or prefecture"), limit=60, required=True)
    prefecture_code = Line(
        lazy("Code of the city or prefecture"), limit=6, required=True, validators=[CODE]
    )
    county_name = Line(lazy("County or district"), limit=60, required=True)
    county_code = Line(
        lazy("Code of the county or district"), limit=6, required=True, validators=[CODE]
    )
    park_name = Line(lazy("Name of the park"), limit=80, required=True)
    slug = Line(
        lazy("Short name in addresses"),
        limit=40,
        required=True,
        validators=[SLUG],
        render_kw=dict(SIGN_IN),
    )
    operator = Line(lazy("Operating agency"), limit=80)
    manager_name = Line(lazy("Manager's name"), limit=40, required=True)
    manager_sign_in = Line(
        lazy("Manager's mobile number or e-mail"),
        limit=120,
        required=True,
        render_kw=dict(SIGN_IN),
    )
    manager_password = Password(lazy("Manager's password"), autocomplete="new-password")
