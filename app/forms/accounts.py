"""Forms of signing in and of one's own account."""

from typing import Any

from wtforms import EmailField, PasswordField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, EqualTo, Length, ValidationError

from app.domain.errors import RuleError
from app.forms.base import BaseForm
from app.forms.fields import Filled, locale_choices, text
from app.i18n import _l
from app.labels import refusal
from app.passwords import MAX_LENGTH, check_strength, verify_password

THEMES = {"auto": _l("Automatic"), "light": _l("Light"), "dark": _l("Dark")}
PASSWORD_HELP = _l("At least 10 characters. Several words are easier to remember and harder to guess.")


def email_field() -> Any:
    """Return a field for an account's address."""
    return EmailField(
        _l("E-mail"),
        [
            Filled(),
            Length(max=254, message=_l("Use at most %(max)d characters.")),
            Email(_l("Enter an e-mail address, for example name@library.ua."), allow_empty_local=False),
        ],
        filters=[lambda value: value.strip() if value else value],
        render_kw={"autocomplete": "username", "inputmode": "email", "spellcheck": "false"},
    )


def password_field(label: Any, *, new: bool, help_text: Any = "") -> Any:
    """Return a field for a present or a new password; browsers and managers are told which."""
    return PasswordField(
        label,
        [Filled(), Length(max=MAX_LENGTH, message=_l("Use at most %(max)d characters."))],
        description=help_text,
        render_kw={"autocomplete": "new-password" if new else "current-password"},
    )


def repeat_field(of: str, label: Any = None) -> Any:
    """Return a field that must repeat a new password."""
    return PasswordField(
        label or _l("Repeat the new password"),
        [Filled(), EqualTo(of, _l("The two passwords differ."))],
        render_kw={"autocomplete": "new-password"},
    )


def refuse_weak(field: Any, *, email: str | None, name: str | None) -> None:
    """Raise `ValidationError` for a new password that is weak, so that it is told together with all other faults."""
    if field.errors:
        return
    weaknesses = check_strength(field.data, email=email or "", name=name or "")
    if weaknesses:
        raise ValidationError(refusal(RuleError(f"password_{weaknesses[0]}")))


class LoginForm(BaseForm):
    """E-mail and password. An address is not judged here: a wrong one simply belongs to nobody."""

    email = StringField(
        _l("E-mail"),
        [Filled(), Length(max=254, message=_l("Use at most %(max)d characters."))],
        render_kw={"autocomplete": "username", "inputmode": "email", "spellcheck": "false", "type": "email"},
    )
    password = password_field(_l("Password"), new=False)


class FirstRunForm(BaseForm):
    """The institution and its first administrator."""

    institution = text(_l("Name of the library"), limit=300, required=True)
    name = text(_l("Your name"), required=True, render_kw={"autocomplete": "name"})
    email = email_field()
    password = password_field(_l("Password"), new=True, help_text=PASSWORD_HELP)
    repeat = repeat_field("password", _l("Repeat the password"))

    def validate_password(self, field: Any) -> None:
        """Judge the password against the address and the name that are typed beside it."""
        refuse_weak(field, email=self.email.data, name=self.name.data)


class ForgotPasswordForm(BaseForm):
    """Where to send the link."""

    email = email_field()


class NewPasswordForm(BaseForm):
    """A form that gives the account of `user` a new password."""

    def __init__(self, user: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.user = user

    def validate_new_password(self, field: Any) -> None:
        """Judge the password against the account's address and name."""
        refuse_weak(field, email=self.user.email, name=self.user.name)


class ResetPasswordForm(NewPasswordForm):
    """A new password, for somebody who has a link."""

    new_password = password_field(_l("New password"), new=True, help_text=PASSWORD_HELP)
    repeat = repeat_field("new_password")


class ChangePasswordForm(NewPasswordForm):
    """A new password, for somebody who knows the present one."""

    old_password = password_field(_l("Present password"), new=False)
    new_password = password_field(_l("New password"), new=True, help_text=PASSWORD_HELP)
    repeat = repeat_field("new_password")

    def validate_old_password(self, field: Any) -> None:
        """Compare with the account's password, so that a wrong one is told together with all other faults."""
        if not verify_password(self.user.password_hash, field.data):
            raise ValidationError(refusal(RuleError("wrong_password")))


class ProfileForm(BaseForm):
    """Name, language and appearance."""

    name = text(_l("Your name"), required=True, render_kw={"autocomplete": "name"})
    locale = RadioField(_l("Language"), choices=locale_choices)
    theme = RadioField(_l("Appearance"), choices=[SelectChoice(code, words) for code, words in THEMES.items()])
