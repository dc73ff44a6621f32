"""The access log: who opened, printed or exported personal records."""

from app.i18n import _
from app.permissions import Permission
from app.queries.erasures import ACCESSES
from app.security import requires
from views.listing import EmptyState, listing_page
from views.privacy import bp
from views.privacy.common import Answer


@bp.get("/settings/access-log")
@requires(Permission.AUDIT_VIEW)
def accesses() -> Answer:
    """List who looked at what, newest first."""
    title = _("Nobody has looked at a personal record yet")
    empty = EmptyState("eye", title, _("Opening, printing and exporting are written down here."))
    return listing_page(ACCESSES, empty, "privacy/log.html")
