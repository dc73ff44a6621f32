"""One mailing: its state, the decision to send, pause, stop, and what became of it."""

from datetime import UTC, datetime
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.clock import today, zone
from app.domain.errors import RuleError
from app.domain.mailings import MailingStatus, RecipientState, Trouble, Why
from app.forms.mailings import SendForm
from app.i18n import _, _n
from app.jobs import jobs_of
from app.labels import REFUSALS, label, refusal
from app.labels.mailings import reason_text
from app.letter_work import MAILING
from app.permissions import Permission
from app.queries import mailings as questions
from app.queries.consents import purpose_by_code, purpose_name
from app.queries.mailing_audience import Counts, audience_counts
from app.queries.mailings import mailing_by_id
from app.security import requires
from app.services import mailings
from app.templating import number
from models import db
from models.base import utc_now
from models.mailings import Mailing
from views.editing import get_or_404
from views.mailings import bp

Answer = Response | str | tuple[str, int]


@bp.get("/<int:mailing_id>")
@requires(Permission.MAILINGS_RUN)
def show(mailing_id: int) -> Answer:
    """Show a mailing: before it begins who would get it, afterwards what became of each letter."""
    mailing = get_or_404(mailing_by_id(db.session(), mailing_id))
    context = _before(mailing) if mailing.status.is_editable else _after(mailing)
    return render_template("mailings/show.html", mailing=mailing, **_facts(mailing), **context)


@bp.get("/<int:mailing_id>/progress")
@requires(Permission.MAILINGS_RUN)
def progress(mailing_id: int) -> Answer:
    """Show how far a mailing has come; htmx asks for it until nothing moves any more."""
    mailing = get_or_404(mailing_by_id(db.session(), mailing_id))
    if mailing.status.is_editable:
        return redirect(url_for("mailings.show", mailing_id=mailing_id))
    if not request.headers.get("HX-Request"):
        return redirect(url_for("mailings.show", mailing_id=mailing_id))
    if mailing.status is not MailingStatus.SENDING:
        # The whole page has other buttons now.
        return Response("", headers={"HX-Refresh": "true"})
    return render_template("mailings/_progress.html", mailing=mailing, **_after(mailing))


def _facts(mailing: Mailing) -> dict[str, Any]:
    purpose = purpose_by_code(db.session(), mailing.purpose)
    return {
        "audience_name": questions.audience_name(db.session(), mailing),
        "purpose": purpose_name(purpose) if purpose else mailing.purpose,
        "trouble": _trouble(mailing),
    }


def _trouble(mailing: Mailing) -> str:
    """Return why a mailing came to a halt by itself."""
    if mailing.trouble in set(Trouble):
        return reason_text(mailing.trouble, mailing.trouble_detail)
    return refusal(RuleError(mailing.trouble)) if mailing.trouble in REFUSALS else ""


def _before(mailing: Mailing) -> dict[str, Any]:
    """Return who would get a mailing now, or why that cannot be said."""
    try:
        counts = mailings.check_ready(db.session(), mailing, by=current_user, on=today())
    except RuleError as error:
        found, problem = _counts_anyway(mailing, error), refusal(error)
        return {"counts": found, "left_out": _left_out(found), "problem": problem}
    return {"counts": counts, "left_out": _left_out(counts), "problem": ""}


def _counts_anyway(mailing: Mailing, error: RuleError) -> Counts | None:
    """Return the figures of an audience that gets nothing: they say why."""
    if error.code not in {"nobody_to_write_to", "fields_empty_for_all"}:
        return None
    return audience_counts(db.session(), mailing, today())


def _left_out(counts: Counts | None) -> list[tuple[str, str, str, int]]:
    if counts is None:
        return []
    return [(why.value, label(why), _advice(why), many) for why, many in counts.left_out.items()]


def _advice(why: Why) -> str:
    """Return what can be done for those who are left out."""
    return {
        Why.NO_EMAIL: _("Add an address to the contact."),
        Why.NO_CONSENT: _("Ask them and write the consent down; no letter leaves without it."),
        Why.MINOR: _("Write to the parents instead."),
        Why.EMPTY_FIELD: _("Complete the contact, or write a default into the field."),
        Why.BOUNCED: _("Find out the right address."),
    }.get(why, "")


def _after(mailing: Mailing) -> dict[str, Any]:
    session = db.session()
    counts = questions.state_counts(session, mailing.id)
    unsubscribed, bounced = questions.after_sending(session, mailing.id)
    waiting = counts.get(RecipientState.PENDING, 0)
    return {
        "states": {state.value: counts.get(state, 0) for state in RecipientState},
        "done": mailing.recipient_count - waiting,
        "unsubscribed": unsubscribed,
        "bounced": bounced,
        "troubles": [
            (reason, reason_text(reason, detail), many)
            for reason, detail, many in questions.trouble_counts(session, mailing.id)
        ],
        "excluded": [(label(Why(code)), many) for code, many in mailing.excluded.items() if code in set(Why)],
    }


@bp.route("/<int:mailing_id>/send", methods=["GET", "POST"])
@requires(Permission.MAILINGS_RUN)
def send(mailing_id: int) -> Answer:
    """Confirm a mailing: now or at a time. The page says how many letters will leave."""
    mailing = get_or_404(mailing_by_id(db.session(), mailing_id))
    if not mailing.status.is_editable:
        flash(refusal(RuleError("mailing_not_now")), "warning")
        return redirect(url_for("mailings.show", mailing_id=mailing_id))
    form = SendForm()
    if form.validate_on_submit():
        try:
            return _confirm(form, mailing)
        except RuleError as error:
            form.refuse(error)
    context = _before(mailing)
    reached = context["counts"].reached if context["counts"] else 0
    form.expected.data = str(reached)
    return (
        render_template(
            "mailings/send.html",
            mailing=mailing,
            form=form,
            consequence=_n("%(num)s letter will leave.", "%(num)s letters will leave.", reached, num=number(reached)),
            **_facts(mailing),
            **context,
        ),
        422 if form.is_submitted() else 200,
    )


def _confirm(form: SendForm, mailing: Mailing) -> Response:
    session = db.session()
    at = _moment(form) if form.when.data == "later" else None
    typed = form.expected.data or ""
    expected = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1
    mailings.confirm_mailing(session, mailing, expected=expected, at=at, by=current_user, on=today(), now=utc_now())
    _start(mailing, at)
    if at is not None:
        flash(_("The mailing waits for its time."), "success")
    else:
        text = _n(
            "%(num)s letter leaves now. You can leave this page.",
            "%(num)s letters leave now. You can leave this page.",
            expected,
            num=number(expected),
        )
        flash(text, "success")
    return redirect(url_for("mailings.show", mailing_id=mailing.id))


def _moment(form: SendForm) -> datetime:
    """Return the chosen local time as a moment.

    Raises:
        RuleError: `schedule_incomplete`.
    """
    if form.day.data is None or form.time.data is None:
        raise RuleError("schedule_incomplete", field="day" if form.day.data is None else "time")
    return datetime.combine(form.day.data, form.time.data, tzinfo=zone()).astimezone(UTC)


def _start(mailing: Mailing, at: datetime | None = None) -> None:
    session = db.session()
    title = _("Mailing: %(name)s", name=mailing.name)[:200]
    job = jobs_of(current_app).enqueue(
        session, MAILING, title, {"mailing_id": mailing.id}, by_id=current_user.id, not_before=at
    )
    mailings.attach_job(session, mailing, job)


@bp.post("/<int:mailing_id>/unschedule")
@requires(Permission.MAILINGS_RUN)
def unschedule(mailing_id: int) -> Answer:
    """Make a mailing that waits for its time a draft again."""
    return _do(mailing_id, mailings.unschedule, _("The mailing is a draft again. Nothing will be sent."))


@bp.post("/<int:mailing_id>/pause")
@requires(Permission.MAILINGS_RUN)
def pause(mailing_id: int) -> Answer:
    """Pause a mailing."""
    return _do(mailing_id, mailings.pause, _("The mailing is paused."))


@bp.post("/<int:mailing_id>/stop")
@requires(Permission.MAILINGS_RUN)
def stop(mailing_id: int) -> Answer:
    """Stop a mailing; the letters that wait stay where they are."""

    def verb(session: Any, mailing: Mailing) -> None:
        mailings.stop(session, mailing, now=utc_now())

    return _do(mailing_id, verb, _("The mailing is stopped. The letters that were waiting did not leave."))


@bp.post("/<int:mailing_id>/go-on")
@requires(Permission.MAILINGS_RUN)
def go_on(mailing_id: int) -> Answer:
    """Send what is left."""
    return _do(mailing_id, mailings.go_on, _("The mailing goes on."), starts=True)


@bp.post("/<int:mailing_id>/unknown")
@requires(Permission.MAILINGS_RUN)
def resend_unknown(mailing_id: int) -> Answer:
    """Send the letters again of which nobody knows whether they left."""
    return _do(mailing_id, mailings.send_unknown_again, _("The letters are sent again."), starts=True)


def _do(mailing_id: int, verb: Any, done: str, *, starts: bool = False) -> Response:
    mailing = get_or_404(mailing_by_id(db.session(), mailing_id))
    was_sending = mailing.status is MailingStatus.SENDING
    try:
        verb(db.session(), mailing)
    except RuleError as error:
        flash(refusal(error), "danger")
    else:
        if starts and not was_sending:
            _start(mailing)
        flash(done, "success")
    return redirect(url_for("mailings.show", mailing_id=mailing_id))
