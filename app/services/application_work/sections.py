"""Verbs of an application's sections: take them from the call, write them, add, move and remove."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.domain.application_work import USUAL_LIMITS, USUAL_OPTIONAL, USUAL_UNIT, UsualSection
from app.domain.errors import RuleError
from app.domain.text_limits import MOST, Length, fingerprint, length, tidy
from app.i18n import locale_code
from app.labels import label
from app.labels.application_work import SECTION_HINTS
from app.services.base import refuse_archived
from app.services.call_forms import SECTION_FACTS, SectionData, check_section, facts_of
from models.accounts import User
from models.application_work import ApplicationSection, CallSection
from models.grants import Application
from models.text_blocks import TextBlockUse, TextBlockVersion


def take_sections(session: Session, application: Application) -> int:
    """Give an application the sections of its call that it does not have yet; return how many came.

    A call without sections, and an application without a call, give the usual ones, in the present language, to an
    application that has none at all.
    """
    wanted = session.scalars(
        sa.select(CallSection)
        .where(CallSection.call_id == (application.call_id or 0))
        .order_by(CallSection.position, CallSection.id)
    ).all()
    present = session.scalars(
        sa.select(ApplicationSection).where(ApplicationSection.application_id == application.id)
    ).all()
    taken = {section.call_section_id for section in present}
    last = max((section.position for section in present), default=0)
    new = [
        ApplicationSection(call_section_id=row.id, **facts_of(row, SECTION_FACTS))
        for row in wanted
        if row.id not in taken
    ]
    if not wanted and not present:
        new = [ApplicationSection(**asdict(data)) for data in usual_sections()]
    for position, section in enumerate(new, start=last + 1):
        section.application_id, section.position, section.text = application.id, position, ""
        session.add(section)
    session.flush()
    return len(new)


def usual_sections() -> list[SectionData]:
    """Return the sections of a form when the funder's is not known, in the present language."""
    return [
        SectionData(
            title=label(name),
            hint=str(SECTION_HINTS[name]),
            limit_unit=USUAL_UNIT if name in USUAL_LIMITS else None,
            limit_count=USUAL_LIMITS.get(name),
            locale=locale_code(),
            required=name not in USUAL_OPTIONAL,
        )
        for name in UsualSection
    ]


def write_section(
    session: Session,
    section: ApplicationSection,
    text: str,
    *,
    grew_from: str,
    ready: bool,
    by: User | None,
    used: Iterable[int] = (),
    now: datetime,
) -> Length:
    """Save the text of a section and return how long it is.

    A text that is too long, or that says nothing, is saved as a draft whatever `ready` says.

    Args:
        grew_from: the fingerprint of the text that the person began with. Moving a section, or changing what it asks,
            disturbs nobody who writes it.
        used: ids of versions of library texts that were put in.

    Raises:
        RuleError: `stale_record`, when somebody saved the section meanwhile; `text_too_long`; `archived`.
    """
    refuse_archived(section)
    text = tidy(text)
    if fingerprint(section.text) != grew_from and section.text != text:
        raise RuleError("stale_record")
    if len(text) > MOST:
        raise RuleError("text_too_long", MOST, field="text")
    found = length(text, section.limit_unit, section.limit_count)
    section.text = text
    section.is_ready = ready and bool(text) and not found.over
    try:
        session.flush()
    except StaleDataError as error:
        raise RuleError("stale_record") from error
    _note_uses(session, section, used, by=by, now=now)
    return found


def add_section(session: Session, application: Application, data: SectionData) -> ApplicationSection:
    """Add a section of one's own below the others. Raises `RuleError` as `check_section` does."""
    check_section(data)
    last = session.scalar(
        sa.select(sa.func.max(ApplicationSection.position)).where(ApplicationSection.application_id == application.id)
    )
    section = ApplicationSection(application_id=application.id, position=(last or 0) + 1, text="", **asdict(data))
    session.add(section)
    session.flush()
    return section


def edit_section(session: Session, section: ApplicationSection, data: SectionData) -> ApplicationSection:
    """Change what the funder asks in a section; a text that the new limit makes too long is not ready any more.

    Raises:
        RuleError: as `check_section`.
    """
    check_section(data)
    for name, value in asdict(data).items():
        setattr(section, name, value)
    if length(section.text, section.limit_unit, section.limit_count).over:
        section.is_ready = False
    session.flush()
    return section


def move_section(session: Session, section: ApplicationSection, step: int) -> None:
    """Move a section one place up (-1) or down (1); at the end it stays."""
    rows = list(
        session.scalars(
            sa.select(ApplicationSection)
            .where(
                ApplicationSection.application_id == section.application_id, ApplicationSection.archived_at.is_(None)
            )
            .order_by(ApplicationSection.position, ApplicationSection.id)
        )
    )
    place = rows.index(section)
    target = min(max(place + step, 0), len(rows) - 1)
    rows.insert(target, rows.pop(place))
    for position, row in enumerate(rows, start=1):
        if row.position != position:
            row.position = position
    session.flush()


def remove_section(session: Session, section: ApplicationSection, *, now: datetime) -> None:
    """Take a section out of the application; its text stays and `restore_section` brings it back."""
    section.archived_at = now
    session.flush()


def restore_section(session: Session, section: ApplicationSection) -> None:
    """Bring a removed section back."""
    section.archived_at = None
    session.flush()


def _note_uses(
    session: Session, section: ApplicationSection, used: Iterable[int], *, by: User | None, now: datetime
) -> None:
    wanted = set(used)
    if not wanted:
        return
    real = set(session.scalars(sa.select(TextBlockVersion.id).where(TextBlockVersion.id.in_(wanted))))
    known = set(session.scalars(sa.select(TextBlockUse.version_id).where(TextBlockUse.section_id == section.id)))
    for version_id in sorted(real - known):
        session.add(
            TextBlockUse(section_id=section.id, version_id=version_id, used_at=now, used_by_id=by.id if by else None)
        )
    session.flush()
