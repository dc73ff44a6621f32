"""Letters to those who signed up: confirm the address, welcome, and why not this time.

The link that confirms is made by the job itself, so that its secret is in the letter only and never in the database.
"""

from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.i18n import _
from app.jobs import Progress, handles
from app.mail import BadMessage, Mailer, MailFailed, MailSettings, Message
from app.queries.sign_ups import sign_up_by_id
from app.services.letter_values import library_name
from app.services.sign_ups import issue_confirmation
from models.jobs import Job
from models.signups import SignUp

CONFIRM = "sign_up_confirm"
WELCOME = "sign_up_welcome"
DECLINED = "sign_up_declined"


@handles(CONFIRM)
def send_confirmation(session: Session, job: Job, progress: Progress) -> dict[str, Any]:
    """Send the link that confirms the address of a sign-up.

    Raises:
        RuleError: `mail_failed`.
    """
    sign_up = _present(session, job)
    if sign_up is None:
        return {}
    token = issue_confirmation(session, sign_up)
    link = f"{current_app.config['BASE_URL'].rstrip('/')}/volunteer/confirm/{token}"
    return _send(session, sign_up, "sign_up_confirm", link=link)


@handles(WELCOME)
def send_welcome(session: Session, job: Job, progress: Progress) -> dict[str, Any]:
    """Write to somebody who was approved.

    Raises:
        RuleError: `mail_failed`.
    """
    sign_up = _present(session, job)
    return _send(session, sign_up, "sign_up_welcome") if sign_up is not None else {}


@handles(DECLINED)
def send_declined(session: Session, job: Job, progress: Progress) -> dict[str, Any]:
    """Send the words that a colleague wrote to somebody who was declined.

    Raises:
        RuleError: `mail_failed`.
    """
    sign_up = _present(session, job)
    return _send(session, sign_up, "sign_up_declined", words=job.arguments["words"]) if sign_up is not None else {}


def _present(session: Session, job: Job) -> SignUp | None:
    sign_up = sign_up_by_id(session, int(job.arguments["sign_up_id"]))
    return sign_up if sign_up is not None and sign_up.erased_at is None else None


def _send(session: Session, sign_up: SignUp, letter: str, **values: Any) -> dict[str, Any]:
    config = current_app.config
    library = library_name(session, sign_up.locale)
    place = sign_up.branch
    with force_locale(sign_up.locale):
        subjects = {
            "sign_up_confirm": _("Confirm your address: volunteering at the library"),
            "sign_up_welcome": _("Welcome among the volunteers"),
            "sign_up_declined": _("About your wish to volunteer"),
        }
        text = render_template(
            f"email/{letter}.txt",
            name=sign_up.first_name,
            reference=sign_up.reference,
            library=library,
            branch=place.name if place else "",
            address=place.address if place else "",
            **values,
        )
    try:
        settings = MailSettings.from_url(config["MAIL_URL"], sender=config["MAIL_FROM"])
        Mailer(settings).send(Message(to=sign_up.email, subject=subjects[letter], text=text))
    except (MailFailed, BadMessage) as error:
        raise RuleError("mail_failed", error) from error
    return {"sent": 1}
