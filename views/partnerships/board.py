"""The partnerships as a list and as a board of stages."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from flask import render_template, request, url_for

from app.clock import today
from app.domain.partnerships import STOPPED, StopReason, allowed_moves
from app.i18n import _
from app.labels import choices, label, tone
from app.permissions import Permission
from app.queries import partnerships as questions
from app.queries.partnerships import StageColumn
from app.security import current_scope, requires
from app.templating import can, day, page_url
from models import db
from views.addresses import Addresses
from views.listing import EmptyState, Listing, frame, listing_page, state_from
from views.listing.export import FORMATS
from views.partnerships import bp

# Moves that need an answer first; the page has a dialog for each.
ASKING = frozenset(stage.value for stage in STOPPED)


@bp.get("")
@requires(Permission.PARTNERSHIPS_VIEW)
def index() -> Any:
    """Show the partnerships as a list, or as a board of stages (`?view=board`)."""
    spec = questions.partnership_list(today())
    if request.args.get("view") == "board" and "format" not in request.args:
        columns = questions.board(db.session(), spec, state_from(request.args, spec), current_scope())
        listing = frame(spec, sum(column.count for column in columns))
        listing.export_urls = {kind: page_url(format=kind, view=None, after=None, before=None) for kind in FORMATS}
        _offer_views(listing)
        addresses = Addresses()
        return render_template(
            "partnerships/board.html",
            listing=listing,
            columns=[_board_column(column, addresses) for column in columns],
            asking=ASKING,
            stop_reasons=choices(StopReason),
        )
    return listing_page(spec, _empty(), "partnerships/index.html", adjust=_offer_views)


def _empty() -> EmptyState:
    return EmptyState(
        "people",
        _("No partnerships yet"),
        _("Write down who the library works with, and see whose agreement ends soon."),
        url_for(".create") if can(Permission.PARTNERSHIPS_EDIT) else None,
        _("Add a partnership"),
    )


def _offer_views(listing: Listing) -> None:
    as_board = request.args.get("view") == "board"
    listing.views = [
        ("list-ul", _("List"), page_url(view=None, after=None, before=None), not as_board),
        ("kanban", _("Board"), page_url(view="board", after=None, before=None), as_board),
    ]


def _board_column(column: StageColumn, addresses: Addresses) -> SimpleNamespace:
    more = page_url(view=None, stage=column.stage.value) if column.count > len(column.cards) else None
    now, editable = today(), can(Permission.PARTNERSHIPS_EDIT)
    moves = [(stage.value, label(stage)) for stage in allowed_moves(column.stage)] if editable else []
    return SimpleNamespace(
        key=column.stage.value,
        title=label(column.stage),
        tone=tone(column.stage),
        count=column.count,
        cards=[_board_card(row, moves, now, addresses) for row in column.cards],
        more_url=more,
    )


def _board_card(row: Any, moves: list[tuple[str, str]], now: date, addresses: Addresses) -> SimpleNamespace:
    until = questions.end_day(row.agreement_until)
    where = row.branch_name or label(row.scope)
    return SimpleNamespace(
        id=row.id,
        version=row.version,
        title=row.display_name,
        url=addresses.of(".show", {"partnership_id": row.id}),
        move_url=addresses.of(".move", {"partnership_id": row.id}),
        note=f"{label(row.partner_type)} · {where}",
        amount_text=label(row.commitment) if row.commitment else "",
        due_text=_("until %(day)s", day=day(until)) if until else "",
        due_tone=questions.until_tone(until, now) or "neutral",
        who=row.owner_name or "",
        moves=moves,
    )
