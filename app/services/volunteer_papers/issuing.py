"""Issuing papers with numbers without gaps, and revoking them. What is issued is frozen as it was that day."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import force_locale
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.periods import Period
from app.domain.text import transliterate
from app.domain.volunteer_papers import PaperKind, new_code, shortened
from app.i18n import _
from app.queries.letters import institution
from app.queries.volunteer_papers import PaperFacts, mark_taken, paper_facts
from app.services.letter_values import library_name
from app.services.volunteer_papers.texts import wording
from app.services.volunteer_papers.values import name_on_paper, values_in
from models.accounts import User
from models.volunteer_papers import IssuedPaper, PaperSeries

_EMPTY_PARAGRAPH = re.compile(r"<p>\s*</p>\s*")


@dataclass(frozen=True)
class PaperOrder:
    """Which paper is wanted: the same for one volunteer and for many. The director signs unless somebody is named."""

    kind: PaperKind
    locale: str
    period: Period
    issued_on: date
    shows_hours: bool = True
    signatory_name: str = ""
    signatory_position: str = ""


class Drafter:
    """Makes papers of one order. The text and what is known of the library are read once."""

    def __init__(self, session: Session, order: PaperOrder) -> None:
        self.order = order
        self._template = wording(session, order.kind, order.locale).template()
        self._library = institution(session)
        self._house = library_name(session, order.locale)
        director = self._library.director if self._library else ""
        with force_locale(order.locale):
            self._signatory = transliterate(director) if order.locale == "en" else director
            self._position, self._rest = _("Director"), _("Other help")

    def draft(self, facts: PaperFacts, name: str = "") -> IssuedPaper:
        """Return a paper as it would be issued now; it has no number and no code, and is not saved.

        Args:
            name: what stands on the paper; the name of the record when empty.
        """
        order, library = self.order, self._library
        name = name or name_on_paper(facts, order.kind, order.locale)
        values = values_in(order.locale, facts, name, order.period, order.issued_on, self._house)
        filled = self._template.filled(values)
        return IssuedPaper(
            kind=order.kind,
            volunteer_id=facts.volunteer_id,
            locale=order.locale,
            period_from=order.period.start,
            period_until=order.period.last_day,
            minutes=facts.minutes,
            shows_hours=order.shows_hours,
            name=name[:300],
            title=filled.subject,
            body=_EMPTY_PARAGRAPH.sub("", filled.html),
            work=[asdict(line) for line in shortened(facts.lines, self._rest)],
            since=facts.since,
            library_name=self._house,
            library_address=library.address if library else "",
            library_code=library.edrpou if library else "",
            signatory_name=order.signatory_name or self._signatory,
            signatory_position=order.signatory_position or self._position,
            issued_on=order.issued_on,
        )


def draft_paper(session: Session, facts: PaperFacts, order: PaperOrder, *, name: str = "") -> IssuedPaper:
    """Return one paper as it would be issued now, see `Drafter.draft`."""
    return Drafter(session, order).draft(facts, name)


def check_order(order: PaperOrder, today: date) -> None:
    """Refuse dates that cannot be.

    Raises:
        RuleError: `paper_in_future`, `paper_period_ahead`.
    """
    if order.issued_on > today:
        raise RuleError("paper_in_future", field="issued_on")
    if order.period.last_day > order.issued_on:
        raise RuleError("paper_period_ahead", field="period_until")


def issue_paper(
    session: Session,
    volunteer_id: int,
    order: PaperOrder,
    *,
    name: str = "",
    by: User,
    today: date,
    replaces: IssuedPaper | None = None,
) -> IssuedPaper:
    """Issue one paper.

    Raises:
        RuleError: what `check_order` refuses; `paper_no_hours`, `paper_person_erased`, `paper_of_somebody_else`, or
            `not_found`.
    """
    check_order(order, today)
    facts = paper_facts(session, [volunteer_id], order.period).get(volunteer_id)
    if facts is None:
        raise RuleError("not_found")
    if facts.erased:
        raise RuleError("paper_person_erased")
    if not facts.minutes:
        raise RuleError("paper_no_hours", field="period_from")
    if replaces is not None and (replaces.volunteer_id != volunteer_id or replaces.revoked_at is not None):
        raise RuleError("paper_of_somebody_else")
    paper = draft_paper(session, facts, order, name=name.strip())
    paper.issued_by_id, paper.replaces_id = by.id, replaces.id if replaces else None
    _give_numbers(session, [paper])
    return paper


def issue_many(
    session: Session, chosen: Sequence[tuple[int, int]], order: PaperOrder, *, by: User, job_id: int
) -> list[IssuedPaper]:
    """Issue papers of one job; who cannot get one any more is left out.

    Args:
        chosen: (place in the job's list, id of the volunteer), of which none has been issued for the job yet.
    """
    ids = [volunteer_id for _place, volunteer_id in chosen]
    known = paper_facts(session, ids, order.period)
    taken = mark_taken(session, ids, order.kind, order.locale, order.period)
    drafter = Drafter(session, order)
    papers = []
    for place, volunteer_id in chosen:
        facts = known.get(volunteer_id)
        if facts is None or facts.erased or facts.archived or not facts.minutes or volunteer_id in taken:
            continue
        paper = drafter.draft(facts)
        paper.issued_by_id, paper.job_id, paper.job_position = by.id, job_id, place
        papers.append(paper)
    _give_numbers(session, papers)
    return papers


def _give_numbers(session: Session, papers: Sequence[IssuedPaper]) -> None:
    """Number and save papers of one day in their order.

    The row of the year stays locked until the transaction ends: whoever else issues waits, and a transaction that is
    undone gives its numbers back. So the numbers of a year have no gaps.
    """
    if not papers:
        return
    year = papers[0].issued_on.year
    insert = postgres_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    session.execute(insert(PaperSeries).values(year=year, last_number=0).on_conflict_do_nothing())
    last = session.execute(
        sa.update(PaperSeries)
        .where(PaperSeries.year == year)
        .values(last_number=PaperSeries.last_number + len(papers))
        .returning(PaperSeries.last_number)
        .execution_options(synchronize_session=False)
    ).scalar_one()
    for number, paper in enumerate(papers, start=last - len(papers) + 1):
        paper.year, paper.number = year, number
        paper.code = new_code(secrets.choice)
    session.add_all(papers)
    session.flush()


def revoke_paper(session: Session, paper: IssuedPaper, reason: str, *, by: User, now: datetime) -> None:
    """Declare that a paper no longer holds; its number stays taken, and whoever checks it is told.

    Raises:
        RuleError: `paper_revoked_already`, `paper_reason_needed`.
    """
    if paper.revoked_at is not None:
        raise RuleError("paper_revoked_already")
    if not reason.strip():
        raise RuleError("paper_reason_needed", field="reason")
    paper.revoked_at, paper.revoked_by_id, paper.revoke_reason = now, by.id, reason.strip()[:300]
    session.flush()
