"""The guide, in the language of the page."""

from flask import Blueprint, abort, render_template

from app.guide import guide
from app.i18n import locale_code
from app.permissions import Permission
from app.security import requires

bp = Blueprint("guide", __name__, url_prefix="/guide")


@bp.get("")
@requires(Permission.ACCOUNT_OWN)
def index() -> str:
    """Show how each thing is done."""
    try:
        text = guide(locale_code())
    except FileNotFoundError:
        abort(404)
    return render_template("guide/index.html", guide=text)
