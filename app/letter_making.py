"""Making the letters of a mailing, and what sends them."""

from datetime import date
from html import escape
from typing import Any

from flask import current_app
from flask_babel import force_locale
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.letters import Filled, Template
from app.i18n import _
from app.labels import label
from app.mail import BadMessage, Mailer, MailFailed, MailSettings, Message
from app.queries.letters import institution
from app.queries.mailing_audience import audience_member
from app.services.letter_values import Values, common_values, dressed, library_name, reader_values
from models.base import utc_now
from models.mailings import Mailing

# Where the frame of a letter holds what differs from reader to reader: characters that no letter holds.
_SUBJECT, _BODY, _URL = "\ue010", "\ue011", "\ue012"


def mailer(session: Session) -> Mailer:
    """Return what sends letters as the settings of the server say. The demo writes them into a folder instead."""
    config = current_app.config
    library = institution(session)
    url = f"file://{config['DATA_DIR'] / 'mail'}" if library and library.is_demo else config["MAIL_URL"]
    return Mailer(MailSettings.from_url(url, sender=config["MAIL_FROM"]))


class Maker:
    """Makes the letters of a mailing: its text is read once, the values of each reader are put in."""

    def __init__(self, session: Session, mailing: Mailing, today: date) -> None:
        self.template = Template(mailing.subject, mailing.body)
        self.locale = mailing.locale
        self.author = mailing.created_by.email if mailing.created_by else ""
        self.common: Values = common_values(session, mailing.created_by, today, mailing.locale)
        # The frame around the letter is the same for everybody, so it is drawn once.
        self.page, self.text = dressed(
            Filled(_SUBJECT, _BODY, _BODY),
            library=library_name(session, mailing.locale),
            address=self.common["library_address"],
            locale=mailing.locale,
            leave_url=_URL,
        )

    def write(self, row: Any, token: str, message_id: str) -> tuple[Message | None, str]:
        """Return the letter to one reader, or None with the names of the fields for which nothing is known."""
        values = {**self.common, **reader_values(row, row.email, self.locale)}
        missing = self.template.missing(values)
        if missing:
            with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
                return None, ", ".join(label(field) for field in missing)
        return self.message(row.email, values, token, message_id), ""

    def message(self, email: str, values: Values, token: str, message_id: str = "") -> Message:
        """Return the letter with the headers by which mail programs offer to unsubscribe (RFC 8058)."""
        url = leave_url(token)
        filled = self.template.filled(values)
        page = self.page.replace(_SUBJECT, escape(filled.subject)).replace(_URL, escape(url))
        page = page.replace(_BODY, filled.html)
        text = self.text.replace(_URL, url).replace(_BODY, filled.text.rstrip())
        headers = {
            "List-Unsubscribe": f"<{url}/one-click>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Precedence": "bulk",
        }
        if self.author:
            headers["Reply-To"] = self.author
        return Message(email, filled.subject, text, page, headers, message_id)


def send_test(session: Session, mailing: Mailing, email: str, today: date) -> None:
    """Send the letter of the first recipient to somebody who wants to see it.

    Raises:
        RuleError: `test_failed` with the server's words, or what the template refuses.
    """
    row = audience_member(session, mailing, today, 0)
    if row is None:
        raise RuleError("nobody_to_write_to")
    maker = Maker(session, mailing, today)
    values = {**maker.common, **reader_values(row, row.email, mailing.locale)}
    message = maker.message(email, values, "test")
    subject = _("[Test] %(subject)s", subject=message.subject)
    try:
        with mailer(session) as sender:
            sender.send(Message(email, subject, message.text, message.html, {"Precedence": "bulk"}), at=utc_now())
    except (MailFailed, BadMessage) as error:
        raise RuleError("test_failed", error) from error


def letter_token(message_id: str) -> str:
    """Return what names a letter to one person in the address at which its reader stops mailings."""
    return str(_signer().dumps(message_id))


def message_id_of(token: str) -> str | None:
    """Return the Message-ID of the letter that `letter_token` named, None when nobody gave the token out."""
    try:
        return str(_signer().loads(token))
    except BadData:
        return None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="letter-to-one")


def leave_url(token: str) -> str:
    """Return the address at which a reader stops mailings."""
    return f"{current_app.config['BASE_URL'].rstrip('/')}/unsubscribe/{token}"
