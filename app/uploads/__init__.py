"""Files that people upload: checked by their content, kept under random names outside the web root."""

from app.uploads.kinds import Kind, UploadCode, UploadRefused
from app.uploads.metadata import without_metadata
from app.uploads.store import PHOTOGRAPHS, FileStore, StoredFile, UnknownFile, upload_store

# Of a file that is attached to a record; a field with a limit of its own says so in `data-most`.
MAX_MEGABYTES = 25

__all__ = [
    "MAX_MEGABYTES",
    "PHOTOGRAPHS",
    "FileStore",
    "Kind",
    "StoredFile",
    "UnknownFile",
    "UploadCode",
    "UploadRefused",
    "upload_store",
    "without_metadata",
]
