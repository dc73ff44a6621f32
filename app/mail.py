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
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, make_msgid, parseaddr
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from app.mail_smtp import MailFailed, Stage, Tls, connect, failure_of, is_handed_over

__all__ = ["BadMessage", "MailFailed", "MailSettings", "Mailer", "Message", "Stage", "Tls", "Transport", "build"]

# Servers close a conversation that carries too many messages; a new one in time costs less.
_MESSAGES_A_CONNECTION = 100
_OWN_HEADERS = {"to", "from", "cc", "bcc", "sender", "subject", "date", "message-id", "mime-version"}
_FORBIDDEN_IN_SPEC = frozenset(',;<>()"')
_LINE_BREAKERS = frozenset("\r\n\0\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")


class _Policy(EmailPolicy):
    """How a message is written: as mail servers want it, where the library's own way loses something.

    The address for leaving a mailing stays in one piece: folded into encoded words, which mail programs do not take
    apart in such a header, their own button for leaving would be missing. Subjects and names are encoded whole,
    because the library drops the space between two lines of a text that mixes alphabets (RFC 2047, section 6.2).
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Return a header as it travels."""
        key, text = name.casefold(), None
        if key == "list-unsubscribe" and value.isascii():
            text = value
        elif key == "subject" and not value.isascii():
            text = self._encoded(value, name)
        elif key in ("from", "to") and not value.isascii():
            address = value.addresses[0]
            text = f"{self._encoded(address.display_name, name)}{self.linesep} <{address.addr_spec}>"
        return super().fold_binary(name, value) if text is None else f"{name}: {text}{self.linesep}".encode("ascii")

    def _encoded(self, text: str, name: str) -> str:
        return Header(text, "utf-8", header_name=name).encode(linesep=self.linesep)


_POLICY = _Policy(linesep="\r\n")


class Transport(StrEnum):
    """How a message leaves."""

    SMTP = "smtp"
    FILE = "file"
    NULL = "null"


class BadMessage(ValueError):
    """A message that must not be sent as it is: a bad address or a line break in a header."""


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

    @property
    def reaches_people(self) -> bool:
        """Whether messages leave the server; in a folder nobody else reads them."""
        return self.transport is Transport.SMTP

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
        message_id: the Message-ID, with its angle brackets; a new one when empty.
    """

    to: str
    subject: str
    text: str
    html: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    message_id: str = ""


class Mailer:
    """Sends messages as the settings say. Inside a `with` block they share one connection to the server."""

    def __init__(self, settings: MailSettings) -> None:
        self.settings = settings
        self._keeps = False
        self._server: smtplib.SMTP | None = None
        self._carried = 0

    def __enter__(self) -> "Mailer":
        self._keeps = True
        return self

    def __exit__(self, *_error: object) -> None:
        self._keeps = False
        self._hang_up()

    @property
    def domain(self) -> str:
        """Return the domain that letters come from, which their Message-IDs end with."""
        return _address(self.settings.sender).domain

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
            server = self._server or self._call()
            server.send_message(email)
            self._carried += 1
        except smtplib.SMTPException as error:
            failure = failure_of(error, uncertain=is_handed_over(self._server))
            # After a refusal smtplib has reset the conversation; after anything else the line is not to be trusted.
            if failure.status is None or failure.stage is Stage.SERVER:
                self._hang_up()
            raise failure from error
        except UnicodeError as error:
            self._hang_up()
            raise MailFailed("user and password must be ASCII", permanent=True) from error
        except ssl.SSLError as error:
            self._hang_up()
            raise MailFailed(f"no safe connection to {settings.host}: {error.reason}", permanent=True) from error
        except OSError as error:
            uncertain = is_handed_over(self._server)
            self._hang_up()
            reason = error.strerror or type(error).__name__
            raise MailFailed(
                f"no connection to {settings.host}: {reason}", permanent=False, uncertain=uncertain
            ) from error
        if not self._keeps or self._carried >= _MESSAGES_A_CONNECTION:
            self._hang_up()

    def _call(self) -> smtplib.SMTP:
        """Open the conversation with the server: greeting, encryption, sign-in."""
        settings = self.settings
        self._carried = 0
        context = _tls_context(settings) if settings.tls is Tls.IMPLICIT else None
        self._server = server = connect(settings.host, settings.port, context)
        if settings.tls is Tls.STARTTLS:
            server.starttls(context=_tls_context(settings))
        if settings.user:
            server.login(settings.user, settings.password)
        return server

    def _hang_up(self) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        try:
            server.quit()
        except (smtplib.SMTPException, OSError):
            server.close()


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
    email = EmailMessage(policy=_POLICY)
    try:
        email["From"] = from_
        email["To"] = _address(message.to)
        email["Subject"] = message.subject
        email["Date"] = format_datetime(at)
        email["Message-ID"] = message.message_id or make_msgid(domain=from_.domain)
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
