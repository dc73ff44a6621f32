"""Pages of donations and of the campaigns that ask for them."""

from flask import Blueprint

bp = Blueprint("donations", __name__, url_prefix="/donations")

from views.donations import campaigns, records  # noqa: E402

__all__ = ["bp", "campaigns", "records"]
