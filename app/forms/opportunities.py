"""Forms of opportunities."""

from wtforms import BooleanField

from app.domain.opportunities import OpportunityKind, Visibility
from app.domain.shifts import MOST_NEEDED
from app.domain.volunteers import MIN_AGE
from app.forms.base import RecordForm
from app.forms.fields import Filled, IdSelectField, WordsField, day, long_text, select, text, whole
from app.i18n import _l


class OpportunityForm(RecordForm):
    """Work for which volunteers are wanted."""

    ordered = (("starts_on", "ends_on", "opportunity_dates"),)

    title = text(_l("What has to be done"), required=True)
    branch_id = IdSelectField(_l("Branch"), [Filled()])
    kind = select(_l("How often"), OpportunityKind, default=OpportunityKind.RECURRING)
    description = long_text(_l("About the work"))
    skills = WordsField(_l("Skills"), limit=80)
    needed = whole(_l("How many people in all"), least=1, most=MOST_NEEDED)
    min_age = whole(_l("Least age"), least=MIN_AGE, most=99, default=MIN_AGE, required=True)
    visibility = select(_l("Who sees it"), Visibility, default=Visibility.VOLUNTEERS)
    self_signup = BooleanField(_l("Volunteers take places in shifts themselves"))
    starts_on = day(_l("From"))
    ends_on = day(_l("Until"))
    owner_id = IdSelectField(_l("Who answers for it"))
    event_id = IdSelectField(_l("Event"))
    application_id = IdSelectField(_l("Grant"))
