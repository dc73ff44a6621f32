"""The letter that brings a volunteer the personal link.

The link is made by the job itself, so that its secret is in the letter only and never in the database.
"""

from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.personal_links import LIFETIME
from app.i18n import _
from app.jobs import Progress, handles
from app.mail import BadMessage, Mailer, MailFailed, MailSettings, Message
from app.services.letter_values import library_name
from app.services.personal_links import make_link
from models.accounts import User
from models.base import utc_now
from models.jobs import Job
from models.volunteers import Volunteer

PERSONAL_LINK = "personal-link"


def address_of(volunteer: Volunteer) -> str:
    """Return the first e-mail address of a volunteer.

    Raises:
        RuleError: `volunteer_without_email`.
    """
    if not volunteer.person.emails:
        raise RuleError("volunteer_without_email")
    return volunteer.person.emails[0].email


@handles(PERSONAL_LINK)
def send_personal_link(session: Session, job: Job, progress: Progress) -> dict[str, Any]:
    """Make a link for the volunteer `volunteer_id` and write it to their address, in the institution's language.

    Raises:
        RuleError: `mail_failed`, `archived` or `volunteer_without_email`; then there is no new link.
    """
    volunteer = session.get(Volunteer, int(job.arguments["volunteer_id"]))
    if volunteer is None:
        return {}
    email = address_of(volunteer)
    author = session.get(User, job.created_by_id) if job.created_by_id else None
    token = make_link(session, volunteer, by=author, now=utc_now())
    config = current_app.config
    with force_locale(config["BABEL_DEFAULT_LOCALE"]):
        library = library_name(session, config["BABEL_DEFAULT_LOCALE"])
        text = render_template(
            "email/personal_link.txt",
            name=volunteer.person.first_name,
            link=f"{config['BASE_URL'].rstrip('/')}/my/{token}",
            library=library,
            days=LIFETIME.days,
        )
        subject = _("Your page of a volunteer: %(library)s", library=library)
    try:
        settings = MailSettings.from_url(config["MAIL_URL"], sender=config["MAIL_FROM"])
        Mailer(settings).send(Message(to=email, subject=subject, text=text))
    except (MailFailed, BadMessage) as error:
        raise RuleError("mail_failed", error) from error
    return {"sent": 1}
