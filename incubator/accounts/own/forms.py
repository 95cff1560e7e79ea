"""What shape may one's own data have."""

from wtforms import RadioField

from incubator.kernel.forms import EmailAddress, Form, Line, Password, choices
from incubator.kernel.text import lazy


class ProfileForm(Form):
    """Name, ways to be reached, language."""

    display_name = Line(
        lazy("Your name"), limit=40, required=True, render_kw={"autocomplete": "name"}
    )
    phone = Line(lazy("Telephone"), limit=20, render_kw={"autocomplete": "tel", "inputmode": "tel"})
    email = Line(
        lazy("E-mail"),
        limit=120,
        validators=[EmailAddress()],
        render_kw={"autocomplete": "email", "inputmode": "email"},
    )
    locale = RadioField(lazy("Language"), choices=choices([("zh_Hans", "中文"), ("en", "English")]))


class ChangePasswordForm(Form):
    """The old password proves that it is you; the new one must be another."""

    old_password = Password(lazy("Present password"), autocomplete="current-password")
    password = Password(lazy("New password"), autocomplete="new-password")
