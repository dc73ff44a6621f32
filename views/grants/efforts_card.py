"""The card of fundraising efforts on the record of an application or a campaign, with its small form."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_login import current_user

from app.clock import today
from app.domain.investments import EffortSource
from app.forms.fundraising import EffortForm
from app.queries.forecast import forecast_settings
from app.queries.investments import EffortSums, efforts_for
from app.queries.rates import base_currency
from app.security import current_scope
from app.templating import can
from models import db


@dataclass(frozen=True)
class EffortsCard:
    """What the card shows; `form` is None for who may not write efforts down."""

    sums: EffortSums
    form: EffortForm | None
    action: str
    everything: str
    hidden: dict[str, str]
    valued: bool


def efforts_card(source: EffortSource, record_id: int, branch_id: int | None, *, archived: bool) -> EffortsCard | None:
    """Return the card of a record, or None for who may not see what fundraising costs; three statements."""
    if not can("grants.view"):
        return None
    rate = forecast_settings(db.session()).hour_rate
    form = None
    if can("grants.edit") and not archived:
        form = EffortForm(formdata=None, done_on=today())
    record: dict[str, Any] = {source.value: record_id}
    hidden = {
        f"{source.value}_id": str(record_id),
        "who_id": str(current_user.id),
        "branch_id": str(branch_id or ""),
        "currency": base_currency().value,
        "back": f"{request.path}#efforts",
    }
    return EffortsCard(
        efforts_for(db.session(), source, record_id, current_scope(), rate),
        form,
        url_for("grants.create_effort", **record),
        url_for("grants.efforts", **record),
        hidden,
        rate is not None,
    )
