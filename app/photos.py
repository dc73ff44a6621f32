"""Photographs made small for reports, kept in the cache folder so that the second report is fast."""

import logging
from pathlib import Path
from tempfile import NamedTemporaryFile

from app.pdf import NotAPicture, shrink_photo
from app.uploads import FileStore, UnknownFile

logger = logging.getLogger("mistok.photos")


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
            small = shrink_photo(original.read_bytes())
        except (UnknownFile, NotAPicture, OSError) as error:
            logger.warning("a photograph cannot be read", extra={"token": token, "reason": str(error)[:200]})
            return None
        self._folder.mkdir(parents=True, exist_ok=True)
        # Two workers may make the same one at once: the rename is atomic.
        with NamedTemporaryFile(dir=self._folder, suffix=".tmp", delete=False) as draft:
            draft.write(small)
        Path(draft.name).replace(place)
        return small
