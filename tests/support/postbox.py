"""Where letters of tests go: a real SMTP server on this machine, or a folder."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


def letters_in(folder: Path) -> list[EmailMessage]:
    """Return the letters of a folder, of which there may be none yet, in the order in which they left."""
    return [message_from_bytes(file.read_bytes(), policy=default) for file in sorted(folder.glob("*.eml"))]


class Postbox:
    """An SMTP server's side: keeps what it accepts, and answers some addresses as real ones do."""

    def __init__(self) -> None:
        # After so many letters the server takes each further one and falls silent before it says so.
        self.dies_after: int | None = None
        self.letters: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.encrypted: list[bool] = []
        self.signed_in: list[bool] = []

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("nobody@"):
            return "550 No such user"
        if address.startswith("full@"):
            return "452 Mailbox full"
        if address.startswith("policy@"):
            return "550 5.7.1 We do not take your letters"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        letter = message_from_bytes(content, policy=default)
        assert isinstance(letter, EmailMessage)
        if "spam" in letter["Subject"]:
            return "554 Refused as spam"
        if self.dies_after is not None and len(self.letters) >= self.dies_after:
            assert server.transport is not None
            server.transport.close()
        self.letters.append(letter)
        self.envelopes.append(envelope)
        self.encrypted.append(session.ssl is not None)
        self.signed_in.append(bool(session.authenticated))
        return "250 OK"

    @property
    def recipients(self) -> list[str]:
        """The addresses that letters came for, in alphabetical order."""
        return sorted(address for envelope in self.envelopes for address in envelope.rcpt_tos)


@contextmanager
def server(**options: Any) -> Iterator[tuple[Postbox, int]]:
    """Run an SMTP server on a free port: (its postbox, the port)."""
    postbox = Postbox()
    controller = Controller(postbox, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield postbox, controller.port
    finally:
        controller.stop()


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
