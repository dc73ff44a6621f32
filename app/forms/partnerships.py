"""Forms of partnerships."""

from app.domain.partnerships import BranchScope, CommitmentLevel, PartnershipStage, PartnerType, StopReason
from app.forms.base import RecordForm
from app.forms.fields import ContactField, IdSelectField, long_text, select
from app.i18n import _l


class PartnershipForm(RecordForm):
    """What the institution and the partner have agreed on."""

    partner_type = select(_l("Type of partner"), PartnerType)
    scope = select(_l("Who cooperates"), BranchScope, default=BranchScope.ALL)
    branch_id = IdSelectField(_l("Branch"))
    owner_id = IdSelectField(_l("Responsible"))
    commitment = select(_l("Level of commitment"), CommitmentLevel, blank=_l("Not decided yet"))
    partner_gives = long_text(_l("What the partner gives"))
    library_gives = long_text(_l("What the library gives"))


class NewPartnershipForm(PartnershipForm):
    """The same with the organisation and the stage in which the partnership is entered."""

    organisation = ContactField(_l("Organisation"), kind="organisation", required=True)
    stage = select(_l("Stage"), PartnershipStage, default=PartnershipStage.IDENTIFIED)


class MoveForm(RecordForm):
    """A move to another stage, from the board or from the record."""

    stage = select(_l("Stage"), PartnershipStage)
    reason_code = select(_l("Why it is paused or ended"), StopReason, blank=_l("Choose a reason"))
    reason = long_text(_l("In your own words"), limit=2000)
