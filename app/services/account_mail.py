"""The letters with a link that sets a password: after «I forgot it», and as an invitation.

The link is made by the job itself, so that its token is in the letter only and never in the database.
"""

from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.i18n import _
from app.jobs import Progress, handles
from app.mail import BadMessage, Mailer, MailFailed, MailSettings, Message
from app.queries.accounts import account_by_email
from app.services.accounts import INVITATION_LIFETIME, RESET_LIFETIME, has_new_link, issue_link
from models.base import utc_now
from models.jobs import Job

RESET = "password-reset"
INVITATION = "invitation"


@handles(RESET)
def send_reset(session: Session, job: Job, progress: Progress) -> dict[str, Any]:
    """Write to the account with the address `email`; to nobody when there is none.

    Raises:
        RuleError: `mail_failed`.
    """
    return _send(session, job, "reset")


@handles(INVITATION)
def send_invitation(session: Session, job: Job, progress: Progress) -> dict[str, Any]:
    """Invite the owner of a new account, whose address is `email`.

    Raises:
        RuleError: `mail_failed`.
    """
    return _send(session, job, "invitation")


def _send(session: Session, job: Job, letter: str) -> dict[str, Any]:
    user = account_by_email(session, job.arguments["email"])
    # What a stranger typed, or where a link went, is needed no more.
    job.arguments = {name: value for name, value in job.arguments.items() if name != "email"}
    if user is None or not user.is_active:
        return {}
    if letter == "reset" and has_new_link(session, user, at=utc_now()):
        return {}
    lifetime = RESET_LIFETIME if letter == "reset" else INVITATION_LIFETIME
    token = issue_link(session, user, at=utc_now(), lifetime=lifetime)
    config = current_app.config
    link = f"{config['BASE_URL'].rstrip('/')}/reset-password/{token}"
    with force_locale(user.locale):
        subject = _("Mistok: a new password") if letter == "reset" else _("Mistok: your account is ready")
        text = render_template(f"email/{letter}.txt", name=user.name, link=link)
    try:
        settings = MailSettings.from_url(config["MAIL_URL"], sender=config["MAIL_FROM"])
        Mailer(settings).send(Message(to=user.email, subject=subject, text=text))
    except (MailFailed, BadMessage) as error:
        raise RuleError("mail_failed", error) from error
    return {"sent": 1}
