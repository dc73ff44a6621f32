"""Words of the area: files."""

from typing import Any

from app.i18n import _l
from app.uploads import UploadCode

LABELS: dict[Any, dict[Any, Any]] = {}
TONES: dict[Any, dict[Any, str]] = {}
UPLOADS: dict[UploadCode, Any] = {
    UploadCode.TOO_LARGE: _l("“%(value)s” is larger than %(most)s MB. Choose a smaller file."),
    UploadCode.EMPTY: _l("“%(value)s” is empty. Check the file and choose it again."),
    UploadCode.TYPE_NOT_ALLOWED: _l(
        "“%(value)s” cannot be attached. Choose a picture, a PDF, a Word or Excel document, or plain text."
    ),
    UploadCode.NOT_AN_IMAGE: _l("“%(value)s” cannot be read as a picture. Save it as JPEG or PNG and try again."),
    UploadCode.TOO_MANY_PIXELS: _l("The picture “%(value)s” has too many pixels. Make it smaller and try again."),
}
REFUSALS: dict[str, Any] = {
    **{f"file_{code}": words for code, words in UPLOADS.items()},
    "no_file": _l("Choose a file first."),
}
