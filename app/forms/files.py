"""What a person may type about files."""

from flask_wtf.file import FileField
from wtforms import BooleanField

from app.forms.base import BaseForm
from app.forms.fields import text
from app.i18n import _l


class UploadForm(BaseForm):
    """One file."""

    file = FileField(_l("File"))


class FileForm(BaseForm):
    """What the report prints with a file."""

    caption = text(_l("Caption"), limit=300)
    credit = text(_l("Photo credit"), limit=200)
    alt_text = text(_l("Description for those who cannot see the photo"), limit=300)
    in_report = BooleanField(_l("Show in the report"))
