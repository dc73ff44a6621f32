"""Saved views of lists and segments: save, change, choose as the default, delete; the page that has them all."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.errors import RuleError
from app.domain.saved_views import read_state, state_of
from app.forms.saved_views import NewViewForm, StateForm, ViewForm
from app.i18n import _
from app.labels.saved_views import list_words
from app.permissions import Permission
from app.queries import saved_views as questions
from app.queries.segments import segment_sizes, segments
from app.security import current_scope, requires
from app.services import saved_views as verbs
from app.templating import can
from models import db
from models.saved_views import SavedView
from views.editing import conflict_page, get_or_404
from views.local import local_path

bp = Blueprint("saved_views", __name__, url_prefix="/views")

Answer = Response | str | tuple[str, int]

BOARDS = ("board", "calendar")


def load(view_id: int) -> SavedView:
    """Return a view that the account may open, or answer «there is no such page»."""
    return get_or_404(questions.view_for(db.session(), view_id, current_user.id))


def load_own(view_id: int) -> SavedView:
    """Return a view that the account may change; somebody else's is as good as missing."""
    view = load(view_id)
    return get_or_404(view if verbs.may_change(view, current_user) else None)


def place_of(view: SavedView) -> str:
    """Return the address that opens a view.

    A list looks up by itself which of the filters still exist; a board is given them.
    """
    sent = {"saved": str(view.id)}
    if view.path.endswith(BOARDS):
        state = state_of(view.params)
        sent = {**state.filters, "q": state.query, **sent}
    return f"{view.path}{'&' if '?' in view.path else '?'}{urlencode(sent)}"


@bp.get("")
@requires(Permission.ACCOUNT_OWN)
def index() -> str:
    """Every view that the account may open, by list; segments with their size now."""
    session = db.session()
    views = questions.views_of_account(session, current_user.id)
    own_segments = segments(session, current_user.id) if can(Permission.CONTACTS_VIEW) else []
    sizes = segment_sizes(session, own_segments, current_scope(), today())
    lists: dict[str, list[SavedView]] = {}
    for view in views:
        lists.setdefault(list_words(view.list_name), []).append(view)
    return render_template(
        "saved_views/index.html",
        lists=sorted(lists.items()),
        segments=list(zip(own_segments, sizes, strict=True)),
        defaults=questions.default_ids(session, current_user.id),
        place_of=place_of,
        may_change=verbs.may_change,
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
def create() -> Answer:
    """Save what a list shows; the form stands in the list's head, and here again when it was refused."""
    form = NewViewForm()
    if not form.is_submitted():
        return redirect(url_for("saved_views.index"))
    back = local_path(form.back.data, "")
    if not (back and form.list_name.data):
        flash(_("Open a list and save what it shows from there."), "info")
        return redirect(url_for("saved_views.index"))
    if form.validate_on_submit():
        try:
            view = verbs.add_view(
                db.session(),
                list_name=form.list_name.data,
                path=list_path(back),
                name=form.name.data,
                state=read_state(form.state.data or ""),
                by=current_user,
                is_shared=bool(form.is_shared.data),
                is_segment=bool(form.is_segment.data),
            )
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("The view “%(name)s” is saved", name=view.name), "success")
            return redirect(place_of(view))
    title = list_words(form.list_name.data)
    return render_template("saved_views/form.html", form=form, view=None, cancel_url=back, list_title=title), 422


def list_path(back: str) -> str:
    """Return the address of a list without what it shows; `view` says which of two lists it is."""
    parts = urlsplit(back)
    kept = [pair for pair in parts.query.split("&") if pair.startswith("view=")]
    return parts.path[:150] + (f"?{kept[0][:40]}" if kept else "")


@bp.route("/<int:view_id>", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
def edit(view_id: int) -> Answer:
    """Rename a view, share it, use it for mailings; somebody else's shared view is opened instead."""
    view = load(view_id)
    if not verbs.may_change(view, current_user) and request.method == "GET":
        return redirect(place_of(view))
    view = load_own(view_id)
    form = ViewForm(obj=view)
    context: dict[str, Any] = {
        "view": view,
        "cancel_url": url_for("saved_views.index"),
        "list_title": list_words(view.list_name),
        "words": list((view.params.get("words") or {}).values()),
    }
    if not form.is_submitted():
        form.show_version(view)
        return render_template("saved_views/form.html", form=form, **context)
    if form.validate_on_submit():
        if form.is_stale(view):
            return conflict_page(form, view, "saved_views/form.html", **context)
        try:
            verbs.change_view(
                db.session(),
                view,
                name=form.name.data,
                is_shared=bool(form.is_shared.data),
                is_segment=bool(form.is_segment.data),
                by=current_user,
            )
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("The view “%(name)s” is saved", name=view.name), "success")
            return redirect(url_for("saved_views.index"))
    return render_template("saved_views/form.html", form=form, **context), 422


@bp.post("/<int:view_id>/update")
@requires(Permission.ACCOUNT_OWN)
def update(view_id: int) -> Response:
    """Let a view show what the list shows now."""
    view, form = load_own(view_id), StateForm()
    verbs.set_state(db.session(), view, read_state(form.state.data or ""), by=current_user)
    flash(_("The view “%(name)s” now shows the present filters", name=view.name), "success")
    return redirect(place_of(view))


@bp.post("/<int:view_id>/default")
@requires(Permission.ACCOUNT_OWN)
def default(view_id: int) -> Response:
    """Open the list with this view from now on, or with everything again."""
    view, form = load(view_id), StateForm()
    on = bool(form.on.data)
    verbs.set_default(db.session(), view, by=current_user, on=on)
    text = (
        _("The list opens with “%(name)s” from now on", name=view.name)
        if on
        else _("The list opens with everything again")
    )
    flash(text, "success")
    return redirect(local_path(request.form.get("back"), url_for("saved_views.index")))


@bp.post("/<int:view_id>/remove")
@requires(Permission.ACCOUNT_OWN)
def remove(view_id: int) -> Response:
    """Delete a view."""
    view = load_own(view_id)
    name = view.name
    verbs.delete_view(db.session(), view, by=current_user)
    flash(_("The view “%(name)s” is deleted", name=name), "success")
    return redirect(url_for("saved_views.index"))
