"""Files that people upload: checked by their content, kept under random names outside the web root."""

from app.uploads.kinds import Kind, UploadCode, UploadRefused
from app.uploads.store import FileStore, StoredFile, UnknownFile

__all__ = ["FileStore", "Kind", "StoredFile", "UnknownFile", "UploadCode", "UploadRefused"]
