"""One action on many contacts: choose it in the list, see what it means, do it."""

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from app.clock import today
from app.domain.errors import RuleError
from app.domain.tags import BulkAction
from app.forms.contact_bulk import CHOSEN, MATCHING, BulkForm
from app.i18n import _, _n
from app.jobs import jobs_of
from app.labels import label
from app.permissions import Permission
from app.queries import contact_bulk as questions
from app.queries.contacts import CONTACT_LIST
from app.queries.listing import ListState, complete
from app.queries.tags import every_tag, tag_named
from app.security import current_scope, requires
from app.services.contact_bulk import BulkResult, apply_bulk, restore_many
from app.services.contacts import tags_named
from app.templating import number
from models import db
from models.base import utc_now
from models.contacts import Tag
from views.contacts import bp
from views.listing import state_from
from views.messages import flash_undo

Answer = Response | str | tuple[str, int]

AT_ONCE = 500
UNDONE_AT_MOST = 100
ICONS = {BulkAction.ADD_TAG: "tag", BulkAction.REMOVE_TAG: "x-circle", BulkAction.ARCHIVE: "archive"}


def bulk_actions() -> list[tuple[str, str, str]]:
    """Return what the list of contacts offers for chosen rows: (text, address, icon)."""
    shown = _shown("after", "before", "format")
    return [(label(a), url_for("contacts.bulk", action=a.value, **shown), ICONS[a]) for a in BulkAction]


def _shown(*besides: str) -> dict[str, Any]:
    """Return what the address says of the list, without what it says beside."""
    return {key: values for key, values in request.args.to_dict(flat=False).items() if key not in besides}


def _state() -> ListState:
    return state_from(request.args, complete(db.session(), CONTACT_LIST, today()))


def _back() -> str:
    return url_for("contacts.index", **_shown("action", "ids"))


@bp.post("/bulk")
@requires(Permission.CONTACTS_EDIT)
def bulk() -> Answer:
    """Ask what is needed for an action on the chosen contacts, then, `do` being sent, do it."""
    wanted = request.args.get("action", "")
    if wanted not in set(BulkAction):
        abort(400)
    action, session = BulkAction(wanted), db.session()
    typed = [int(value) for value in request.form.getlist("ids")[:AT_ONCE] if value.isdecimal() and len(value) < 11]
    ids = questions.present_ids(session, typed)
    state = _state()
    matching = questions.count_matching(session, state, current_scope(), today())
    form = BulkForm()
    texts = {
        CHOSEN: _n("%(num)s chosen contact", "%(num)s chosen contacts", len(ids), num=number(len(ids))),
        MATCHING: _("All that the list shows: %(num)s", num=number(matching)),
    }
    offered = [CHOSEN, MATCHING] if ids else [MATCHING]
    form.which.choices = [SelectChoice(key, texts[key]) for key in offered]
    context: dict[str, Any] = {
        "action": action,
        "ids": ids,
        "tags": every_tag(session) if action is not BulkAction.ARCHIVE else [],
        "cancel_url": _back(),
        "matching": matching,
    }
    if not request.form.get("do"):
        form.which.data = offered[0]
        return render_template("contacts/bulk.html", form=form, **context)
    if form.validate():
        try:
            return _run(action, form, ids, state)
        except RuleError as error:
            form.refuse(error)
    return render_template("contacts/bulk.html", form=form, **context), 422


def _run(action: BulkAction, form: BulkForm, ids: list[int], state: ListState) -> Response:
    session = db.session()
    tag = _tag(action, form.tag.data or "")
    if form.which.data == MATCHING:
        ids = questions.matching_ids(session, state, current_scope(), today())
    if len(ids) > AT_ONCE:
        title = _("%(action)s: contacts", action=label(action))
        arguments = {
            "action": action.value,
            "tag_id": tag.id if tag else None,
            "query": state.query,
            "filters": dict(state.filters),
        }
        job = jobs_of(current_app).enqueue(session, "contacts_bulk", title, arguments, by_id=current_user.id)
        flash(
            _("More than %(num)s contacts: it is done in the background. You can leave this page.", num=AT_ONCE), "info"
        )
        return redirect(url_for("jobs.show", job_id=job.id))
    name = tag.name if tag else ""
    result = apply_bulk(session, action, ids, tag, now=utc_now())
    text = result_text(action, result, name)
    if action is BulkAction.ARCHIVE and 0 < result.done <= UNDONE_AT_MOST:
        flash_undo(text, url_for("contacts.bulk_restore", ids="-".join(map(str, ids)), **_shown("action", "ids")))
    else:
        flash(text, "success")
    return redirect(_back())


def _tag(action: BulkAction, name: str) -> Tag | None:
    """Return the tag that is meant; adding makes a new one, removing needs one that exists."""
    if action is BulkAction.ARCHIVE:
        return None
    session = db.session()
    found = tags_named(session, [name]) if action is BulkAction.ADD_TAG else [tag_named(session, name)]
    if not found or found[0] is None:
        raise RuleError("choose_a_tag", field="tag")
    return found[0]


def result_text(action: BulkAction, result: BulkResult, name: str) -> str:
    """Say what was done and what was not."""
    done = {
        BulkAction.ADD_TAG: _n(
            "The tag “%(name)s” is added to %(num)d contact", "The tag “%(name)s” is added to %(num)d contacts",
            result.done, name=name,
        ),
        BulkAction.REMOVE_TAG: _n(
            "The tag “%(name)s” is taken off %(num)d contact", "The tag “%(name)s” is taken off %(num)d contacts",
            result.done, name=name,
        ),
        BulkAction.ARCHIVE: _n(
            "%(num)d contact is in the archive", "%(num)d contacts are in the archive", result.done
        ),
    }[action]  # fmt: skip
    already = {
        BulkAction.ADD_TAG: _n("%(num)d had it already", "%(num)d had it already", result.already),
        BulkAction.REMOVE_TAG: _n("%(num)d did not have it", "%(num)d did not have it", result.already),
        BulkAction.ARCHIVE: _n("%(num)d was there already", "%(num)d were there already", result.already),
    }[action]
    refused = _n(
        "%(num)d has another tag of its group and was left", "%(num)d have another tag of its group and were left",
        result.refused,
    )  # fmt: skip
    parts = [done, already if result.already else "", refused if result.refused else ""]
    return "; ".join(filter(None, parts)) + "."


@bp.post("/bulk/restore")
@requires(Permission.CONTACTS_EDIT)
def bulk_restore() -> Response:
    """Undo an archiving of several contacts."""
    sent = request.args.get("ids", "").split("-")[:UNDONE_AT_MOST]
    wanted = [int(value) for value in sent if value.isdecimal() and len(value) < 10]
    count = restore_many(db.session(), wanted)
    flash(_n("%(num)d contact is back in the list", "%(num)d contacts are back in the list", count), "success")
    return redirect(_back())
