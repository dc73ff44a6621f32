"""Migrations go up and down with data in every table, and end where the models are."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import create_app
from app.domain.grants import BudgetSource, Stage
from app.domain.report_blocks import default_blocks
from app.migrations import check, downgrade, revisions, upgrade
from app.queries.budgets import budget
from app.queries.partnerships import partnership_of
from app.queries.search import search
from app.scope import EVERYTHING
from models import db
from models.contacts import ContactPhone
from models.grant_money import BudgetLineSource
from tests.conftest import Database
from tests.support import factories
from tests.support.everything import fill_every_table, row_counts

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def blank_app(database: Database, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database without any tables."""
    with database.blank() as url:
        app = create_app("testing", SQLALCHEMY_DATABASE_URI=url, DATA_DIR=tmp_path / "data")
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def kinds_found(words: str) -> set[str]:
    """Return which kinds of records a search finds."""
    kinds = frozenset({"contact", "application", "event", "volunteer", "partnership", "donation", "call"})
    return {hit.kind for hit in search(db.session(), words, kinds, EVERYTHING)}


def test_models_and_migrations_agree(blank_app: Flask) -> None:
    upgrade()
    check()


def test_names_of_the_files_say_how_migrations_follow_each_other() -> None:
    chain = ScriptDirectory(str(ROOT / "migrations")).walk_revisions()
    assert tuple(script.revision for script in chain) == revisions()


def test_every_table_survives_a_step_down_and_up_again(blank_app: Flask) -> None:
    upgrade()
    fill_every_table(db.session())
    db.session.commit()
    before = row_counts(db.session())
    assert not [table for table, rows in before.items() if rows == 0]
    db.session.remove()
    steps = revisions()
    for older in [*steps[1:], "base"]:
        downgrade(revision=older)
    with db.engine.connect() as connection:
        left = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
    assert not left
    upgrade()
    check()
    fill_every_table(db.session())
    db.session.commit()
    assert row_counts(db.session()) == before


def test_the_last_step_loses_no_rows(blank_app: Flask) -> None:
    upgrade()
    fill_every_table(db.session())
    db.session.commit()
    before = row_counts(db.session())
    db.session.remove()
    last, *earlier = revisions()
    if earlier:
        downgrade(revision=earlier[0])
    with db.engine.connect() as connection:
        # What records of a newer table were found by goes with them; what is found is asked below.
        older = set(sa.inspect(connection).get_table_names()) - {"search_entries"}
    upgrade(revision=last)
    upgrade()
    after = row_counts(db.session())
    assert not {table for table, rows in before.items() if table in older and after[table] < rows}
    assert kinds_found("Ґудзь") == {"contact", "volunteer", "donation"}


def test_the_search_index_follows_every_change(session: Session) -> None:
    person = factories.make_person(session, "Мар’янчук")
    session.commit()
    assert kinds_found("мар'янч") == {"contact"}
    person.last_name = "Бойко"
    person.rename()
    session.commit()
    assert kinds_found("мар'янч") == set()
    assert kinds_found("бойко") == {"contact"}
    session.delete(person)
    session.commit()
    assert kinds_found("бойко") == set()


def test_foreign_keys_are_enforced(session: Session) -> None:
    with pytest.raises(IntegrityError):
        factories.make_comment(session, contact_id=999_999)
        session.commit()


def test_a_stage_without_its_history_is_refused(session: Session) -> None:
    application = factories.make_application(session, stage=Stage.SUBMITTED)
    session.commit()
    application.stage = Stage.REVIEW
    with pytest.raises(IntegrityError):
        session.commit()


def checks_of(table: str) -> set[str]:
    """Return the names of the checks that guard a table, each of which stands there once."""
    with db.engine.connect() as connection:
        names = [str(item["name"]) for item in sa.inspect(connection).get_check_constraints(table)]
    assert len(names) == len(set(names))
    return set(names)


def test_calls_keep_their_facts_files_and_guards_on_the_way(blank_app: Flask) -> None:
    upgrade()
    fill_every_table(db.session())
    db.session.commit()
    guarded = {table: checks_of(table) for table in ("calls", "attachments")}
    db.session.remove()
    steps = revisions()
    downgrade(revision=steps[steps.index("0016") + 1])
    with db.engine.begin() as connection:
        calls, files = (sa.Table(name, sa.MetaData(), autoload_with=connection) for name in ("calls", "attachments"))
        call = connection.execute(sa.select(calls)).one()
        moved = sa.select(sa.func.count()).select_from(files).where(files.c.contact_id == call.funder_id)
        assert connection.scalar(moved) == 1
        early = {"deadline_on": date(2027, 3, 20), "decision_on": date(2027, 3, 1), "eligibility": "ГО"}
        connection.execute(sa.update(calls).values(**early))
    assert checks_of("calls") < guarded["calls"]
    upgrade()
    assert {table: checks_of(table) for table in guarded} == guarded
    with db.engine.connect() as connection:
        row = connection.execute(sa.text("SELECT eligibility, decision_on, deadline_note FROM calls")).one()
    assert tuple(row) == ("ГО (рішення: 2027-03-01)", None, "")


def test_the_way_back_cuts_extensions_off(blank_app: Flask) -> None:
    upgrade()
    session = db.session()
    offices = [factories.make_organisation(session, name) for name in ("Рада", "Школа")]
    for office, numbers in zip(offices, (["", ";ext=5"], [";ext=5", ";ext=7"]), strict=True):
        office.phones = [ContactPhone(number=f"+380332778899{extension}") for extension in numbers]
    session.commit()
    owners = sorted(office.id for office in offices)
    db.session.remove()
    downgrade(revision="0040")
    with db.engine.connect() as connection:
        left = connection.execute(sa.text("SELECT contact_id, number FROM contact_phones ORDER BY contact_id")).all()
    assert [tuple(row) for row in left] == [(owner, "+380332778899") for owner in owners]
    upgrade()


def test_the_way_back_forgets_holds_and_keeps_the_rest_of_the_history(blank_app: Flask) -> None:
    upgrade()
    session = db.session()
    ways = {
        "held at once": [Stage.SUSPENDED],
        "held later": [Stage.DRAFTING, Stage.SUSPENDED],
        "went on": [Stage.DRAFTING, Stage.SUSPENDED, Stage.DRAFTING],
        "given up": [Stage.DRAFTING, Stage.SUSPENDED, Stage.WITHDRAWN],
    }
    for title, way in ways.items():
        application = factories.make_application(session, title)
        for stage in way:
            factories.move_application(session, application, stage)
    session.commit()
    db.session.remove()
    steps = revisions()
    downgrade(revision=steps[steps.index("0020") + 1])
    with db.engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT title, stage FROM applications"))
        stages = {row.title: row.stage for row in rows}
        moves = connection.execute(sa.text("SELECT from_stage, to_stage FROM application_stage_changes ORDER BY id"))
        assert [tuple(row) for row in moves] == [("idea", "drafting")] * 3 + [("drafting", "withdrawn")]
    assert stages == {"held at once": "idea", "held later": "drafting", "went on": "drafting", "given up": "withdrawn"}
    upgrade()
    assert set(db.session.scalars(sa.text("SELECT stage FROM applications"))) == {"idea", "drafting", "withdrawn"}


def test_budgets_keep_what_each_source_pays_on_the_way(blank_app: Flask) -> None:
    upgrade()
    application = factories.make_application(db.session())
    line = factories.make_budget_line(
        db.session(),
        application,
        code="2.1",
        sources={BudgetSource.GRANT: Decimal(3000), BudgetSource.OWN: Decimal(2000)},
    )
    factories.make_expenditure(db.session(), line, amount=Decimal(250), source=BudgetSource.OWN)
    db.session.commit()
    guarded = {table: checks_of(table) for table in ("budget_lines", "expenditures", "applications", "calls")}
    db.session.remove()
    steps = revisions()
    downgrade(revision=steps[steps.index("0023") + 1])
    by_source = "SELECT source, SUM(planned) FROM budget_lines GROUP BY source ORDER BY source"
    spent = (
        "SELECT budget_lines.source, SUM(grant_amount) FROM expenditures"
        " JOIN budget_lines ON budget_lines.id = budget_line_id GROUP BY budget_lines.source"
    )
    with db.engine.connect() as connection:
        assert [tuple(row) for row in connection.execute(sa.text(by_source))] == [("grant", 300000), ("own", 200000)]
        assert [tuple(row) for row in connection.execute(sa.text(spent))] == [("own", 25000)]
    upgrade()
    assert {table: checks_of(table) for table in guarded} == guarded
    found = budget(db.session(), 1).by_source()
    assert {source: (sums.planned, sums.actual) for source, sums in found.items()} == {
        BudgetSource.GRANT: (3000, 0),
        BudgetSource.OWN: (2000, 250),
    }
    with pytest.raises(IntegrityError):
        db.session.execute(sa.update(BudgetLineSource).values(amount=1))
        db.session.commit()


def keys_of(table: str) -> dict[str, str]:
    """Return the foreign keys of a table: where each leads, and what it does."""
    with db.engine.connect() as connection:
        found = sa.inspect(connection).get_foreign_keys(table)
    return {str(item["name"]): f"{item['referred_table']} {sorted(item['options'].items())}" for item in found}


def test_the_final_mark_of_an_application_becomes_a_report_and_a_mark_again(blank_app: Flask) -> None:
    upgrade()
    fill_every_table(db.session())
    db.session.commit()
    guarded = checks_of("applications"), keys_of("applications")
    db.session.remove()
    steps = revisions()
    downgrade(revision=steps[steps.index("0025") + 1])
    with db.engine.connect() as connection:
        marks = sa.text("SELECT report_final_by_id FROM applications WHERE report_final_at IS NOT NULL")
        assert len(connection.execute(marks).all()) == 1
    upgrade()
    assert (checks_of("applications"), keys_of("applications")) == guarded
    with db.engine.connect() as connection:
        reports = sa.text("SELECT kind, locale, state, final_by_id IS NOT NULL FROM grant_reports")
        assert [tuple(row) for row in connection.execute(reports)] == [("final_report", "uk", "final", True)]
        blocks = sa.text("SELECT kind, continues FROM report_blocks WHERE report_id IS NOT NULL ORDER BY position")
        made = [tuple(row) for row in connection.execute(blocks)]
    assert made == [(block.kind.value, block.continues) for block in default_blocks()]


def test_the_days_of_active_partners_are_reckoned_on_the_way(blank_app: Flask) -> None:
    upgrade()
    session = db.session()
    own, other = factories.make_branch(session), factories.make_branch(session)
    for branch, begins in ((own, None), (None, date(2024, 2, 29)), (None, None)):
        partner = factories.make_organisation(session)
        factories.make_partnership(
            session, partner, branch=branch, memorandum_from=begins, memorandum_until=date(2024, 5, 1)
        )
        factories.make_event(session, branch=other, starts_on=date(2024, 5, 2), partners=[partner])
        factories.make_application(session, submitted_on=date(2026, 1, 31), partners=[partner])
        late = {"valid_from": date(2026, 3, 1), "terminated_on": date(2026, 3, 5), "termination_reason": "Домовилися"}
        factories.make_agreement(session, partnership_of(session, partner.id), **late)
    session.commit()
    wanted = sa.text("SELECT partnership_id, branch_id, first_day, last_day, since FROM partner_spans")
    kept = {tuple(row) for row in session.execute(wanted)}
    assert len(kept) == 3 * 2 + 3 + 2
    db.session.remove()
    steps = revisions()
    downgrade(revision=steps[steps.index("0026") + 1])
    upgrade()
    assert {tuple(row) for row in db.session.execute(wanted)} == kept
    before = steps[steps.index("0045") + 1]
    downgrade(revision=before)
    # Up to then a partnership kept its days when it went into the archive.
    db.session.execute(sa.text("UPDATE partnerships SET archived_at = CURRENT_TIMESTAMP"))
    db.session.commit()
    upgrade()
    assert not db.session.execute(wanted).all()
    db.session.remove()
    downgrade(revision=before)
    assert {tuple(row) for row in db.session.execute(wanted)} == kept


def test_events_learn_their_participants_on_the_way(blank_app: Flask) -> None:
    upgrade()
    session = db.session()
    events = [
        factories.make_event(session, counts=counts) for counts in ({"children": 7, "adults": 5}, {"adults": 0}, {})
    ]
    ids = [event.id for event in events]
    session.commit()
    db.session.remove()
    steps = revisions()
    downgrade(revision=steps[steps.index("0031") + 1])
    upgrade()
    said = {row.id: row.participants for row in db.session.execute(sa.text("SELECT id, participants FROM events"))}
    assert [said[event_id] for event_id in ids] == [12, 0, None]
    db.session.execute(sa.text("UPDATE attendance_counts SET count = count + 1"))
    said = {row.id: row.participants for row in db.session.execute(sa.text("SELECT id, participants FROM events"))}
    assert [said[event_id] for event_id in ids] == [14, 1, None]


def test_what_is_found_by_either_letter_keeps_its_own_on_the_way_back(blank_app: Flask) -> None:
    upgrade()
    session = db.session()
    field = factories.make_custom_field(session)
    for name in ("Ґудзик", "Гудзик", "Зґурський Ґалаґан", "Згурська’Ґава № 5"):
        factories.make_custom_value(session, factories.make_person(session, name), field, f"ніч {name}")
    factories.make_interaction(session, factories.make_person(session), subject="Розмова про ґанок")
    session.commit()
    texts = sa.text(
        "SELECT search_text FROM search_entries UNION ALL SELECT text_key FROM custom_values ORDER BY search_text"
    )
    loose = session.scalars(texts).all()
    assert len(kinds_found("гудзик")) == 1 and not [text for text in loose if "ґ" in text]
    session.commit()
    db.session.remove()
    steps = revisions()
    downgrade(revision=steps[steps.index("0033") + 1])
    with db.engine.connect() as connection:
        written = set(connection.scalars(texts))
        one = "search_text LIKE '%ґанок%'"
        if connection.dialect.name == "sqlite":
            one = "id IN (SELECT rowid FROM search_fts_talk WHERE search_fts_talk MATCH 'ґан*')"
        assert connection.scalar(sa.text(f"SELECT count(*) FROM search_entries WHERE {one}")) == 1
    assert {
        "ґудзик олена gudzyk olena",
        "ніч зґурський ґалаґан",
        "ніч гудзик",
        "розмова про ґанок rozmova pro ganok",
    } <= written
    upgrade()
    assert db.session.scalars(texts).all() == loose
    assert {hit.title for hit in search(db.session(), "гудзик", frozenset({"contact"}), EVERYTHING)} == {
        "Ґудзик Олена", "Гудзик Олена",
    }  # fmt: skip
