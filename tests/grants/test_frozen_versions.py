"""What was frozen stays: the database itself refuses, and only erasing a person takes a name out, visibly."""

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.frozen import checksum
from app.services.erasure_work import erase_person
from app.uploads import FileStore
from models import db
from models.reports import ReportVersion
from tests.conftest import SignIn
from tests.reports.project import complete_project
from tests.reports.test_written_reports import approve, place
from tests.support import factories


def refused(session: Session, statement: str) -> bool:
    """Say whether the database refuses a statement about a frozen version."""
    try:
        session.execute(sa.text(statement))
    except IntegrityError:
        return True
    finally:
        session.rollback()
    return False


@pytest.mark.parametrize("table", ["application_versions", "report_versions"])
def test_the_database_refuses_to_change_or_remove_what_was_frozen(session: Session, table: str) -> None:
    application = factories.make_application(session)
    factories.make_version(session, application)
    factories.make_report_version(session, factories.make_report(session, application))
    session.commit()
    assert refused(session, f"DELETE FROM {table}")
    redaction = "redactions = redactions + 1, redacted_at = '2026-05-01', redacted_checksum = checksum"
    words = {"name", "reason", "document", "redactions", "redacted_at", "redacted_checksum"}
    for column in db.metadata.tables[table].columns:
        value = "'00'" if isinstance(column.type, sa.String) else "'2020-01-01'" if "_at" in column.name else "7"
        value = "'2020-01-01'" if column.name == "as_of" else value
        assert refused(session, f"UPDATE {table} SET {column.name} = {value}"), column
        if column.name not in words:
            assert refused(session, f"UPDATE {table} SET {redaction}, {column.name} = {value}"), column
    assert not refused(session, f"UPDATE {table} SET {redaction}, document = 'x'")


def test_an_erased_person_leaves_an_issued_report_which_says_so_and_keeps_its_checksum(
    app: Flask, session: Session, login: SignIn
) -> None:
    grant = complete_project(session)
    person = factories.make_person(session, "Яворенко", first_name="Остап")
    volunteer = factories.make_volunteer(session, person)
    factories.make_hours(
        session, volunteer, application=grant, worked_on=grant.starts_on, minutes=60, status="confirmed"
    )
    report = factories.make_report(session, grant)
    approve(login, report, "director", "accountant")["director"].post(place(report, "/issue"))
    me = login("monitor")
    assert "Яворенко Остап" in me.get(place(report, "/versions/1/preview")).soup.get_text()
    printed = session.scalars(sa.select(ReportVersion.checksum)).one()
    store = FileStore(app.config["DATA_DIR"] / "uploads")
    for _again in range(2):
        erase_person(session, person, store=store, now=factories.MOMENT)
        session.commit()
        page = me.get(place(report, "/versions/1"))
        assert "A person’s name was removed on" in page.text and printed in page.text
        assert "this is what was issued" not in page.text
        preview = me.get(place(report, "/versions/1/preview")).soup.get_text()
        assert "Яворенко" not in preview and printed in preview and "Ім’я людини вилучено" in preview
        assert "Яворенко" not in me.get(place(report, "/versions/1.json")).response.get_data(as_text=True)
        version = session.scalars(sa.select(ReportVersion)).one()
        assert version.redacted_checksum == checksum(version.document) != version.checksum == printed
        # Somebody else whose name stands in the same report.
        person = factories.make_person(session, "Шевчук", first_name="Марта")
