"""Issued papers: one by its id or code, those of a volunteer or a job, the list; the texts that people changed."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.volunteer_papers import PaperKind, PaperState, paper_number, read_code
from app.i18n import LOCALES, _, _l
from app.labels import choices, label
from app.queries.filters import branch_filter, enum_filter, id_filter, period_filter
from app.queries.listing import Column, Filter, Kind, ListSpec
from app.queries.volunteers import in_scope
from app.scope import Scope
from models.accounts import User
from models.branches import Branch
from models.volunteer_papers import IssuedPaper, PaperText
from models.volunteers import Volunteer

_VALID = IssuedPaper.revoked_at.is_(None)


def paper_by_id(session: Session, paper_id: int, scope: Scope) -> IssuedPaper | None:
    """Return a paper of a volunteer whom the reader sees, with what its page shows, or None."""
    return session.scalar(
        sa.select(IssuedPaper)
        .join(IssuedPaper.volunteer)
        .where(IssuedPaper.id == paper_id, in_scope(scope))
        .options(
            joinedload(IssuedPaper.volunteer).joinedload(Volunteer.person),
            joinedload(IssuedPaper.issued_by),
            joinedload(IssuedPaper.revoked_by),
            joinedload(IssuedPaper.replaces),
        )
    )


def paper_by_code(session: Session, typed: str) -> IssuedPaper | None:
    """Return the paper whose code somebody typed, or None."""
    code = read_code(typed)
    return session.scalar(sa.select(IssuedPaper).where(IssuedPaper.code == code)) if code else None


def papers_of(session: Session, volunteer_id: int) -> list[IssuedPaper]:
    """Return the papers of a volunteer, the newest first."""
    statement = sa.select(IssuedPaper).where(IssuedPaper.volunteer_id == volunteer_id)
    return list(session.scalars(statement.order_by(IssuedPaper.id.desc()).limit(50)))


def batch_papers(session: Session, job_id: int) -> list[IssuedPaper]:
    """Return the papers that a job has issued, in the order of their names."""
    statement = sa.select(IssuedPaper).where(IssuedPaper.job_id == job_id)
    return list(session.scalars(statement.order_by(IssuedPaper.job_position)))


def paper_text(session: Session, kind: PaperKind, locale: str) -> PaperText | None:
    """Return the text of a kind in a language that somebody changed, or None."""
    return session.scalar(sa.select(PaperText).where(PaperText.kind == kind, PaperText.locale == locale))


def paper_texts(session: Session) -> dict[tuple[PaperKind, str], PaperText]:
    """Return the texts that somebody changed, by kind and language."""
    return {(row.kind, row.locale): row for row in session.scalars(sa.select(PaperText))}


def _by_locale(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    return statement.where(IssuedPaper.locale == value[:5])


def _by_state(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    return statement.where(_VALID if PaperState(value) is PaperState.VALID else sa.not_(_VALID))


def _by_mark(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    """Narrow by a number such as 2026/0042 or 42, or by a code."""
    text = value.strip()
    year, slash, number = text.rpartition("/")
    if number.isdecimal() and len(number) <= 6 and (not slash or (year.isdecimal() and len(year) == 4)):
        found = statement.where(IssuedPaper.number == int(number))
        return found.where(IssuedPaper.year == int(year)) if slash else found
    return statement.where(IssuedPaper.code == read_code(text))


def _select(scope: Scope) -> Any:
    return (
        sa.select(
            IssuedPaper.id,
            IssuedPaper.kind,
            IssuedPaper.year,
            IssuedPaper.number,
            IssuedPaper.name,
            IssuedPaper.locale,
            IssuedPaper.minutes,
            IssuedPaper.period_from,
            IssuedPaper.period_until,
            IssuedPaper.issued_on,
            IssuedPaper.revoked_at,
            Branch.name.label("branch_name"),
            User.name.label("issuer"),
        )
        .join(Volunteer, Volunteer.id == IssuedPaper.volunteer_id)
        .join(Branch, Branch.id == Volunteer.branch_id)
        .outerjoin(User, User.id == IssuedPaper.issued_by_id)
        .where(in_scope(scope))
    )


PAPER_LIST = ListSpec(
    name="volunteer-papers",
    title=_l("Papers of volunteers"),
    select=_select,
    id_column=IssuedPaper.id,
    columns=(
        Column(
            "number",
            _l("Number"),
            lambda row: paper_number(row.year, row.number),
            Kind.CODE,
            IssuedPaper.id,
            lambda row: ("volunteer_papers.show", {"paper_id": row.id}),
            primary=True,
        ),
        Column("kind", _l("Paper"), lambda row: label(row.kind), sort=IssuedPaper.kind, secondary=True),
        Column("name", _l("Volunteer"), lambda row: row.name or _("Erased"), secondary=True),
        Column("branch", _l("Branch"), lambda row: row.branch_name, sort=Branch.sort_key),
        Column("issued", _l("Issued on"), lambda row: row.issued_on, Kind.DATE, IssuedPaper.issued_on, secondary=True),
        Column("from", _l("Period from"), lambda row: row.period_from, Kind.DATE, export_only=True),
        Column("until", _l("Period until"), lambda row: row.period_until, Kind.DATE, export_only=True),
        Column("hours", _l("Hours"), lambda row: row.minutes, Kind.HOURS, IssuedPaper.minutes),
        Column("language", _l("Language"), lambda row: LOCALES[row.locale], export_only=True),
        Column("issuer", _l("Issued by"), lambda row: row.issuer or "", export_only=True),
        Column(
            "state",
            _l("Status"),
            lambda row: PaperState.VALID if row.revoked_at is None else PaperState.REVOKED,
            Kind.BADGE,
            secondary=True,
        ),
    ),
    default_sort="-number",
    filters=(
        enum_filter("kind", _l("Paper"), IssuedPaper.kind, PaperKind),
        Filter("state", _l("Status"), _by_state, options=lambda _session, _scope: choices(PaperState)),
        Filter("language", _l("Language"), _by_locale, options=lambda _session, _scope: list(LOCALES.items())),
        branch_filter(Volunteer.branch_id),
        period_filter(_l("Issued"), IssuedPaper.issued_on),
        Filter("mark", _l("Number or code"), _by_mark, kind="text"),
        id_filter("volunteer", _l("One volunteer"), IssuedPaper.volunteer_id),
        id_filter("job", _l("One batch"), IssuedPaper.job_id),
    ),
)
