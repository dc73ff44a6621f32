"""E-mail: one message to one person, over SMTP, into a folder, or nowhere.

One message has one recipient, so that nobody learns another's address and a failure concerns exactly
one person.
"""

import secrets
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr
from enum import StrEnum
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

_TIMEOUT = 15.0
_OWN_HEADERS = {"to", "from", "cc", "bcc", "sender", "subject", "date", "message-id", "mime-version"}
_FORBIDDEN_IN_SPEC = frozenset(',;<>()"')
_LINE_BREAKERS = frozenset("\r\n\0\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")


class Transport(StrEnum):
    """How a message leaves."""

    SMTP = "smtp"
    FILE = "file"
    NULL = "null"


class Tls(StrEnum):
    """How an SMTP connection is encrypted."""

    NONE = "none"
    STARTTLS = "starttls"
    IMPLICIT = "implicit"


class BadMessage(ValueError):
    """A message that must not be sent as it is: a bad address or a line break in a header."""


class MailFailed(Exception):
    """A message did not leave.

    Attributes:
        permanent: trying again will not help: the address, the message or the settings are wrong.
        status: the server's SMTP code, or None when there was no answer.
    """

    def __init__(self, reason: str, *, permanent: bool, status: int | None = None) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.status = status


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Where messages go and whom they are from; made by `from_url`."""

    transport: Transport
    sender: str
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    tls: Tls = Tls.NONE
    ca_file: str | None = None
    directory: Path | None = None

    @classmethod
    def from_url(cls, url: str, *, sender: str) -> "MailSettings":
        """Return the settings that a MAIL_URL stands for.

        Args:
            url: `smtp://user:password@host:587?tls=starttls`, `smtps://user:password@host`,
                `file:///folder` (one .eml a message) or `null:`. User and password are
                percent-encoded. `tls` is starttls or none; without it a connection that carries a
                password uses starttls. `ca=/path.pem` trusts the institution's own authority.
            sender: whom messages are from, such as `Mistok <mistok@example.org>`.

        Raises:
            ValueError: the URL or the sender is wrong; the message says how, without the password.
        """
        _address(sender)
        parts = urlsplit(url)
        if parts.scheme == "null":
            return cls(Transport.NULL, sender)
        if parts.scheme == "file":
            if parts.netloc not in ("", "localhost") or not parts.path.startswith("/"):
                raise ValueError("MAIL_URL: write file:///folder, with three slashes")
            return cls(Transport.FILE, sender, directory=Path(unquote(parts.path)))
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("MAIL_URL must be smtp://host, smtps://host, file:///folder or null:")
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        unknown = query.keys() - {"tls", "ca"}
        if unknown:
            raise ValueError(f"MAIL_URL: unknown option {', '.join(sorted(unknown))}")
        user = unquote(parts.username or "")
        tls = Tls.IMPLICIT if parts.scheme == "smtps" else Tls(query.get("tls", Tls.STARTTLS if user else Tls.NONE))
        return cls(
            Transport.SMTP,
            sender,
            host=parts.hostname,
            port=parts.port or {Tls.IMPLICIT: 465, Tls.STARTTLS: 587, Tls.NONE: 25}[tls],
            user=user,
            password=unquote(parts.password or ""),
            tls=tls,
            ca_file=query.get("ca"),
        )


@dataclass(frozen=True, slots=True)
class Message:
    """What to send.

    Attributes:
        to: one address, `olena@example.org` or `Олена Коваль <olena@example.org>`.
        subject: one line.
        text: the plain text, always there.
        html: the same as a page, or None.
        headers: further ones, such as Reply-To or List-Unsubscribe.
    """

    to: str
    subject: str
    text: str
    html: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Mailer:
    """Sends messages as the settings say."""

    def __init__(self, settings: MailSettings) -> None:
        self.settings = settings

    def send(self, message: Message, *, at: datetime | None = None) -> str:
        """Send one message and return its Message-ID.

        Args:
            message: what to send.
            at: the Date of the message; now when omitted.

        Raises:
            BadMessage: the address is no address, or a header has a line break.
            MailFailed: it did not leave; `permanent` says whether to try again.
        """
        email = build(message, sender=self.settings.sender, at=at or datetime.now(UTC))
        if self.settings.transport is Transport.SMTP:
            self._deliver(email)
        elif self.settings.transport is Transport.FILE:
            self._keep(email)
        return str(email["Message-ID"])

    def _keep(self, email: EmailMessage) -> None:
        directory = self.settings.directory or Path()
        moment = email["Date"].datetime.astimezone(UTC)
        name = f"{moment:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
        try:
            directory.mkdir(parents=True, exist_ok=True)
            unfinished = directory / f".{name}"
            unfinished.write_bytes(email.as_bytes())
            unfinished.replace(directory / f"{name}.eml")
        except OSError as error:
            raise MailFailed(f"cannot write to {directory}: {error.strerror}", permanent=False) from error

    def _deliver(self, email: EmailMessage) -> None:
        settings = self.settings
        try:
            with _connect(settings) as server:
                if settings.tls is Tls.STARTTLS:
                    server.starttls(context=_tls_context(settings))
                if settings.user:
                    server.login(settings.user, settings.password)
                server.send_message(email)
        except smtplib.SMTPException as error:
            raise _failure(error) from error
        except UnicodeError as error:
            raise MailFailed("user and password must be ASCII", permanent=True) from error
        except ssl.SSLError as error:
            raise MailFailed(f"no safe connection to {settings.host}: {error.reason}", permanent=True) from error
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise MailFailed(f"no connection to {settings.host}: {reason}", permanent=False) from error


def build(message: Message, *, sender: str, at: datetime) -> EmailMessage:
    """Return the message in the form in which it travels.

    Args:
        message: what to send.
        sender: whom it is from.
        at: its Date, with a time zone.

    Raises:
        BadMessage: the address is no address, or a header has a line break or a reserved name.
    """
    for name, value in {"Subject": message.subject, **message.headers}.items():
        if not _LINE_BREAKERS.isdisjoint(name + value):
            raise BadMessage(f"line break in the header {name!r}")
    for name in message.headers:
        if name.casefold() in _OWN_HEADERS or name.casefold().startswith("content-"):
            raise BadMessage(f"the header {name} is set by the mailer")
    from_ = _address(sender)
    email = EmailMessage(policy=SMTP)
    try:
        email["From"] = from_
        email["To"] = _address(message.to)
        email["Subject"] = message.subject
        email["Date"] = format_datetime(at)
        email["Message-ID"] = make_msgid(domain=from_.domain)
        email["Auto-Submitted"] = message.headers.get("Auto-Submitted", "auto-generated")
        for name, value in message.headers.items():
            if name.casefold() != "auto-submitted":
                email[name] = value
    except (MessageError, ValueError) as error:
        raise BadMessage(str(error)) from error
    email.set_content(message.text)
    if message.html is not None:
        email.add_alternative(message.html, subtype="html")
    return email


def _address(text: str) -> Address:
    """Return the one address in the text; a name with a comma or a bracket in it stays a name."""
    if not _LINE_BREAKERS.isdisjoint(text):
        raise BadMessage("line break in an address")
    name, found, bracket = text.rpartition("<")
    spec = bracket.removesuffix(">") if found and bracket.endswith(">") else text
    display = parseaddr(f"{name}<a@b>")[0] if name.strip().startswith('"') else name.strip()
    try:
        address = Address(display_name=display if found else "", addr_spec=spec.strip())
    except (MessageError, ValueError, IndexError) as error:
        raise BadMessage("not an e-mail address") from error
    if not address.username or not address.domain or not _is_plain(address.addr_spec):
        raise BadMessage("not an e-mail address")
    return address


def _is_plain(spec: str) -> bool:
    clean = _FORBIDDEN_IN_SPEC.isdisjoint(spec) and not any(character.isspace() for character in spec)
    return clean and spec.count("@") == 1


def _tls_context(settings: MailSettings) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=settings.ca_file)


def _connect(settings: MailSettings) -> smtplib.SMTP:
    if settings.tls is Tls.IMPLICIT:
        context = _tls_context(settings)
        return smtplib.SMTP_SSL(settings.host, settings.port, timeout=_TIMEOUT, context=context)
    return smtplib.SMTP(settings.host, settings.port, timeout=_TIMEOUT)


def _failure(error: smtplib.SMTPException) -> MailFailed:
    """Translate: 4xx and a dropped line are worth another try, 5xx and a missing ability are not."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        status, reply = next(iter(error.recipients.values()))
        return _answered("recipient refused", status, reply)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _answered("sign-in refused", error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPResponseException):
        return _answered("refused", error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return MailFailed("the server closed the connection", permanent=False)
    return MailFailed(f"the server cannot do this: {error}", permanent=True)


def _answered(what: str, status: int, reply: bytes | str) -> MailFailed:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    permanent = not 400 <= status < 500 and status > 0
    return MailFailed(f"{what}: {status} {text}", permanent=permanent, status=status if status > 0 else None)
