"""The form of a stage: names, place, probability, approvals, and what it asks for."""

from typing import Any

from app.domain.grant_stages import MOST_PERCENT, Requirement
from app.domain.roles import Approver
from app.forms.base import RecordForm
from app.forms.calls import KindsField
from app.forms.fields import IdSelectField, text, whole
from app.i18n import _l
from app.services.grant_stages import StageData


class StageForm(RecordForm):
    """A stage as the administrator sets it; empty names are those that are built in.

    The view takes out `probability` where it is certain, and `approvers` where nobody approves.
    """

    name_uk = text(_l("Name in Ukrainian"), limit=60)
    name_en = text(_l("Name in English"), limit=60)
    place = IdSelectField(_l("Place among its kind"))
    probability: Any = whole(_l("Probability, %"), most=MOST_PERCENT)
    approvers: Any = KindsField(_l("Approval before leaving the stage"), Approver)
    requirements = KindsField(_l("What an application needs to enter the stage"), Requirement)

    def stage_data(self) -> StageData:
        """Return what was typed, for the service."""
        return StageData(
            name_uk=self.name_uk.data or "",
            name_en=self.name_en.data or "",
            place=self.place.data,
            probability=self.probability.data if self.probability is not None else None,
            approvers=self.approvers.data if self.approvers is not None else (),
            requirements=self.requirements.data,
        )
