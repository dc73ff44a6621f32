"""Stored values are a contract with the database: lower-case words that fit their columns."""

import re
from enum import StrEnum

import pytest

from app.domain import (
    contacts,
    donations,
    events,
    grants,
    imports,
    jobs,
    matching,
    money,
    partnerships,
    roles,
    volunteers,
)

MODULES = (
    contacts, donations, events, grants, imports, jobs, matching, money, partnerships, roles, volunteers,
)  # fmt: skip
ENUMERATIONS = sorted(
    {
        value
        for module in MODULES
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, StrEnum) and value is not StrEnum
    },
    key=lambda enumeration: enumeration.__name__,
)


@pytest.mark.parametrize("enumeration", ENUMERATIONS)
def test_a_stored_value_is_its_name_and_fits_its_column(enumeration: type[StrEnum]) -> None:
    for member in enumeration:
        assert member.value.lower() == member.name.lower()
        assert re.fullmatch(r"[A-Za-z][A-Za-z_]{1,31}", member.value)


def test_a_job_is_finished_when_it_is_done_or_has_failed() -> None:
    assert [status for status in jobs.JobStatus if status.is_finished] == ["done", "failed"]
