"""Pictures with their text alternative, scaled to their place."""

from __future__ import annotations

import io
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Emu, Length, Mm

from app.word.xml import printable

# The frames of photographs in the annex: width and height by how many stand side by side.
PHOTO_FRAMES = {2: (Mm(80), Mm(56)), 3: (Mm(52), Mm(37))}


def picture_data(address: str, uploads: Mapping[str, bytes]) -> bytes | None:
    """Return the bytes behind `upload:name` or a `data:` address; everything else stays unloaded."""
    scheme, _colon, rest = address.partition(":")
    if scheme == "upload":
        return uploads.get(rest)
    if scheme == "data" and ";base64," in rest:
        return b64decode(rest.partition(",")[2])
    return None


def add_picture(run: Any, data: bytes, alternative: str, width: Length, height: Length | None = None) -> bool:
    """Put a picture into a run; with a height it is cut to fill the frame. Return False when it is no picture."""
    from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError

    try:
        shape = run.add_picture(io.BytesIO(data))
    except (UnrecognizedImageError, InvalidImageStreamError, UnexpectedEndOfFileError):
        return False
    natural = (shape.width, shape.height)
    if height is None:
        shape.width, shape.height = width, Emu(width * natural[1] // natural[0])
    else:
        shape.width, shape.height = width, height
        _cut(shape, natural, width / height)
    about = shape._inline.docPr
    about.set("descr", printable(alternative))
    about.set("name", f"Picture {about.get('id')}")
    return True


def fit(data_size: tuple[int, int], frame: tuple[Length, Length]) -> Length:
    """Return the width at which a picture fits into a frame."""
    width, height = data_size
    return Emu(min(frame[0], frame[1] * width // height))


def _cut(shape: Any, natural: tuple[int, int], ratio: float) -> None:
    """Cut the longer side evenly on both ends, in thousandths of a per cent, as the PDF does."""
    have = natural[0] / natural[1]
    fill = shape._inline.graphic.graphicData.pic.blipFill
    from docx.oxml.parser import OxmlElement

    rect = OxmlElement("a:srcRect")
    if have > ratio:
        spare = round((1 - ratio / have) * 50_000)
        rect.set("l", str(spare))
        rect.set("r", str(spare))
    else:
        spare = round((1 - have / ratio) * 50_000)
        rect.set("t", str(spare))
        rect.set("b", str(spare))
    fill.find(qn("a:blip")).addnext(rect)
