"""The audit log: who changed what, when, what it was before and after; secrets never get into it."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.grants import Stage
from app.domain.roles import Role
from app.labels.audit_fields import FIELDS
from app.labels.audit_tables import TABLES
from models import db
from models.accounts import User
from models.audit import AuditEntry, linked_lists
from models.base import Audited
from models.branches import Branch
from models.contacts import ContactEmail, Person
from tests.conftest import SignIn
from tests.support import factories
from tests.support.everything import fill_every_table

NEVER_AUDITED = {
    "access_log", "letters", "mailing_recipients", "bounces",
    "digests", "scheduled_runs",
    "login_failures", "password_resets", "sign_ins", "audit_entries", "search_entries", "exchange_rates", "skills",
    "jobs", "import_issues", "application_stage_changes", "partnership_stage_changes", "volunteer_availability",
    "volunteer_status_changes",
    "report_pictures", "report_template_logos", "report_approvals", "report_versions",
    "custom_values", "default_views", "duplicate_pairs", "merge_moves", "paper_series",
    "application_versions", "text_block_versions", "text_block_uses", "partner_spans",
}  # fmt: skip


def entries(session: Session, table: str, record_id: int | None = None) -> list[AuditEntry]:
    """Return the entries of a table, the oldest first."""
    statement = sa.select(AuditEntry).where(AuditEntry.table_name == table).order_by(AuditEntry.id)
    if record_id is not None:
        statement = statement.where(AuditEntry.record_id == record_id)
    return list(session.scalars(statement))


def test_a_new_record_is_written_down_with_its_values(session: Session) -> None:
    branch = factories.make_branch(session, "Філія 9", code="F9", population=1200)
    (entry,) = entries(session, "branches", branch.id)
    assert (entry.action, entry.before) == ("create", None)
    assert entry.after is not None
    assert {"code": "F9", "name": "Філія 9", "population": 1200, "kind": "branch"}.items() <= entry.after.items()
    assert "sort_key" not in entry.after


def test_a_change_keeps_what_was_before_and_only_what_changed(session: Session) -> None:
    branch = factories.make_branch(session, "Філія 9", population=1200)
    session.commit()
    branch.population = None
    branch.rename("Філія № 9")
    session.commit()
    entry = entries(session, "branches", branch.id)[-1]
    assert entry.action == "update"
    assert entry.before == {"name": "Філія 9", "population": 1200}
    assert entry.after == {"name": "Філія № 9", "population": None}


def test_saving_without_a_change_writes_nothing(session: Session) -> None:
    branch = factories.make_branch(session, "Філія 9")
    session.commit()
    branch.name = "Філія 9"
    session.commit()
    assert len(entries(session, "branches", branch.id)) == 1


def test_a_removed_record_keeps_its_last_values(session: Session) -> None:
    person = factories.make_person(session, "Коваль", email="koval@library.example")
    session.commit()
    session.delete(person)
    session.commit()
    (entry,) = [item for item in entries(session, "contacts", person.id) if item.action == "delete"]
    assert entry.before is not None
    assert entry.before["last_name"] == "Коваль"
    assert entry.after is None
    assert [item.action for item in entries(session, "contact_emails")] == ["create", "delete"]


def test_parts_of_a_record_are_written_down_too(session: Session) -> None:
    person = factories.make_person(session, email="old@library.example")
    session.commit()
    person.emails = [ContactEmail(email="new@library.example")]
    session.commit()
    actions = sorted(item.action for item in entries(session, "contact_emails"))
    assert actions == ["create", "create", "delete"]


def test_linked_records_are_written_down_as_they_were_and_are(session: Session) -> None:
    first, second = factories.make_organisation(session), factories.make_organisation(session)
    event = factories.make_event(session, partners=[first])
    session.commit()
    event.partners = [second, first]
    session.commit()
    event.partners.remove(first)
    session.commit()
    logged = [(item.before, item.after) for item in entries(session, "events", event.id) if item.action == "update"]
    assert logged == [
        ({"partners": [first.id]}, {"partners": sorted([first.id, second.id])}),
        ({"partners": sorted([first.id, second.id])}, {"partners": [second.id]}),
    ]
    (made,) = [item.after for item in entries(session, "events", event.id) if item.action == "create"]
    assert made is not None and made["partners"] == [first.id]


def test_money_dates_and_choices_are_readable(session: Session) -> None:
    donation = factories.make_donation(session, amount=Decimal("1234.50"))
    (entry,) = entries(session, "donations", donation.id)
    assert entry.after is not None
    assert Decimal(entry.after["amount"]) == Decimal("1234.50")
    assert (entry.after["received_on"], entry.after["kind"]) == ("2026-03-02", "money")


def test_a_change_that_is_undone_leaves_no_entry(session: Session) -> None:
    branch = factories.make_branch(session)
    session.commit()
    before = len(entries(session, "branches"))
    branch.population = 7
    session.flush()
    session.rollback()
    assert len(entries(session, "branches")) == before


def test_the_request_says_who_made_the_change(session: Session, login: SignIn) -> None:
    me = login(Role.ADMINISTRATOR)
    assert me.user is not None
    page = me.post("/settings/locale", {"locale": "uk"})
    entry = entries(session, "users", me.user.id)[-1]
    assert (entry.action, entry.before, entry.after) == ("update", {"locale": "en"}, {"locale": "uk"})
    assert entry.actor_id == me.user.id
    assert entry.request_id == page.headers["X-Request-ID"]
    assert abs(datetime.now(UTC) - entry.at).total_seconds() < 60


def test_no_secret_is_written_down(session: Session) -> None:
    user = factories.make_user(session, Role.DIRECTOR)
    session.commit()
    user.password_hash = factories.password_hash("another-Horse-43")
    session.commit()
    written = [str(item.before) + str(item.after) for item in entries(session, "users", user.id)]
    assert len(written) == 1
    assert not any(secret in text for text in written for secret in ("$argon2", "password_hash"))


def test_every_table_that_people_change_is_audited(session: Session) -> None:
    fill_every_table(session)
    audited = set(session.scalars(sa.select(AuditEntry.table_name).distinct()))
    links = {table.name for table in db.metadata.sorted_tables if "id" not in table.c}
    silent = {table.name for table in db.metadata.sorted_tables} - audited - links
    assert silent <= NEVER_AUDITED
    mapped: list[Any] = [mapper.class_ for mapper in User.registry.mappers]
    assert {item.__tablename__ for item in mapped if issubclass(item, Audited)} <= audited


def test_the_log_names_every_table_and_column_in_words(app: Flask) -> None:
    silent = set()
    for mapper in User.registry.mappers:
        if not issubclass(mapper.class_, Audited):
            continue
        table = mapper.class_.__tablename__
        columns = {attribute.key for attribute in mapper.column_attrs} - mapper.class_.__audit_exclude__ - {"id"}
        silent |= {table} - set(TABLES)
        silent |= {f"{table}.{name}" for name in columns | set(linked_lists(table)) if name not in FIELDS}
    assert not silent


def test_a_move_is_seen_in_the_log_of_the_record(session: Session) -> None:
    application = factories.make_application(session)
    session.commit()
    factories.move_application(session, application, Stage.DRAFTING)
    session.commit()
    changes = [item.after for item in entries(session, "applications", application.id) if item.action == "update"]
    assert any(after and after.get("stage") == "drafting" for after in changes)


@pytest.mark.parametrize("record", [Branch, Person])
def test_a_stale_save_is_noticed(session: Session, record: type[Any]) -> None:
    item = factories.make_branch(session) if record is Branch else factories.make_person(session)
    session.commit()
    table = sa.inspect(record).local_table
    item.version  # noqa: B018  # Loads the record as the first person saw it.
    session.execute(sa.update(table).where(table.c.id == item.id).values(version=item.version + 1))
    if isinstance(item, Branch):
        item.address = "Луцьк"
    else:
        item.city = "Луцьк"
    with pytest.raises(sa.orm.exc.StaleDataError):
        session.flush()
