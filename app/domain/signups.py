"""Sign-ups of people who want to volunteer: who may send one, what is spam, how long one is kept."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.domain.errors import RuleError
from app.domain.volunteers import age_on, needs_guardian, too_young

PHOTO_PURPOSE = "photo"

# Nobody fills in the form faster; a form that lay open for a day is asked to be sent again.
FASTEST = timedelta(seconds=4)
LONGEST = timedelta(hours=8)
CONFIRMATION_LIFETIME = timedelta(days=14)

# How long what people wrote is kept: after the decision, and without one.
KEPT_AFTER_DECISION = timedelta(days=90)
KEPT_WAITING = timedelta(days=180)

# The columns of what a person wrote, and all that tell of the person: emptied when the term of keeping is over or the
# person is erased, and never copied to the audit log.
TYPED = (
    "last_name",
    "first_name",
    "middle_name",
    "birth_date",
    "email",
    "phone",
    "city",
    "skills",
    "languages",
    "availability",
    "about",
    "guardian_name",
    "guardian_phone",
    "guardian_email",
    "emergency_name",
    "emergency_phone",
    "ip_hash",
)
PERSONAL = (*TYPED, "confirm_hash", "reason", "repeated_as")

# Letters and digits that are not taken for one another when read aloud.
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


class SignUpStatus(StrEnum):
    """What has become of a sign-up."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    LAPSED = "lapsed"


def sign_up_refusals(
    birth_date: date, today: date, *, least: int | None = None, guardian_name: str = "", guardian_phone: str = ""
) -> Iterator[RuleError]:
    """Yield everything that the age of a person speaks against, so that all of it is said at once.

    The codes are `birth_date_in_future`, `birth_date_long_ago`, `sign_up_too_young`, `sign_up_min_age`,
    `sign_up_guardian_name`, `sign_up_guardian_phone`.

    Args:
        least: the least age of the work, if it is for a certain one.
    """
    if birth_date > today:
        yield RuleError("birth_date_in_future", field="birth_date")
    elif today.year - birth_date.year > 110:
        yield RuleError("birth_date_long_ago", field="birth_date")
    elif too_young(birth_date, today):
        yield RuleError("sign_up_too_young", field="birth_date")
    elif least is not None and age_on(birth_date, today) < least:
        yield RuleError("sign_up_min_age", least, field="birth_date")
    elif needs_guardian(birth_date, today):
        if len(guardian_name.split()) < 2:
            yield RuleError("sign_up_guardian_name", field="guardian_name")
        if not guardian_phone.strip():
            yield RuleError("sign_up_guardian_phone", field="guardian_phone")


def check_pace(opened_at: datetime, now: datetime) -> None:
    """Refuse a form that was sent sooner after it was opened than a person could, or much too late.

    Raises:
        RuleError: `form_too_fast`, `form_too_old`.
    """
    if now - opened_at < FASTEST:
        raise RuleError("form_too_fast")
    if now - opened_at > LONGEST:
        raise RuleError("form_too_old")


def new_reference() -> str:
    """Return a number for a sign-up that tells nothing about other sign-ups: «K7M-2QX»."""
    letters = "".join(secrets.choice(_ALPHABET) for _place in range(6))
    return f"{letters[:3]}-{letters[3:]}"


def split_name(name: str) -> tuple[str, str, str]:
    """Return last name, first name and patronymic of a name written in the Ukrainian order."""
    last, _, rest = " ".join(name.split()).partition(" ")
    first, _, middle = rest.partition(" ")
    return last, first, middle
