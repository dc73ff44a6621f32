"""What is attached: photos, other files, publications, the funder's logo."""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.clock import zone
from app.domain.periods import Period, local_day_bounds
from app.domain.report_rows import Photo, Publication
from models.events import Event
from models.files import Attachment
from models.grants import Application

ReadPhoto = Callable[[str], bytes | None]


@dataclass(frozen=True)
class ReportFiles:
    """The files of a report; `unreadable` are the names of photos whose files are missing or broken."""

    photos: tuple[Photo, ...]
    annexes: tuple[str, ...]
    unreadable: tuple[str, ...]
    logo: bytes | None


def report_files(
    session: Session, application: Application, read_photo: ReadPhoto, period: Period | None = None
) -> ReportFiles:
    """Return the files of the grant and of its events that are meant for the report, in one statement.

    Files of events are those of the period's events. Of the files of the grant itself a period has those that were
    there by its last day, and later ones that somebody described, who chose them for the report by that.
    The logo is the first picture among the files of the funder.
    """
    of_grant = Attachment.application_id == application.id
    of_events = sa.select(Event.id).where(Event.application_id == application.id, Event.archived_at.is_(None))
    if period is not None:
        of_events = of_events.where(Event.starts_on < period.end, Event.ends_before > period.start)
        _start, end = local_day_bounds(period, zone())
        of_grant = sa.and_(of_grant, sa.or_(Attachment.uploaded_at < end, Attachment.caption != ""))
    statement = (
        sa.select(Attachment)
        .where(
            Attachment.in_report,
            sa.or_(
                of_grant,
                Attachment.event_id.in_(of_events),
                sa.and_(Attachment.contact_id == application.funder_id, Attachment.is_photo),
            ),
        )
        .order_by(Attachment.id)
    )
    photos, annexes, unreadable, logo = [], [], [], None
    for row in session.scalars(statement):
        if row.contact_id is not None:
            logo = logo or read_photo(row.token)
        elif not row.is_photo:
            annexes.append(f"{row.caption} ({row.filename})" if row.caption else row.filename)
        elif (data := read_photo(row.token)) is not None:
            photos.append(Photo(data, row.caption, row.credit, row.alt_text))
        else:
            unreadable.append(row.caption or row.filename)
    return ReportFiles(tuple(photos), tuple(annexes), tuple(unreadable), logo)


def publications(session: Session, application_id: int, period: Period | None = None) -> tuple[Publication, ...]:
    """Return the publications about the grant's events."""
    statement = (
        sa.select(Event.title, Event.starts_on, Event.publication_url)
        .where(Event.application_id == application_id, Event.publication_url != "", Event.archived_at.is_(None))
        .order_by(Event.starts_on, Event.id)
    )
    if period is not None:
        statement = statement.where(Event.starts_on < period.end, Event.ends_before > period.start)
    return tuple(
        Publication(row.title, outlet(row.publication_url), row.starts_on, row.publication_url)
        for row in session.execute(statement)
    )


def outlet(url: str) -> str:
    """Return the site of an address, without «www.»."""
    return url.partition("://")[2].partition("/")[0].removeprefix("www.")
