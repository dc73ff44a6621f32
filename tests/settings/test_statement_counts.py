"""The lists of the settings ask the database the same number of questions however long they are."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.roles import Role
from tests.support import factories
from tests.support.databases import count_queries

PATHS = ("/settings/accounts", "/settings/branches", "/settings/audit", "/settings/age-bands", "/jobs")


@pytest.mark.parametrize("path", PATHS)
def test_the_number_of_statements_does_not_grow_with_the_rows(
    app: Flask, login: Any, session: Session, path: str
) -> None:
    administrator = login("administrator")

    def add(rows: int) -> None:
        for row in range(rows):
            factories.make_user(session, Role.STAFF)
            factories.make_age_band(session, f"band-{rows}-{row}")
            factories.make_job(session)
        session.commit()

    add(2)
    with count_queries(app) as few:
        administrator.get(path)
    add(20)
    with count_queries(app) as many:
        administrator.get(path)
    assert len(many) == len(few), str(many)
