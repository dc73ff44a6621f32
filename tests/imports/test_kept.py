"""What is left of an imported file: the records, and for a week what was refused."""

from datetime import timedelta

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.services.imports.forgetting import forget_old_imports
from app.uploads import FileStore
from models.audit import AuditEntry
from models.base import utc_now
from models.jobs import ImportIssue, ImportRun
from tests.imports.test_pages import PEOPLE, WITH_REFUSAL, checked, upload
from tests.privacy.test_erasure import dump


def files(app: Flask) -> list[str]:
    return [path.name for path in (app.config["DATA_DIR"] / "uploads").glob("??/??/*")]


def test_nothing_of_the_file_stays_beside_the_records(app: Flask, login, session: Session) -> None:
    me = login("coordinator")
    preview = checked(me, PEOPLE)
    assert len(files(app)) == 1
    me.submit(preview, css="main form[action$=start]")
    assert not files(app)
    told = {place for place, texts in dump(session).items() if any("taras@example.org" in text for text in texts)}
    assert told == {"contact_emails.email", "search_entries.note"}
    log = sa.select(AuditEntry).where(AuditEntry.table_name == "import_runs")
    assert not any("example.org" in str((entry.before, entry.after)) for entry in session.scalars(log))
    assert "The file is imported." in me.get(preview.path).text


def test_refused_values_are_kept_for_a_week_and_unfinished_imports_for_a_month(
    app: Flask, login, session: Session
) -> None:
    me = login("coordinator")
    preview = checked(me, WITH_REFUSAL)
    result = me.follow(me.submit(preview, {"skip_refused": True}, css="main form[action$=start]"))
    upload(me, PEOPLE)
    done, left = session.scalars(sa.select(ImportRun).order_by(ImportRun.id))
    store, now = FileStore(app.config["DATA_DIR"] / "uploads"), utc_now()
    session.add(
        AuditEntry(
            table_name="import_runs",
            record_id=done.id,
            action="update",
            before={"mapping": {"samples": {"E-mail": ["olena@example.org"]}}, "status": "uploaded"},
            after={"summary": {"preview": [["Ґудзь Олена"]]}, "status": "done"},
        )
    )
    session.commit()
    assert forget_old_imports(session, store, now + timedelta(days=6)) == 0
    assert "не-адреса" in me.get(result.path).text
    forget_old_imports(session, store, now + timedelta(days=8))
    session.commit()
    page = me.get(result.path)
    assert "не-адреса" not in page.text and "…" in page.text
    assert session.scalars(sa.select(ImportIssue.value)).all() == ["…"]
    assert session.get(ImportRun, left.id) is not None and len(files(app)) == 1
    entry = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None and (entry.before, entry.after) == ({"status": "uploaded"}, {"status": "done"})
    assert forget_old_imports(session, store, now + timedelta(days=31)) == 1
    session.commit()
    assert not files(app)
    me.get(f"/imports/{left.id}", 404)
