"""The board of applications: a column for each stage that somebody works in."""

from types import SimpleNamespace
from typing import Any

from flask import render_template, request, url_for

from app.domain.grants import LOST_STAGES, LossReason, Stage, StageKind, allowed_moves, stage_kind
from app.i18n import _
from app.labels import choices, label, tone
from app.permissions import Permission
from app.queries.grant_board import BoardColumn
from app.queries.grant_board import board as ask_board
from app.queries.grant_list import APPLICATION_LIST, due_tone
from app.security import current_scope, requires
from app.templating import can, day, money
from models import db
from views.clock import today
from views.grants import bp
from views.grants.applications import offer_views
from views.listing import frame, state_from

# Moves that need an answer first; the page has a dialog for each.
ASKING = dict.fromkeys((Stage.AWARDED.value, *(stage.value for stage in LOST_STAGES)))


@bp.get("/board")
@requires(Permission.GRANTS_VIEW)
def board() -> str:
    """Show the applications as a board."""
    found = ask_board(db.session(), state_from(request.args, APPLICATION_LIST), current_scope())
    listing = frame(APPLICATION_LIST, found.count)
    offer_views(listing)
    return render_template(
        "grants/board.html",
        listing=listing,
        columns=[_column(column) for column in found.columns],
        lost=found.lost,
        closed=found.closed,
        lost_url=_list_url(kind=StageKind.LOST.value),
        closed_url=_list_url(kind=StageKind.DONE.value),
        asking=ASKING,
        loss_reasons=choices(LossReason),
        today=today(),
    )


def _list_url(**changes: str) -> str:
    kept = {
        item.key: ",".join(request.args.getlist(item.key))
        for item in APPLICATION_LIST.filters
        if request.args.get(item.key)
    }
    return url_for(".index", **{"q": request.args.get("q") or None, **kept, **changes})


def _column(column: BoardColumn) -> SimpleNamespace:
    won = stage_kind(column.stage) is StageKind.WON
    amount = money(column.total, cents=False)
    words = _("Awarded: %(amount)s", amount=amount) if won else _("Requested: %(amount)s", amount=amount)
    return SimpleNamespace(
        key=column.stage.value,
        title=label(column.stage),
        tone=tone(column.stage),
        count=column.count,
        sum_text=words if column.count else "",
        cards=[_card(row) for row in column.cards],
        more_url=_list_url(stage=column.stage.value) if column.count > len(column.cards) else None,
    )


def _card(row: Any) -> SimpleNamespace:
    won = row.awarded_amount is not None
    return SimpleNamespace(
        id=row.id,
        version=row.version,
        title=row.title,
        url=url_for(".show", application_id=row.id),
        move_url=url_for(".move", application_id=row.id),
        note=row.funder,
        amount_text=money(row.awarded_amount if won else row.requested_amount, row.currency, cents=False),
        due_text=day(row.next_due) if row.next_due else "",
        due_tone=due_tone(row.next_due, today()) or "neutral",
        who=row.owner or "",
        moves=[(stage.value, label(stage)) for stage in allowed_moves(row.stage)] if can("grants.edit") else [],
        ready={Stage.AWARDED.value} if won else set(),
    )
