"""Pages of partnerships: list and board, record, form, moves, agreements, ledger."""

from flask import Blueprint

bp = Blueprint("partnerships", __name__, url_prefix="/partnerships")

from views.partnerships import (  # noqa: E402, F401
    agreements,
    board,
    ledger,
    moves,
    page,
    records,
)
