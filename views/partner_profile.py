"""The profile of a partner as a PDF of one page, in the reports' part of the addresses."""

from flask import Blueprint, Response, request, send_file
from flask_login import current_user

from app.clock import today
from app.i18n import LOCALES, locale_code
from app.live_report import report_files
from app.partner_profile_pdf import file_name, profile_pdf
from app.permissions import Permission
from app.queries.partner_profile import partner_profile
from app.queries.rates import base_currency
from app.security import current_scope, requires
from app.services.letter_values import library_name
from models import db
from views.partnerships.page import load

bp = Blueprint("partner_profile", __name__, url_prefix="/reports/partnerships")


@bp.get("/<int:partnership_id>.pdf")
@requires(Permission.PARTNERSHIPS_VIEW)
def pdf(partnership_id: int) -> Response:
    """The profile from the present data: `?lang=uk|en`, `?download=1` to save it."""
    partnership = load(partnership_id)
    wanted = request.args.get("lang", "")
    locale = wanted if wanted in LOCALES else locale_code()
    profile = partner_profile(
        db.session(),
        partnership,
        reader=current_user,
        scope=current_scope(),
        today=today(),
        locale=locale,
        institution=library_name(db.session(), locale),
        base=base_currency(),
    )
    return send_file(
        profile_pdf(profile, report_files()),
        mimetype="application/pdf",
        as_attachment=request.args.get("download") == "1",
        download_name=file_name(profile),
    )
