"""The conversation with an SMTP server, and what its refusals mean."""

import smtplib
import ssl
from enum import StrEnum
from typing import Any

_TIMEOUT = 15.0


class Tls(StrEnum):
    """How an SMTP connection is encrypted."""

    NONE = "none"
    STARTTLS = "starttls"
    IMPLICIT = "implicit"


class Stage(StrEnum):
    """What a failure is about: the way to the server, the address of the recipient, or the message itself."""

    SERVER = "server"
    RECIPIENT = "recipient"
    MESSAGE = "message"


class MailFailed(Exception):
    """A message did not leave, as far as is known.

    Attributes:
        permanent: trying again will not help: the address, the message or the settings are wrong.
        status: the server's SMTP code, or None when there was no answer.
        stage: what the failure is about.
        uncertain: the whole message was handed over and the answer never came; it may have been taken all the same.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool,
        status: int | None = None,
        stage: Stage = Stage.SERVER,
        uncertain: bool = False,
    ) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.status = status
        self.stage = stage
        self.uncertain = uncertain


class _Attentive:
    """Knows whether the whole message has been handed over and its answer is still to come."""

    handed_over = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Send the message; the flag stays when no answer comes."""
        self.handed_over = True
        answer: tuple[int, bytes] = super().data(msg)  # type: ignore[misc]
        self.handed_over = False
        return answer


class _Plain(_Attentive, smtplib.SMTP):
    """An SMTP conversation."""


class _Encrypted(_Attentive, smtplib.SMTP_SSL):
    """An SMTP conversation that is encrypted from its beginning."""


def is_handed_over(server: smtplib.SMTP | None) -> bool:
    """Say whether a message was handed over whole and no answer came."""
    return isinstance(server, _Attentive) and server.handed_over


def connect(host: str, port: int, context: ssl.SSLContext | None) -> smtplib.SMTP:
    """Open a conversation; one that is encrypted from its beginning when there is a context."""
    if context is not None:
        return _Encrypted(host, port, timeout=_TIMEOUT, context=context)
    return _Plain(host, port, timeout=_TIMEOUT)


def failure_of(error: smtplib.SMTPException, *, uncertain: bool) -> MailFailed:
    """Translate: 4xx and a dropped line are worth another try, 5xx and a missing ability are not."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        status, reply = next(iter(error.recipients.values()))
        return _answered("recipient refused", status, reply, Stage.RECIPIENT)
    if isinstance(error, smtplib.SMTPDataError):
        return _answered("message refused", error.smtp_code, error.smtp_error, Stage.MESSAGE)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _answered("sign-in refused", error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPResponseException):
        return _answered("refused", error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return MailFailed("the server closed the connection", permanent=False, uncertain=uncertain)
    return MailFailed(f"the server cannot do this: {error}", permanent=True)


def _answered(what: str, status: int, reply: bytes | str, stage: Stage = Stage.SERVER) -> MailFailed:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    permanent = not 400 <= status < 500 and status > 0
    known = status if status > 0 else None
    return MailFailed(f"{what}: {status} {text}", permanent=permanent, status=known, stage=stage)
