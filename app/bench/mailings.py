"""A mailing to ten thousand as a whole process, once into a folder and once through a mail server on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

from app.bench.tasks import run_script

RECIPIENTS = 10_000

# The rate is that of the handler itself, from the first letter to the last, commits included.
MAILING = """
import json, time
from app import create_app
app = create_app("testing", JOBS_IMMEDIATE=True, MAIL_URL=MAIL_URL, MAIL_FROM="library@library.example")
app.config["BASE_URL"] = "http://localhost"
with app.app_context():
    import sqlalchemy as sa
    from app.domain.contacts import ContactKind, OrganisationType
    from app.domain.mailings import AudienceKind, MailingStatus
    from app.domain.text import sort_key
    from app.jobs import jobs_of
    from app.services.mailings import MailingData, attach_job, check_ready, confirm_mailing, save_mailing
    from models import db
    from models.accounts import User
    from models.base import utc_now
    from models.contacts import Contact, ContactEmail, Tag, contact_tags
    from models.mailings import Mailing, MailingRecipient
    session = db.session()
    by = session.scalars(sa.select(User).limit(1)).one()
    tag = Tag(name="bench mailing " + MAIL_URL[:4], key="bench mailing " + MAIL_URL[:4])
    session.add(tag)
    first = (session.scalar(sa.select(sa.func.max(Contact.id))) or 0) + 1
    ids = range(first, first + RECIPIENTS)
    now = utc_now()
    session.execute(sa.insert(Contact.__table__), [
        {"id": n, "kind": ContactKind.ORGANISATION, "display_name": f"Org {n}", "sort_key": sort_key(f"Org {n}"),
         "organisation_type": OrganisationType.NGO, "created_at": now, "updated_at": now, "last_name": "",
         "first_name": "", "middle_name": "", "legal_name": "", "website": "", "city": "", "is_public_funder": False,
         "version": 1} for n in ids])
    session.execute(sa.insert(ContactEmail), [{"contact_id": n, "email": f"org{n}@example.org"} for n in ids])
    session.flush()
    session.execute(sa.insert(contact_tags), [{"contact_id": n, "tag_id": tag.id} for n in ids])
    text = "{{greeting}}\\n\\n**{{full_name}}**, news:\\n\\n- one\\n- [two](https://library.example)"
    data = MailingData("Bench", "uk", "News for {{full_name}}", text, "mailing", AudienceKind.TAG, tag_id=tag.id)
    mailing = save_mailing(session, data, mailing=None, by=by)
    session.commit()
    t = time.perf_counter()
    reached = check_ready(session, mailing, by=by, on=now.date()).reached
    check = time.perf_counter() - t
    assert reached == RECIPIENTS, reached
    confirm_mailing(session, mailing, expected=reached, at=None, by=by, on=now.date(), now=now)
    job = jobs_of(app).enqueue(session, "mailing", "Bench", {"mailing_id": mailing.id}, by_id=by.id)
    attach_job(session, mailing, job)
    t = time.perf_counter()
    session.commit()
    seconds = time.perf_counter() - t
    session.expire_all()
    assert mailing.status is MailingStatus.DONE, (mailing.status, mailing.trouble)
    sent = session.scalar(sa.select(sa.func.count(MailingRecipient.sent_at)))
print(json.dumps({"check": check, "seconds": seconds, "sent": sent}))
"""


def mailing_rates(env: dict[str, str], folder: Path) -> tuple[float, float, float]:
    """Return the seconds of the check of an audience, and letters a second into a folder and over SMTP."""
    into_folder = run_script(mailing_script(f"file://{folder / 'letters'}"), env)
    with sink() as port:
        over_smtp = run_script(mailing_script(f"smtp://127.0.0.1:{port}"), env)
    return into_folder["check"], RECIPIENTS / into_folder["seconds"], RECIPIENTS / over_smtp["seconds"]


class Sink(StreamRequestHandler):
    """A conversation of a mail server that takes everything."""

    def handle(self) -> None:
        """Answer every line as a mail server does, until the client leaves."""
        self.wfile.write(b"220 sink\r\n")
        for line in self.rfile:
            command = line[:4].upper()
            if command == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                for text in self.rfile:
                    if text == b".\r\n":
                        break
            self.wfile.write(b"250 OK\r\n")
            if command == b"QUIT":
                return


@contextmanager
def sink() -> Iterator[int]:
    """Run a mail server that takes everything; give its port."""
    with ThreadingTCPServer(("127.0.0.1", 0), Sink) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        yield int(server.server_address[1])
        server.shutdown()


def mailing_script(mail_url: str) -> str:
    """Return the script that measures a mailing through a transport."""
    return f"MAIL_URL = {mail_url!r}\nRECIPIENTS = {RECIPIENTS}\n{MAILING}"
