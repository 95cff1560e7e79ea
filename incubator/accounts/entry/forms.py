"""What shape may input at the door have."""

from typing import Any

from wtforms import BooleanField, StringField, ValidationError
from wtforms.validators import Length

from incubator.accounts.rules import is_name, normal_name
from incubator.kernel.forms import Form, Line, Password, Required
from incubator.kernel.text import lazy

PLAIN = {"autocapitalize": "none", "spellcheck": "false"}
LENGTH_HELP = lazy("At least 10 characters. A short sentence is easy to keep in mind.")


class SignInForm(Form):
    """The name and the password."""

    sign_in_name = StringField(
        lazy("Mobile number or e-mail"),
        [Required(), Length(max=120)],
        render_kw={"autocomplete": "username", **PLAIN},
    )
    password = Password(lazy("Password"), autocomplete="current-password")


class NameForm(Form):
    """A name to sign in with: for a new password, or to begin an account."""

    sign_in_name = StringField(
        lazy("Mobile number or e-mail"),
        [Required(), Length(max=120)],
        render_kw={"autocomplete": "username", **PLAIN},
    )

    def validate_sign_in_name(self, field: Any) -> None:  # noqa: ANN401 WTForms' signature
        """Take only what a person can be reached by."""
        field.data = normal_name(field.data or "")
        if not is_name(field.data):
            raise ValidationError(
                lazy("Please enter a mobile number of 11 digits or an e-mail address.")
            )


class SignUpForm(NameForm):
    """A new account: who, how to sign in, and the consent to the notice."""

    display_name = Line(
        lazy("Your name"), limit=40, required=True, render_kw={"autocomplete": "name"}
    )
    password = Password(lazy("Password"), autocomplete="new-password", description=LENGTH_HELP)
    agree = BooleanField(lazy("I have read the privacy notice and agree"))

    def validate_agree(self, field: Any) -> None:  # noqa: ANN401 WTForms' signature
        """Without consent there is no account."""
        if not field.data:
            raise ValidationError(
                lazy("Please read the notice and agree; else we may not keep data.")
            )


class PasswordForm(Form):
    """A new password, by a one-time link."""

    password = Password(lazy("New password"), autocomplete="new-password", description=LENGTH_HELP)
