"""What shape may input at the door have."""

from wtforms import StringField
from wtforms.validators import Length

from incubator.kernel.forms import Form, Password, Required
from incubator.kernel.text import lazy


class SignInForm(Form):
    """The name and the password."""

    sign_in_name = StringField(
        lazy("Mobile number or e-mail"),
        [Required(), Length(max=120)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = Password(lazy("Password"), autocomplete="current-password")
