"""Changing branches, the institution and the age bands."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.queries.branches import (
    age_band_by_code,
    band_is_used,
    branch_by_code,
    institution,
    open_accounts_of,
    planned_events_of,
)
from models.branches import Branch, BranchKind, Institution
from models.events import AgeBand


def create_branch(
    session: Session,
    *,
    name: str,
    code: str,
    kind: BranchKind = BranchKind.BRANCH,
    address: str = "",
    opened_year: int | None = None,
    population: int | None = None,
) -> Branch:
    """Add a branch.

    Raises:
        RuleError: `branch_code_taken` (field `code`).
    """
    if branch_by_code(session, code) is not None:
        raise RuleError("branch_code_taken", code, field="code")
    branch = Branch(code=code, kind=kind, address=address, opened_year=opened_year, population=population)
    branch.rename(name)
    session.add(branch)
    session.flush()
    return branch


def update_branch(
    session: Session,
    branch: Branch,
    *,
    name: str,
    code: str,
    kind: BranchKind,
    address: str,
    opened_year: int | None,
    population: int | None,
) -> None:
    """Save a branch.

    Raises:
        RuleError: `branch_code_taken` (field `code`).
    """
    other = branch_by_code(session, code)
    if other is not None and other.id != branch.id:
        raise RuleError("branch_code_taken", code, field="code")
    branch.rename(name)
    branch.code, branch.kind, branch.address = code, kind, address
    branch.opened_year, branch.population = opened_year, population
    session.flush()


def archive_branch(session: Session, branch: Branch, *, at: datetime) -> None:
    """Take a branch out of every menu; what happened there stays.

    Raises:
        RuleError: `branch_has_users` or `branch_has_events`, with how many in `count`.
    """
    if users := open_accounts_of(session, branch.id):
        raise RuleError("branch_has_users", count=users)
    if events := planned_events_of(session, branch.id):
        raise RuleError("branch_has_events", count=events)
    branch.archived_at = branch.archived_at or at
    session.flush()


def restore_branch(session: Session, branch: Branch) -> None:
    """Bring a branch back from the archive."""
    branch.archived_at = None
    session.flush()


def ensure_institution(session: Session) -> Institution:
    """Return the institution's row, made empty when the database has none yet."""
    found = institution(session)
    if found is None:
        found = Institution(id=1)
        session.add(found)
        session.flush()
    return found


def update_institution(
    session: Session,
    record: Institution,
    *,
    name_uk: str,
    name_en: str,
    edrpou: str,
    address: str,
    director: str,
    accountant: str,
) -> None:
    """Save what reports print about the institution."""
    record.name_uk, record.name_en, record.edrpou = name_uk, name_en, edrpou
    record.address, record.director, record.accountant = address, director, accountant
    session.flush()


def save_age_band(
    session: Session,
    band: AgeBand | None,
    *,
    code: str,
    name_uk: str,
    name_en: str,
    min_age: int | None,
    max_age: int | None,
    position: int,
    in_grid: bool,
) -> AgeBand:
    """Add an age band, or save the given one.

    Raises:
        RuleError: `ages_in_order` or `band_in_use` (field `max_age`): the ages of a band in which
            participants were counted would change what the counts mean; `band_code_taken` (field `code`).
    """
    if min_age is not None and max_age is not None and max_age < min_age:
        raise RuleError("ages_in_order", field="max_age")
    other = age_band_by_code(session, code)
    if other is not None and other is not band:
        raise RuleError("band_code_taken", code, field="code")
    if band is None:
        band = AgeBand(min_age=min_age, max_age=max_age)
        session.add(band)
    elif (band.min_age, band.max_age) != (min_age, max_age):
        if band_is_used(session, band.id):
            raise RuleError("band_in_use", field="max_age")
        band.min_age, band.max_age = min_age, max_age
    band.code, band.name_uk, band.name_en = code, name_uk, name_en
    band.position, band.in_grid = position, in_grid
    session.flush()
    return band
