"""The saved views in the head of a list: tabs, what can be saved, and the view that a list opens with."""

import json
from collections.abc import Sequence

from flask import request, url_for
from flask_login import current_user

from app.domain.saved_views import SavedState, state_of
from app.permissions import Permission
from app.queries.listing import ListSpec, ListState
from app.queries.saved_views import views_of_list
from app.services.saved_views import may_change
from app.templating import can
from models import db
from models.saved_views import SavedView
from views.listing.filters import chosen_words, filter_views
from views.listing.shapes import FilterView, SavedViews, ViewTab

ARGUMENT = "saved"
EVERYTHING = "0"
SEGMENT_LIST = "contacts"


def _views(spec: ListSpec) -> tuple[list[SavedView], int | None]:
    """Return the views of a list and the default's id, asked once in a request."""
    info = db.session().info
    kept: dict[str, tuple[list[SavedView], int | None]] = info.setdefault("views_of_lists", {})
    if spec.name not in kept:
        kept[spec.name] = views_of_list(db.session(), spec.name, current_user.id)
    return kept[spec.name]


def opened_view(spec: ListSpec) -> str | None:
    """Return where an address without filters leads: to the view it names, or the one the account opens lists with."""
    if request.headers.get("HX-Request") or set(request.args) - {"view", ARGUMENT}:
        return None
    views, default = _views(spec)
    wanted = request.args.get(ARGUMENT) or str(default)
    view = next((item for item in views if str(item.id) == wanted), None)
    if view is None:
        return None
    state = state_of(view.params)
    offered = filter_views(spec, ListState(state.query, state.filters))
    kept = _still_there(state, spec, {item.key: item for item in offered})
    is_there_already = ARGUMENT in request.args and not (kept.filters or kept.query or kept.sort)
    return None if is_there_already else _url(str(view.id), kept)


def _url(chosen: str, state: SavedState) -> str:
    arguments: dict[str, str] = {**state.filters, "q": state.query, "sort": state.sort}
    arguments |= {"view": request.args.get("view", ""), ARGUMENT: chosen}
    wanted = {key: value for key, value in arguments.items() if value}
    return url_for(str(request.endpoint), **{**(request.view_args or {}), **wanted})  # type: ignore[arg-type]


def saved_views(spec: ListSpec, state: ListState, filters: Sequence[FilterView]) -> SavedViews:
    """Return the views of a list as its head shows them; costs one statement."""
    views, default = _views(spec)
    offered = {item.key: item for item in filters}
    asked_for = request.args.get(ARGUMENT, "")
    chosen = next((view for view in views if str(view.id) == asked_for), None)
    tabs = []
    for view in views:
        kept = _still_there(state_of(view.params), spec, offered)
        tabs.append(_tab(view, _url(str(view.id), kept), is_active=view is chosen, is_default=view.id == default))
    now = SavedState(
        state.query,
        {key: value for key, value in state.filters.items() if value},
        {item.key: f"{item.label}: {chosen_words(item)}" for item in filters if item.value},
        state.sort,
    )
    then = _still_there(state_of(chosen.params), spec, offered) if chosen else SavedState()
    missing = []
    if chosen:
        before = state_of(chosen.params)
        lost = [key for key, value in before.filters.items() if then.filters.get(key) != value]
        missing = [before.words.get(key) or key for key in lost]
    return SavedViews(
        list_name=spec.name,
        tabs=tabs,
        everything_url=_url(EVERYTHING if default else "", SavedState()),
        state=json.dumps(now.as_json(), ensure_ascii=False, separators=(",", ":")),
        back=request.full_path.rstrip("?"),
        current=next((tab for tab in tabs if tab.active), None),
        changed=chosen is not None and (now.query, now.filters, now.sort) != (then.query, then.filters, then.sort),
        may_change=chosen is not None and may_change(chosen, current_user),
        may_share=can(Permission.VIEWS_SHARE),
        may_segment=spec.name == SEGMENT_LIST and can(Permission.CONTACTS_EDIT),
        missing=missing,
    )


def _tab(view: SavedView, url: str, *, is_active: bool, is_default: bool) -> ViewTab:
    return ViewTab(
        view.id,
        view.name,
        url,
        is_active,
        view.is_shared,
        view.is_segment,
        is_default,
    )


def _still_there(state: SavedState, spec: ListSpec, offered: dict[str, FilterView]) -> SavedState:
    """Return a view's state without the filters, and the values of choices, that no longer exist.

    A choice that has nothing to choose from is not among the offered filters. Branches stay as they are, since
    those who see one branch are not offered any.
    """
    kinds = {item.key: item.kind for item in spec.filters}
    filters = {}
    for key, value in state.filters.items():
        kept = value if key in kinds else ""
        if kinds.get(key) in {"choice", "multi"}:
            known = {option for option, _text in offered[key].choices} if key in offered else set()
            kept = ",".join(part for part in value.split(",") if part in known)
        if kept:
            filters[key] = kept
    return SavedState(state.query, filters, state.words, state.sort)
