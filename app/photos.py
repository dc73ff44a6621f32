"""Photographs made small for reports, kept in the cache folder so that the second report is fast.

An upload is made small once, for every use. A report makes it smaller still for the frame in which it is printed.
"""

import hashlib
import io
import logging
from pathlib import Path
from tempfile import NamedTemporaryFile

from app.pdf import NotAPicture, shrink_photo
from app.uploads import FileStore, UnknownFile

# Frames of the annex in millimetres: two photographs side by side, or three.
FRAMES = {2: (82.0, 57.0), 3: (53.3, 38.0)}
TWO_ABREAST = 6
# What print needs; a picture a little larger than its frame asks for is not worth another loss of quality.
DOTS_AN_INCH = 220
_WORTH_IT = 0.85
_QUALITY = 80

logger = logging.getLogger("mistok.photos")


def small_photo(data: bytes) -> bytes:
    """Return a photograph as reports read and freeze it; raises `NotAPicture`."""
    return shrink_photo(data, quality=88)


class SmallPhotos:
    """The uploaded photographs of one data folder, small."""

    def __init__(self, data_dir: Path) -> None:
        self._store = FileStore(data_dir / "uploads")
        self._folder = data_dir / "cache" / "photos"

    def read(self, token: str) -> bytes | None:
        """Return a photograph as a small JPEG, or None when its file is missing or is no picture.

        An upload never changes under its token, therefore a small one that was made once stays right.
        """
        place = self._folder / f"{token}.jpg"
        try:
            original = self._store.path(token)
            if place.is_file():
                return place.read_bytes()
            small = small_photo(original.read_bytes())
        except (UnknownFile, NotAPicture, OSError) as error:
            logger.warning("photograph %s cannot be read: %s", token, str(error)[:200])
            return None
        self._keep(place, small)
        return small

    def fitted(self, data: bytes, frame: tuple[float, float]) -> bytes:
        """Return a small photograph with the pixels that print needs to fill a frame, given in millimetres.

        What cannot be read is returned as it is.
        """
        name = hashlib.sha256(f"{frame} {DOTS_AN_INCH} {_QUALITY}".encode() + data).hexdigest()[:32]
        place = self._folder / f"{name}.jpg"
        if place.is_file():
            return place.read_bytes()
        made = _for_frame(data, frame)
        if made is not data:
            self._keep(place, made)
        return made

    def forget(self) -> None:
        """Delete all that was made small; what is still needed is made again."""
        for path in self._folder.glob("*.jpg"):
            path.unlink(missing_ok=True)

    def _keep(self, place: Path, data: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        # Two workers may make the same one at once: the rename is atomic.
        with NamedTemporaryFile(dir=self._folder, suffix=".tmp", delete=False) as draft:
            draft.write(data)
        Path(draft.name).replace(place)


def frame_of(count: int) -> tuple[float, float]:
    """Return the frame in which each of so many photographs of an annex is printed."""
    return FRAMES[2 if count <= TWO_ABREAST else 3]


def _for_frame(data: bytes, frame: tuple[float, float]) -> bytes:
    from PIL import Image, UnidentifiedImageError

    try:
        picture = Image.open(io.BytesIO(data))
        wanted = [side / 25.4 * DOTS_AN_INCH for side in frame]
        share = max(wanted[0] / picture.width, wanted[1] / picture.height)
        if share >= _WORTH_IT:
            return data
        size = (round(picture.width * share), round(picture.height * share))
        smaller = picture.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    except (UnidentifiedImageError, OSError):
        return data
    out = io.BytesIO()
    smaller.save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return out.getvalue()
