"""Checking and importing one attendance file, whatever kind of table it holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.domain.attendance_import import (
    ActivityRow,
    AttendanceFile,
    FigureRow,
    ServiceRow,
    parse_lines,
)
from app.domain.imports import Line
from app.queries.branches import age_bands
from app.queries.imports.attendance import ages_by_name, branches
from app.services.imports.activity import ActivityPlan, apply_activity, plan_activity
from app.services.imports.branches import BranchBook
from app.services.imports.figures import FigurePlan, apply_figures, plan_services, plan_visits
from app.services.imports.outcome import Outcome


@dataclass(slots=True)
class AttendancePlan:
    """What importing a file will do; `apply_attendance` does it."""

    outcome: Outcome
    inner: ActivityPlan | FigurePlan
    book: BranchBook


def plan_attendance(
    session: Session,
    kind: AttendanceFile,
    lines: Iterable[Line],
    mapping: Mapping[str, str],
    *,
    today: date,
    add_branches: bool = True,
) -> AttendancePlan:
    """Read the lines and decide what becomes of each; nothing is written.

    Args:
        kind: what kind of table the lines come from.
        mapping: field to heading.
        today: a period that begins later is refused.
        add_branches: add the branches that are missing; otherwise their lines are refused. A table of
            branches always adds them.
    """
    known_ages = ages_by_name(age_bands(session)) if kind is AttendanceFile.ACTIVITY else None
    parsed = parse_lines(kind, lines, today=today, known_ages=known_ages)
    book = BranchBook(branches(session), add=add_branches or kind is AttendanceFile.SERVICES)
    inner: ActivityPlan | FigurePlan
    if kind is AttendanceFile.ACTIVITY:
        inner = plan_activity(session, [row for row in parsed.rows if isinstance(row, ActivityRow)], mapping, book)
    elif kind is AttendanceFile.VISITS:
        inner = plan_visits(session, [row for row in parsed.rows if isinstance(row, FigureRow)], mapping, book)
    else:
        inner = plan_services(session, [row for row in parsed.rows if isinstance(row, ServiceRow)], mapping, book)
    outcome = inner.outcome
    outcome.issues[:] = sorted([*parsed.issues, *outcome.issues], key=lambda issue: (issue.line, issue.code))
    outcome.counts["lines"] = parsed.read
    outcome.counts["branches"] = len(book.new)
    if isinstance(inner, FigurePlan):
        outcome.counts["branches_updated"] = sum(isinstance(ref, int) for ref in inner.branches)
    return AttendancePlan(outcome, inner, book)


def apply_attendance(session: Session, plan: AttendancePlan) -> None:
    """Write what was planned: branches, events with counts, figures."""
    plan.book.save(session)
    if isinstance(plan.inner, ActivityPlan):
        apply_activity(session, plan.inner, plan.book)
    else:
        apply_figures(session, plan.inner, plan.book)
