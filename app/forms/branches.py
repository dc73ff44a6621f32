"""The form of a branch."""

from typing import Any

from wtforms.validators import NumberRange, Optional, ValidationError

from app.forms.base import RecordForm
from app.forms.fields import select, text, whole
from app.forms.numbers import WholeField
from app.i18n import _, _l
from models.branches import BranchKind


class BranchForm(RecordForm):
    """A branch or the central library."""

    name = text(_l("Name"), required=True)
    code = text(
        _l("Code"),
        limit=32,
        required=True,
        description=_l("Short and unchanging: spreadsheets name the branch by it."),
    )
    kind = select(_l("Kind"), BranchKind, default=BranchKind.BRANCH)
    address = text(_l("Address"), limit=300)
    opened_year = WholeField(
        _l("Year of opening"), [Optional(), NumberRange(1500, 2200, _l("Enter a year from %(min)s to %(max)s."))]
    )
    population = whole(
        _l("Population served"),
        most=100_000_000,
        description=_l("Residents for whom the branch works; used in figures per thousand residents."),
    )

    def validate_code(self, field: Any) -> None:
        """Refuse a code that would break apart in a spreadsheet."""
        if field.data and len(field.data.split()) > 1:
            raise ValidationError(_("Use no spaces."))
