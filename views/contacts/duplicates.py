"""Pairs of contacts that look like one: the list, the search through the base, decisions."""

from collections.abc import Callable
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.domain.duplicates import PairStatus
from app.domain.errors import RuleError
from app.domain.jobs import JobStatus
from app.domain.matching import MatchReason
from app.formats import phone
from app.i18n import _, _n
from app.jobs import jobs_of
from app.labels import label
from app.permissions import Permission
from app.queries.duplicate_pairs import PAIRS, SCAN, evidence_text, is_running, last_scan, pair_by_id
from app.queries.listing import ListSpec
from app.security import requires
from app.services.duplicates import dismiss_pair, reopen_pair
from app.templating import number, page_url
from models import db
from models.base import utc_now
from models.jobs import Job
from views.contacts import bp
from views.editing import get_or_404
from views.jobs import job_view
from views.listing import EmptyState, Listing, build, listing_page
from views.messages import flash_undo

Answer = Response | str
VIEWS = {"": PairStatus.OPEN, "dismissed": PairStatus.DISMISSED, "merged": PairStatus.MERGED}
ICONS = {PairStatus.OPEN: "question-circle", PairStatus.DISMISSED: "x-circle", PairStatus.MERGED: "check-circle"}


@bp.get("/duplicates")
@requires(Permission.CONTACTS_MERGE)
def duplicates() -> Answer:
    """List the pairs to be decided; `?view=dismissed` and `?view=merged` show those that were."""
    wanted = request.args.get("view", "")
    status = VIEWS.get(wanted, PairStatus.OPEN)
    job = last_scan(db.session())

    def adjust(listing: Listing) -> None:
        listing.views = [
            (ICONS[item], label(item), page_url(view=key or None, after=None, before=None), item is status)
            for key, item in VIEWS.items()
        ]

    return rows_or_page(
        PAIRS[status],
        nothing(status, job),
        "contacts/duplicates.html",
        "contacts/_pairs.html",
        adjust=adjust,
        status=status,
        job=job_view(job) if job else None,
        scan=job,
        running=is_running(job),
        crowded=crowded(job),
        frequent=frequent(job),
        pair_texts=pair_texts,
        evidence_text=evidence_text,
    )


def rows_or_page(
    spec: ListSpec, empty: EmptyState, template: str, rows: str, *, adjust: Callable[[Listing], None], **more: Any
) -> Answer:
    """Return a list whose rows are no table: as a page, as a file, or to htmx the rows alone."""
    if request.headers.get("HX-Target") != "rows" or "format" in request.args:
        return listing_page(spec, empty, template, adjust=adjust, **more)
    listing = build(spec, empty)
    adjust(listing)
    return render_template(rows, listing=listing, **more)


def nothing(status: PairStatus, job: Job | None) -> EmptyState:
    """Return what the list says when there is nothing to decide."""
    if status is PairStatus.DISMISSED:
        return EmptyState("x-circle", _("No pair was found to be two different contacts yet"), "")
    if status is PairStatus.MERGED:
        return EmptyState("check-circle", _("No pair was merged yet"), "")
    if job is None or job.status is not JobStatus.DONE:
        text = _("Search through all contacts: names in either script, e-mails, phones, codes and birth dates.")
        return EmptyState("people", _("The base was not searched yet"), text)
    return EmptyState("check2-circle", _("No duplicates"), _("Everything that was found is decided."))


def crowded(job: Job | None) -> list[str]:
    """Return in words which keys so many contacts share that they were compared only in part."""
    found = []
    for reason, value, contacts in (job.result.get("crowded", []) if job else [])[:5]:
        words = label(MatchReason(reason)) if reason in {*MatchReason} else reason
        found.append(_("%(reason)s: %(value)s, %(num)d contacts", reason=words, value=value, num=contacts))
    return found


def frequent(job: Job | None) -> list[str]:
    """Return in words which names so many contacts bear that they were not compared by the name alone."""
    result = job.result if job else {}
    found = [
        _n("%(name)s – %(num)s contact", "%(name)s – %(num)s contacts", contacts, name=name, num=number(contacts))
        for name, contacts in result.get("frequent", [])
    ]
    more = result.get("frequent_names", 0) - len(found)
    if more > 0:
        found.append(_n("and %(num)s more name", "and %(num)s more names", more, num=number(more)))
    return found


@bp.post("/duplicates/scan")
@requires(Permission.CONTACTS_MERGE)
def start_scan() -> Answer:
    """Search the whole base in the background."""
    session = db.session()
    if is_running(last_scan(session)):
        raise RuleError("scan_is_running")
    jobs_of(current_app).enqueue(session, SCAN, _("Search for duplicates"), {}, by_id=current_user.id)
    return redirect(url_for("contacts.duplicates"))


@bp.get("/duplicates/progress")
@requires(Permission.CONTACTS_MERGE)
def scan_progress() -> Answer:
    """Show how far the search is; htmx asks for it once a second until it is finished."""
    job = get_or_404(last_scan(db.session())) if request.headers.get("HX-Request") else None
    if job is None:
        return redirect(url_for("contacts.duplicates"))
    return render_template("contacts/_scan.html", job=job_view(job))


@bp.post("/duplicates/<int:pair_id>/dismiss")
@requires(Permission.CONTACTS_MERGE)
def dismiss_duplicate(pair_id: int) -> Answer:
    """Decide that the two are not the same; the message offers to undo it."""
    pair = get_or_404(pair_by_id(db.session(), pair_id))
    dismiss_pair(db.session(), pair, by=current_user, now=utc_now())
    flash_undo(
        _("“%(one)s” and “%(other)s” are not the same", one=pair.first.display_name, other=pair.second.display_name),
        url_for("contacts.reopen_duplicate", pair_id=pair_id),
    )
    return redirect(url_for("contacts.duplicates"))


@bp.post("/duplicates/<int:pair_id>/reopen")
@requires(Permission.CONTACTS_MERGE)
def reopen_duplicate(pair_id: int) -> Answer:
    """Take a dismissal back."""
    pair = get_or_404(pair_by_id(db.session(), pair_id))
    reopen_pair(db.session(), pair)
    flash(_("The pair is to be decided again"), "success")
    return redirect(url_for("contacts.duplicates"))


def pair_texts(row: Any, side: str) -> list[str]:
    """Return what tells one contact of a pair from another, as short texts."""
    values = (getattr(row, f"{side}_{name}") for name in ("email", "phone", "edrpou", "city"))
    return [phone(text) for text in values if text]
