"""Verbs of the versions of an application: freeze a copy under a name, and at every submission."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.application_work import VersionKind
from app.domain.errors import RuleError
from app.domain.frozen import checksum
from app.formats import short_day
from app.i18n import _
from app.queries.application_versions import copy_of
from models.accounts import User
from models.application_work import ApplicationVersion
from models.base import Base
from models.grants import Application

# Without the session's bookkeeping: rows that it holds stay as they are.
APPLICATIONS = Base.metadata.tables["applications"]


def take_version(
    session: Session,
    application: Application,
    name: str,
    *,
    by: User | None,
    at: datetime,
    today: date,
    kind: VersionKind = VersionKind.MANUAL,
) -> ApplicationVersion:
    """Freeze the whole application as it is now; nothing changes the copy afterwards.

    Raises:
        RuleError: `version_name_needed`.
    """
    name = " ".join(name.replace("\x00", "").split())
    if not name:
        raise RuleError("version_name_needed", field="name")
    session.flush()
    # A change that changes nothing: two copies at once wait for one another, so that their numbers differ.
    held = sa.update(APPLICATIONS).where(APPLICATIONS.c.id == application.id)
    session.execute(held.values(version=APPLICATIONS.c.version))
    last = session.scalar(
        sa.select(sa.func.max(ApplicationVersion.number)).where(ApplicationVersion.application_id == application.id)
    )
    document = copy_of(session, application, today=today)
    version = ApplicationVersion(
        application_id=application.id,
        number=(last or 0) + 1,
        name=name[:200],
        kind=kind,
        taken_at=at,
        taken_by_id=by.id if by else None,
        checksum=checksum(document),
        document=document,
    )
    session.add(version)
    session.flush()
    return version


def freeze_submission(session: Session, application: Application, *, by: User | None, at: datetime) -> None:
    """Freeze an application in the moment of its submission; submitted again, it gets another copy."""
    name = _("Submitted on %(day)s", day=short_day(at))
    take_version(session, application, name, by=by, at=at, today=at.date(), kind=VersionKind.SUBMISSION)
