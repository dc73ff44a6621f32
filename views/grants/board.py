"""The board of applications: a column for each stage that somebody works in."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from flask import render_template, request, url_for

from app.amounts import money, typed
from app.clock import today
from app.domain.grants import LOST_STAGES, WON_STAGES, LossReason, Stage, StageKind
from app.i18n import _
from app.labels import choices, label, tone
from app.permissions import Permission
from app.queries.grant_board import BoardColumn
from app.queries.grant_board import board as ask_board
from app.queries.grant_list import APPLICATION_LIST, due_tone
from app.queries.grant_stages import moves_from
from app.security import current_scope, requires
from app.stage_names import present_stages
from app.templating import can, day
from models import db
from views.addresses import Addresses
from views.grants import bp
from views.grants.applications import kept_filters, offer_views
from views.listing import frame, state_from

# Moves that need an answer first; the page has a dialog for each.
ASKING = frozenset(stage.value for stage in (Stage.AWARDED, Stage.SUSPENDED, *LOST_STAGES))


@bp.get("/board")
@requires(Permission.GRANTS_VIEW)
def board() -> str:
    """Show the applications as a board."""
    found = ask_board(db.session(), state_from(request.args, APPLICATION_LIST), current_scope())
    listing = frame(APPLICATION_LIST, found.count)
    offer_views(listing)
    stages = present_stages()
    words, addresses = {stage: label(stage) for stage in stages}, Addresses()
    found.columns.sort(key=lambda column: stages[column.stage].position)
    return render_template(
        "grants/board.html",
        listing=listing,
        columns=[_column(column, words, addresses) for column in found.columns],
        lost=found.lost,
        closed=found.closed,
        on_hold=found.on_hold,
        on_hold_url=_list_url(kind=StageKind.ON_HOLD.value),
        lost_url=_list_url(kind=StageKind.LOST.value),
        closed_url=_list_url(kind=StageKind.DONE.value),
        asking=ASKING,
        loss_reasons=choices(LossReason),
        today=today(),
    )


def _list_url(**changes: str) -> str:
    return url_for(".index", **{**kept_filters(), **changes})


def _column(column: BoardColumn, words: dict[Stage, str], addresses: Addresses) -> SimpleNamespace:
    won = column.stage in WON_STAGES
    amount = money(column.total, cents=False)
    total = _("Awarded: %(amount)s", amount=amount) if won else _("Requested: %(amount)s", amount=amount)
    now, editable = today(), can("grants.edit")
    moves = [(stage.value, words[stage]) for stage in moves_from(present_stages(), column.stage)] if editable else []
    return SimpleNamespace(
        key=column.stage.value,
        title=words[column.stage],
        tone=tone(column.stage),
        count=column.count,
        sum_text=total if column.count else "",
        cards=[_card(row, moves, now, addresses) for row in column.cards],
        more_url=_list_url(stage=column.stage.value) if column.count > len(column.cards) else None,
    )


def _card(row: Any, moves: list[tuple[str, str]], now: date, addresses: Addresses) -> SimpleNamespace:
    won = row.awarded_amount is not None
    may_win = any(stage == Stage.AWARDED for stage, _words in moves)
    return SimpleNamespace(
        id=row.id,
        version=row.version,
        title=row.title,
        url=addresses.of(".show", {"application_id": row.id}),
        move_url=addresses.of(".move", {"application_id": row.id}),
        note=row.funder,
        amount_text=money(row.awarded_amount if won else row.requested_amount, row.currency, cents=False),
        asked=typed(row.requested_amount) if may_win and not won else None,
        due_text=day(row.next_due) if row.next_due else "",
        due_tone=due_tone(row.next_due, now) or "neutral",
        who=row.owner or "",
        moves=moves,
        ready={Stage.AWARDED.value} if won else set(),
    )
