"""The job that issues papers to many volunteers, and the daily work that forgets its files.

It works in portions and begins each time by asking the database what is left: numbers are committed with their
papers, so that a job that dies issues nobody anything twice and leaves no gap. Files are made afterwards from what
was issued, and made again if they are lost.
"""

import logging
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import force_locale
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.periods import Period
from app.domain.text import sort_key
from app.domain.volunteer_papers import PaperKind
from app.i18n import _
from app.job_files import forget_files
from app.jobs import Again, Progress
from app.labels import label
from app.paper_files import BatchFolder, NotTypeset, forget_unfinished, typeset
from app.paper_pdf import bundle_name, file_name, paper_html
from app.permissions import Permission, may
from app.queries.accounts import account_by_id
from app.queries.imports.portions import portions
from app.queries.volunteer_papers import batch_papers, present_ids
from app.scope import scope_of
from app.services.volunteer_papers import PaperOrder, issue_many
from app.uploads import upload_store
from app.uploads.kinds import FileType, Kind
from models.accounts import User
from models.jobs import Job
from models.volunteer_papers import IssuedPaper

logger = logging.getLogger("mistok.jobs")

PAPERS = "volunteer_papers"
AT_ONCE = 100
# So many papers are set by one process and stand in one file to print: half a minute and about 250 MB.
PART = 500
ISSUING_SECONDS = 20
MAX_BUNDLE = 1024 * 1024 * 1024
ZIP = FileType(Kind.DOCUMENT, "application/zip", (".zip",))


def arguments_of(order: PaperOrder, volunteer_ids: list[int]) -> dict[str, Any]:
    """Return an order for many volunteers, in the order of their names, as the arguments of a job."""
    return {
        "volunteer_ids": volunteer_ids,
        "kind": order.kind.value,
        "paper_locale": order.locale,
        "period_from": order.period.start.isoformat(),
        "period_end": order.period.end.isoformat(),
        "issued_on": order.issued_on.isoformat(),
        "shows_hours": order.shows_hours,
        "signatory_name": order.signatory_name,
        "signatory_position": order.signatory_position,
    }


def order_of(arguments: dict[str, Any]) -> PaperOrder:
    """Return the order that the arguments of a job describe."""
    return PaperOrder(
        kind=PaperKind(arguments["kind"]),
        locale=arguments["paper_locale"],
        period=Period(date.fromisoformat(arguments["period_from"]), date.fromisoformat(arguments["period_end"])),
        issued_on=date.fromisoformat(arguments["issued_on"]),
        shows_hours=bool(arguments["shows_hours"]),
        signatory_name=arguments["signatory_name"],
        signatory_position=arguments["signatory_position"],
    )


def issue_papers(session: Session, job: Job, progress: Progress) -> dict[str, Any] | Again:
    """Issue the papers of a job and make their files, portion by portion.

    Raises:
        RuleError: `not_found`: the account is gone or may no longer issue papers; `paper_not_typeset`.
    """
    person = account_by_id(session, job.created_by_id or 0)
    if person is None or not person.is_active or not may(person.role, Permission.PAPERS_ISSUE):
        raise RuleError("not_found")
    wanted = [int(number) for number in job.arguments["volunteer_ids"]]
    if not _issue(session, job, person, wanted, progress):
        return Again()
    papers = batch_papers(session, job.id)
    if not papers:
        return {"url": "/volunteers/papers", "issued": 0, "skipped": len(wanted)}
    folder = BatchFolder(current_app.config["DATA_DIR"], job.id)
    if not _typeset_part(papers, folder, progress, len(wanted)):
        return Again()
    stored = _bundle(papers, folder, order_of(job.arguments))
    folder.remove()
    progress(2 * len(wanted), 2 * len(wanted))
    return {**stored, "issued": len(papers), "skipped": len(wanted) - len(papers)}


def _issue(session: Session, job: Job, person: User, wanted: list[int], progress: Progress) -> bool:
    """Issue what is left, as long as the time allows; return whether all is done. Each portion is committed."""
    begun = time.monotonic()
    order = order_of(job.arguments)
    seen = set(present_ids(session, wanted, scope_of(person.role, person.branch_id)))
    # It is committed with the papers of its portion, so that it always says how far the numbers have come.
    passed = int(job.arguments.get("passed", 0))
    while passed < len(wanted) and time.monotonic() - begun < ISSUING_SECONDS:
        some = [(place, wanted[place]) for place in range(passed, min(passed + AT_ONCE, len(wanted)))]
        issue_many(session, [pair for pair in some if pair[1] in seen], order, by=person, job_id=job.id)
        passed += len(some)
        job.arguments = {**job.arguments, "passed": passed}
        session.commit()
        progress(passed, 2 * len(wanted))
    return passed >= len(wanted)


def _typeset_part(papers: list[IssuedPaper], folder: BatchFolder, progress: Progress, wanted: int) -> bool:
    """Set the first part whose files are not there yet; return whether all are there now."""
    for number, part in enumerate(portions(papers, PART), start=1):
        if folder.part(number).exists():
            continue
        before = (number - 1) * PART

        def done(count: int, before: int = before) -> None:
            if count % 10 == 0:
                progress(wanted + before + count, 2 * wanted)

        with force_locale(part[0].locale):
            title = _("%(papers)s %(day)s", papers=label(part[0].kind), day=part[0].issued_on.isoformat())
        draft = folder.part(number).with_suffix(".part")
        try:
            pages = [(folder.single(paper.id), paper_html(paper)) for paper in part]
            typeset(pages, whole=draft, title=title, done=done)
        except NotTypeset as trouble:
            logger.exception("papers not typeset")
            raise RuleError("paper_not_typeset") from trouble
        draft.replace(folder.part(number))
        if before + len(part) < len(papers):
            return False
    return True


def _bundle(papers: list[IssuedPaper], folder: BatchFolder, order: PaperOrder) -> dict[str, Any]:
    """Put all files into one ZIP and keep it as the file of the job."""
    parts = -(-len(papers) // PART)
    printed = _("to print")
    files: list[tuple[Path, str]] = [
        (folder.part(number), f"{printed}.pdf" if parts == 1 else f"{printed} {number}.pdf")
        for number in range(1, parts + 1)
    ]
    singles = _("one by one")
    ordered = sorted(papers, key=lambda paper: (sort_key(paper.name), paper.id))
    files += [(folder.single(paper.id), f"{singles}/{file_name(paper, with_name=True)}") for paper in ordered]
    place = folder.path / "bundle.zip"
    folder.write_zip(place, files)
    name = bundle_name(order.kind, order.issued_on)
    with place.open("rb") as content:
        stored = upload_store().save(content, name, max_bytes=MAX_BUNDLE, allowed=set(), known=ZIP)
    return {"file": stored.token, "filename": stored.filename}


def forget_bundles(session: Session, now: datetime) -> dict[str, Any]:
    """Forget the files of jobs that ended a week ago: the papers stay and can be opened one by one.

    What no job names any more is deleted by `sweep`; here it is deleted at once, since it names people.
    """
    forgotten = forget_files(session, PAPERS, now)
    forget_unfinished(current_app.config["DATA_DIR"])
    return {"url": "/volunteers/papers", "forgotten": forgotten}
