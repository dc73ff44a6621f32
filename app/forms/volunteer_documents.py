"""Forms of volunteers' papers."""

from flask_wtf.file import FileField

from app.domain.volunteer_documents import DocumentKind
from app.forms.base import RecordForm
from app.forms.fields import day, paper_number, select, text
from app.i18n import _l


class DocumentForm(RecordForm):
    """A paper of a volunteer, with its scan."""

    kind = select(_l("Document"), DocumentKind, default=DocumentKind.CONTRACT)
    number = paper_number(_l("Number"), limit=60)
    issued_on = day(_l("Issued on"))
    expires_on = day(_l("Valid until"), description=_l("Leave it empty when the document does not run out."))
    note = text(_l("Where the paper is"), limit=300, description=_l("For example: binder 3, page 12."))
    file = FileField(
        _l("Scan or photo"),
        description=_l("Only those who may change volunteers can open it. It replaces the old one."),
    )
