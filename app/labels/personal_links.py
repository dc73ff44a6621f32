"""Words of the area: personal links of volunteers."""

from typing import Any

from app.domain.personal_links import LinkState
from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {
    LinkState: {
        LinkState.WORKS: _l("Works"),
        LinkState.EXPIRED: _l("Expired"),
        LinkState.REVOKED: _l("Revoked"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    LinkState: {LinkState.WORKS: "success", LinkState.EXPIRED: "neutral", LinkState.REVOKED: "neutral"},
}
REFUSALS: dict[str, Any] = {
    "volunteer_without_email": _l("The volunteer has no e-mail address. Add one to the contact, or make a link here."),
}
