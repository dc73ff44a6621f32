"""The step that gave agreements a table: memoranda move there and back, and every constraint stays."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app import create_app
from app.migrations import check, downgrade, upgrade
from models import db
from tests.conftest import Database

NOW = "2026-01-02 03:04:05"
MEMORANDA: tuple[tuple[str, str | None, str | None], ...] = (
    ("14/26", "2026-01-10", "2027-01-09"),
    ("", None, "2026-05-01"),
    ("15/26", None, None),
    ("", "2025-03-01", None),
    ("", None, None),
)


@pytest.fixture
def former_app(database: Database, tmp_path: Path) -> Iterator[Flask]:
    """The application on the tables as they were before agreements, with a partnership for each memorandum."""
    with database.blank() as url:
        app = create_app("testing", SQLALCHEMY_DATABASE_URI=url, DATA_DIR=tmp_path / "data")
        with app.app_context():
            upgrade(revision="0009")
            with db.engine.begin() as connection:
                for number, memorandum in enumerate(MEMORANDA, start=1):
                    add_partnership(connection, number, *memorandum)
            yield app
            db.session.remove()
            db.engine.dispose()


def add_partnership(connection: sa.Connection, number: int, paper: str, begins: str | None, ends: str | None) -> None:
    """Write a partnership down as the former version did."""
    connection.execute(
        sa.text(
            "INSERT INTO contacts (id, kind, display_name, sort_key, last_name, first_name, middle_name, legal_name, "
            "website, city, is_public_funder, created_at, updated_at, version) "
            "VALUES (:id, 'organisation', :name, :name, '', '', '', '', '', '', :no, :now, :now, 1)"
        ),
        {"id": number, "name": f"Партнер {number}", "no": False, "now": NOW},
    )
    connection.execute(
        sa.text(
            "INSERT INTO partnerships (id, organisation_id, partner_type, stage, scope, memorandum_number, "
            "memorandum_from, memorandum_until, partner_gives, library_gives, created_at, updated_at, version) "
            "VALUES (:id, :id, 'ngo', 'identified', 'all', :paper, :begins, :ends, 'Зала', '', :now, :now, 3)"
        ),
        {"id": number, "paper": paper, "begins": begins, "ends": ends, "now": NOW},
    )


def rows(statement: str) -> list[tuple[Any, ...]]:
    """Return what a statement finds, days as text."""
    with db.engine.connect() as connection:
        found = connection.execute(sa.text(statement)).all()
    return [tuple(None if value is None else str(value) for value in row) for row in found]


def test_memoranda_move_into_agreements_and_back(former_app: Flask) -> None:
    upgrade()
    check()
    moved = rows("SELECT partnership_id, kind, number, valid_from, valid_until FROM agreements ORDER BY partnership_id")
    assert moved == [
        (str(number), "memorandum", *memorandum)
        for number, memorandum in enumerate(MEMORANDA, start=1)
        if memorandum != ("", None, None)
    ]
    with db.engine.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO agreements (partnership_id, kind, number, valid_from, valid_until, terminated_on, "
                "termination_reason, note, created_at, updated_at, version) "
                "VALUES (5, 'cooperation', '9', '2026-02-01', '2027-02-01', '2026-06-30', 'Так', '', :now, :now, 1), "
                "(1, 'memorandum', 'old', '2020-01-01', '2021-01-01', NULL, '', '', :now, :now, 1), "
                "(1, 'transfer_act', 'act', '2026-01-01', NULL, NULL, '', '', :now, :now, 1)"
            ),
            {"now": NOW},
        )
    downgrade(revision="0009")
    back = "SELECT memorandum_number, memorandum_from, memorandum_until FROM partnerships ORDER BY id"
    assert rows(back) == [*MEMORANDA[:4], ("9", "2026-02-01", "2026-06-30")]
    assert rows("SELECT partner_gives, version FROM partnerships WHERE id = 1") == [("Зала", "3")]
    upgrade()
    check()


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE partnerships SET scope = 'one' WHERE id = 1",
        "UPDATE partnerships SET stage = 'active' WHERE id = 1",
        "UPDATE partnerships SET stage = 'nonsense', current_change_id = 1 WHERE id = 1",
        "UPDATE partnerships SET partner_type = 'nonsense' WHERE id = 1",
        "UPDATE partnerships SET commitment = 'nonsense' WHERE id = 1",
        "UPDATE partnerships SET organisation_id = 2 WHERE id = 1",
        "UPDATE partnerships SET owner_id = 999 WHERE id = 1",
        "UPDATE agreements SET valid_until = '2020-01-01' WHERE partnership_id = 1",
        "UPDATE agreements SET terminated_on = '2026-02-01' WHERE partnership_id = 1",
    ],
)
def test_every_constraint_is_there_after_the_step(former_app: Flask, wrong: str) -> None:
    upgrade()
    with pytest.raises(IntegrityError), db.engine.begin() as connection:
        connection.execute(sa.text(wrong))


def test_the_former_constraint_is_back_after_the_way_down(former_app: Flask) -> None:
    upgrade()
    downgrade(revision="0009")
    for wrong in ("memorandum_until = '2020-01-01'", "scope = 'one'", "stage = 'active'"):
        with pytest.raises(IntegrityError), db.engine.begin() as connection:
            connection.execute(sa.text(f"UPDATE partnerships SET {wrong} WHERE id = 1"))
