"""The form in which the director and the accountant approve an application or return it."""

from wtforms import HiddenField, StringField

from app.domain.grant_approvals import Decision
from app.forms.base import RecordForm
from app.forms.fields import long_text
from app.i18n import _l


class ApprovalForm(RecordForm):
    """A decision, named by the button alone (a field of the same name on the page would be read first), with a note.

    `seen` tells for which money the page was drawn, which somebody may have changed meanwhile.
    """

    decision = StringField()
    seen = HiddenField()
    note = long_text(_l("Note"), limit=2000)

    @property
    def decided(self) -> Decision | None:
        """Return the decision whose button was pressed."""
        return Decision(self.decision.data) if self.decision.data in frozenset(Decision) else None
