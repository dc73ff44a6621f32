"""E-mail in real conversations with real SMTP servers on this machine."""

import shutil
import ssl
import subprocess
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from hypothesis import given, settings
from hypothesis import strategies as st

from app.mail import BadMessage, Mailer, MailFailed, MailSettings, Message, build
from tests.support.postbox import free_port, letters_in, server

SENDER = "Місток <mistok@library.example>"
LETTER = Message("Олена Коваль <olena@demo.example>", "Скидання пароля", "Добрий день\n")
MIXED = ("Library", "report", "UCF", "2026,", "Луцьк", "бібліотека", "Ґанок", "про", "№", "–", "«Місток»", "o’клок")


def authenticator(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    right = LoginPassword(b"mistok", b"p@ss:word")
    return AuthResult(success=data == right, handled=False)


def mailer(url: str) -> Mailer:
    return Mailer(MailSettings.from_url(url, sender=SENDER))


def failure(url: str, message: Message = LETTER) -> MailFailed:
    with pytest.raises(MailFailed) as caught:
        mailer(url).send(message)
    return caught.value


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is needed to make a certificate")
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    subprocess.run(
        [
            openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-keyout", path, "-out", path.with_suffix(".crt"),
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    path.write_bytes(path.read_bytes() + path.with_suffix(".crt").read_bytes())
    return path


def server_context(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


def test_a_letter_arrives_as_it_was_written() -> None:
    letter = Message(
        "Олена Коваль <olena@demo.example>",
        "Скидання пароля: Ґанок і Їжак",
        "Добрий день, Олено.\n",
        html="<p>Добрий день, <b>Олено</b>.</p>",
        headers={"Reply-To": "help@library.example"},
    )
    with server() as (postbox, port):
        message_id = mailer(f"smtp://127.0.0.1:{port}").send(letter, at=datetime(2026, 1, 2, 3, 4, tzinfo=UTC))

    [got], [envelope] = postbox.letters, postbox.envelopes
    assert got["Subject"] == "Скидання пароля: Ґанок і Їжак"
    assert got["To"].addresses[0].display_name == "Олена Коваль"
    assert (got["From"].addresses[0].display_name, envelope.mail_from) == ("Місток", "mistok@library.example")
    assert envelope.rcpt_tos == ["olena@demo.example"]
    assert got["Message-ID"] == message_id
    assert message_id.endswith("@library.example>")
    assert got["Date"].datetime == datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    assert got["Reply-To"] == "help@library.example"
    assert got["Auto-Submitted"] == "auto-generated"
    text, html = got.get_body(("plain",)), got.get_body(("html",))
    assert text is not None and text.get_content().replace("\r\n", "\n") == "Добрий день, Олено.\n"
    assert html is not None and "<b>Олено</b>" in html.get_content()


@settings(max_examples=60)
@given(st.lists(st.sampled_from(MIXED), min_size=1, max_size=25).map(" ".join))
def test_words_of_two_alphabets_keep_their_spaces(text: str) -> None:
    letter = Message(f'"{text}" <olena@demo.example>', text, "Добрий день")
    sent = build(letter, sender=f"{text} <mistok@demo.example>", at=datetime(2026, 1, 2, tzinfo=UTC)).as_bytes()

    got = message_from_bytes(sent)
    written = [got["Subject"], *(parseaddr(got[header])[0] for header in ("From", "To"))]
    # What the parser of today's library makes of a name of two encoded words has a space too many.
    assert [str(make_header(decode_header(words))) for words in written] == [text] * 3
    assert max(len(line) for line in sent.split(b"\r\n")) <= 78


def test_the_address_for_leaving_travels_in_one_piece() -> None:
    link = f"<https://crm.library.example/unsubscribe/{'Ab1-_' * 12}/one-click>"
    letter = Message("olena@demo.example", "Новини", "Добрий день", headers={"List-Unsubscribe": link})
    with server() as (postbox, port):
        Mailer(MailSettings.from_url(f"smtp://127.0.0.1:{port}", sender="mistok@demo.example")).send(letter)
    raw = postbox.envelopes[0].content
    assert isinstance(raw, bytes)
    assert f"List-Unsubscribe: {link}\r\n".encode() in raw


def test_sign_in_needs_the_right_password() -> None:
    options = {"authenticator": authenticator, "auth_require_tls": False}
    with server(**options) as (postbox, port):
        mailer(f"smtp://mistok:p%40ss%3Aword@127.0.0.1:{port}?tls=none").send(LETTER)
        refused = failure(f"smtp://mistok:wrong@127.0.0.1:{port}?tls=none")

    assert postbox.signed_in == [True]
    assert (refused.permanent, refused.status) == (True, 535)
    assert "wrong" not in str(refused)


@pytest.mark.parametrize(
    ("message", "permanent", "status"),
    [
        (Message("nobody@demo.example", "x", "x"), True, 550),
        (Message("full@demo.example", "x", "x"), False, 452),
        (Message("olena@demo.example", "spam", "x"), True, 554),
    ],
)
def test_a_refusal_says_whether_to_try_again(message: Message, permanent: bool, status: int) -> None:
    with server() as (postbox, port):
        refused = failure(f"smtp://127.0.0.1:{port}", message)

    assert (refused.permanent, refused.status) == (permanent, status)
    assert postbox.letters == []


def test_a_server_that_is_not_there_is_worth_another_try() -> None:
    refused = failure(f"smtp://127.0.0.1:{free_port()}")

    assert (refused.permanent, refused.status) == (False, None)


def test_a_password_never_travels_in_the_open_by_default() -> None:
    options = {"authenticator": authenticator, "auth_require_tls": False}
    with server(**options) as (postbox, port):
        refused = failure(f"smtp://mistok:p%40ss%3Aword@127.0.0.1:{port}")

    assert refused.permanent
    assert postbox.letters == []


def test_starttls_encrypts(certificate: Path) -> None:
    with server(tls_context=server_context(certificate), require_starttls=True) as (postbox, port):
        mailer(f"smtp://127.0.0.1:{port}?tls=starttls&ca={certificate.with_suffix('.crt')}").send(LETTER)
        untrusted = failure(f"smtp://127.0.0.1:{port}?tls=starttls")

    assert postbox.encrypted == [True]
    assert untrusted.permanent


def test_smtps_encrypts(certificate: Path) -> None:
    with server(ssl_context=server_context(certificate)) as (postbox, port):
        mailer(f"smtps://127.0.0.1:{port}?ca={certificate.with_suffix('.crt')}").send(LETTER)
        untrusted = failure(f"smtps://127.0.0.1:{port}")

    assert len(postbox.letters) == 1
    assert untrusted.permanent


def test_a_folder_keeps_each_letter_as_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "листи тут"
    outbox = mailer(f"file://{folder}")
    outbox.send(LETTER)
    outbox.send(LETTER)

    assert [letter["Subject"] for letter in letters_in(folder)] == ["Скидання пароля"] * 2


def test_a_folder_that_cannot_be_written_is_worth_another_try(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    assert not failure(f"file://{tmp_path / 'file' / 'mail'}").permanent


def test_nowhere_takes_everything() -> None:
    assert mailer("null:").send(LETTER).endswith("@library.example>")


@pytest.mark.parametrize(
    "message",
    [
        Message("olena@demo.example", "x\r\nBcc: all@demo.example", "x"),
        Message("olena@demo.example\nBcc: all@demo.example", "x", "x"),
        Message("olena@demo.example", "x", "x", headers={"Reply-To": "a@b.example\r\nBcc: c@d.example"}),
        Message("olena@demo.example", "x", "x", headers={"X\nBcc": "c@d.example"}),
        Message("olena@demo.example", "x", "x", headers={"Bcc": "c@d.example"}),
        Message("olena@demo.example", "x", "x", headers={"Content-Type": "text/html"}),
        Message("olena@demo.example, ivan@demo.example", "x", "x"),
        Message("Олена", "x", "x"),
        Message("", "x", "x"),
        Message("a@b@c", "x", "x"),
        Message("olena@demo.example>", "x", "x"),
        Message("@demo.example", "x", "x"),
    ],
)
def test_a_letter_with_a_hidden_header_or_a_bad_address_is_refused(message: Message) -> None:
    with pytest.raises(BadMessage):
        mailer("null:").send(message)


def test_a_name_with_a_comma_is_one_name(tmp_path: Path) -> None:
    mailer(f"file://{tmp_path}").send(Message('Коваль, "Олена" <olena@demo.example>', "x", "x"))
    mailer(f"file://{tmp_path}").send(Message('"Koval, Olena" <olena@demo.example>', "x", "x"))

    letters = letters_in(tmp_path)
    assert [len(letter["To"].addresses) for letter in letters] == [1, 1]
    assert {letter["To"].addresses[0].display_name for letter in letters} == {
        'Коваль, "Олена"',
        "Koval, Olena",
    }


@pytest.mark.parametrize(
    "url",
    ["", "http://host", "smtp://", "smtp://host?tls=maybe", "smtp://host?x=1", "file://host/folder", "file:"],
)
def test_a_wrong_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError):
        MailSettings.from_url(url, sender=SENDER)


def test_settings_show_no_password() -> None:
    settings = MailSettings.from_url("smtp://mistok:secret@host", sender=SENDER)

    assert "secret" not in repr(settings)
    assert (settings.port, settings.tls) == (587, "starttls")
