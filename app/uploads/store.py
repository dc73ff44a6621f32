"""Where uploaded files lie: `<root>/ab/cd/<token>`, in a folder that no web server serves."""

import hashlib
import os
import re
import secrets
import tempfile
import time
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO, BinaryIO

from flask import current_app

from app.uploads.kinds import (
    JPEG,
    MAX_PIXELS,
    PNG,
    WEBP,
    FileType,
    Kind,
    UploadCode,
    UploadRefused,
    check_image,
    recognise,
)
from app.uploads.metadata import without_metadata

_CHUNK = 256 * 1024
_TOKEN = re.compile(r"[0-9a-f]{32}")
_MAX_NAME = 120
_MAX_ENDING = 10
_INCOMING = ".incoming"
# What cameras and telephones make, and write beside the picture where and when.
PHOTOGRAPHS = (JPEG, PNG, WEBP)


class UnknownFile(LookupError):
    """There is no stored file of this token, or it is no token at all."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What the database should remember about a stored file.

    Attributes:
        token: the key to open it with.
        filename: the person's own name for it, safe to show and to download under.
        content_type: told by the content.
        size: in bytes.
        sha256: of the content, in hexadecimal.
        kind: told by the content.
    """

    token: str
    filename: str
    content_type: str
    size: int
    sha256: str
    kind: Kind


class FileStore:
    """A folder of uploaded files."""

    def __init__(self, root: Path, *, max_pixels: int = MAX_PIXELS) -> None:
        self._root = root
        self._max_pixels = max_pixels

    def save(
        self,
        stream: IO[bytes],
        filename: str,
        *,
        max_bytes: int,
        allowed: Collection[Kind],
        known: FileType | None = None,
    ) -> StoredFile:
        """Check a stream and keep it; nothing is left behind when it is refused.

        Args:
            stream: the content, read once from where it stands.
            filename: as the person named it.
            max_bytes: the most that is read before refusing.
            allowed: the kinds that this place accepts.
            known: the type of a file that the caller has read itself; its content is not asked again.

        Raises:
            UploadRefused: too_large, empty, type_not_allowed, not_an_image, too_many_pixels.
            OSError: the disk does not take it.
        """
        incoming = self._root / _INCOMING
        incoming.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=incoming, delete=False) as temporary:
            path = Path(temporary.name)
            try:
                size, sha256 = _copy(stream, temporary, max_bytes)
                found = known or self._checked_type(path, filename, allowed)
                if found in PHOTOGRAPHS:
                    size, sha256 = _forget_origin(path)
                token = secrets.token_hex(16)
                target = self._place(token)
                target.parent.mkdir(parents=True, exist_ok=True)
                path.replace(target)
            except BaseException:
                path.unlink(missing_ok=True)
                raise
        return StoredFile(token, display_name(filename, found), found.content_type, size, sha256, found.kind)

    def adopt(self, token: str, filename: str, known: FileType) -> StoredFile:
        """Return what the database should remember about a file that lies in the store already.

        Raises:
            UnknownFile: there is no such file.
        """
        with self.path(token).open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        size = self.path(token).stat().st_size
        return StoredFile(token, display_name(filename, known), known.content_type, size, sha256, known.kind)

    def open(self, token: str) -> BinaryIO:
        """Return the content for reading.

        Raises:
            UnknownFile: there is no such file.
        """
        return self.path(token).open("rb")

    def path(self, token: str) -> Path:
        """Return where the file lies.

        Raises:
            UnknownFile: there is no such file.
        """
        place = self._place(token)
        if not place.is_file():
            raise UnknownFile(token)
        return place

    def replace(self, token: str, data: bytes) -> None:
        """Put other content under a token at once: whoever reads gets all of the old or all of the new.

        Raises:
            UnknownFile: there is no such file.
        """
        place = self.path(token)
        incoming = self._root / _INCOMING
        incoming.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=incoming, delete=False) as temporary:
            path = Path(temporary.name)
            try:
                temporary.write(data)
                temporary.flush()
                os.fsync(temporary.fileno())
                path.replace(place)
            except BaseException:
                path.unlink(missing_ok=True)
                raise

    def delete(self, token: str) -> bool:
        """Remove a file and tell whether there was one.

        Raises:
            UnknownFile: it is no token.
        """
        place = self._place(token)
        existed = place.is_file()
        place.unlink(missing_ok=True)
        return existed

    def sweep(self, kept: Collection[str], *, older_than: timedelta) -> int:
        """Delete the files whose token is not kept and that have lain for longer than `older_than`.

        Returns:
            How many were deleted.
        """
        oldest = time.time() - older_than.total_seconds()
        deleted = 0
        for path in self._root.glob("??/??/*"):
            if path.name not in kept and _TOKEN.fullmatch(path.name) and path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)
                deleted += 1
        return deleted

    def _place(self, token: str) -> Path:
        if not _TOKEN.fullmatch(token):
            raise UnknownFile(token)
        return self._root / token[:2] / token[2:4] / token

    def _checked_type(self, path: Path, filename: str, allowed: Collection[Kind]) -> FileType:
        found = recognise(path, filename)
        if found is None or found.kind not in allowed:
            only_images = set(allowed) == {Kind.IMAGE}
            raise UploadRefused(UploadCode.NOT_AN_IMAGE if only_images else UploadCode.TYPE_NOT_ALLOWED)
        if found.kind is Kind.IMAGE:
            check_image(path, max_pixels=self._max_pixels)
        return found


def _forget_origin(path: Path) -> tuple[int, str]:
    """Keep a photograph without its place, time and camera; return the size and the checksum of what is kept."""
    data = without_metadata(path.read_bytes())
    path.write_bytes(data)
    return len(data), hashlib.sha256(data).hexdigest()


def upload_store() -> FileStore:
    """Return the store of the application that runs."""
    return FileStore(current_app.config["DATA_DIR"] / "uploads")


def _copy(stream: IO[bytes], target: IO[bytes], max_bytes: int) -> tuple[int, str]:
    digest = hashlib.sha256()
    size = 0
    while chunk := stream.read(min(_CHUNK, max_bytes + 1 - size)):
        size += len(chunk)
        if size > max_bytes:
            raise UploadRefused(UploadCode.TOO_LARGE)
        digest.update(chunk)
        target.write(chunk)
    if not size:
        raise UploadRefused(UploadCode.EMPTY)
    target.flush()
    os.fsync(target.fileno())
    return size, digest.hexdigest()


def display_name(filename: str, type_: FileType) -> str:
    """Return a name that is safe to show and to save under, and that ends as the content asks.

    Letters of every alphabet stay. Folders, control and direction characters, and what Windows forbids
    go; an ending that does not fit the content gets the right one behind it.

    Args:
        filename: as the person's browser sent it.
        type_: what the file really is.
    """
    name = unicodedata.normalize("NFC", filename).replace("\\", "/").rpartition("/")[2]
    name = "".join(" " if character in '<>:"|?*\t\r\n' else character for character in name)
    name = "".join(character for character in name if character.isprintable())
    name = " ".join(name.split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot or f".{ending.casefold()}" not in type_.endings:
        stem, ending = name, type_.endings[0][1:]
    return f"{stem[: _MAX_NAME - _MAX_ENDING].rstrip('. ') or 'file'}.{ending}"
