"""What a file is, told by its content alone."""

import codecs
import mmap
import re
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

MAX_PIXELS = 50_000_000

_HEAD = 1024
_CHUNK = 1024 * 1024
_COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_MARKUP = re.compile(rb"\s*<[!?a-zA-Z]")
_IMAGE_FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}


class Kind(StrEnum):
    """What a file may be."""

    IMAGE = "image"
    PDF = "pdf"
    DOCUMENT = "document"
    SPREADSHEET = "spreadsheet"
    TEXT = "text"


class UploadCode(StrEnum):
    """Why a file was refused."""

    TOO_LARGE = "too_large"
    EMPTY = "empty"
    TYPE_NOT_ALLOWED = "type_not_allowed"
    NOT_AN_IMAGE = "not_an_image"
    TOO_MANY_PIXELS = "too_many_pixels"


class UploadRefused(Exception):
    """A file may not be uploaded; `code` says why, for the page to put into words."""

    def __init__(self, code: UploadCode) -> None:
        super().__init__(str(code))
        self.code = code


@dataclass(frozen=True, slots=True)
class FileType:
    """A recognised type: its kind, its media type, and the file name endings that fit it."""

    kind: Kind
    content_type: str
    endings: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
JPEG = FileType(Kind.IMAGE, "image/jpeg", (".jpg", ".jpeg"))
PNG = FileType(Kind.IMAGE, "image/png", (".png",))
GIF = FileType(Kind.IMAGE, "image/gif", (".gif",))
WEBP = FileType(Kind.IMAGE, "image/webp", (".webp",))
PDF = FileType(Kind.PDF, "application/pdf", (".pdf",))
DOCX = FileType(Kind.DOCUMENT, f"{_OFFICE}wordprocessingml.document", (".docx",))
XLSX = FileType(Kind.SPREADSHEET, f"{_OFFICE}spreadsheetml.sheet", (".xlsx",))
ODT = FileType(Kind.DOCUMENT, f"{_OPEN}text", (".odt",))
ODS = FileType(Kind.SPREADSHEET, f"{_OPEN}spreadsheet", (".ods",))
DOC = FileType(Kind.DOCUMENT, "application/msword", (".doc",))
XLS = FileType(Kind.SPREADSHEET, "application/vnd.ms-excel", (".xls",))
CSV = FileType(Kind.TEXT, "text/csv", (".csv", ".tsv"))
TXT = FileType(Kind.TEXT, "text/plain", (".txt", ".md", ".log"))
# A letter and a file of contact cards are told by reading them whole, never by their beginning.
EML = FileType(Kind.TEXT, "message/rfc822", (".eml",))
VCF = FileType(Kind.TEXT, "text/vcard", (".vcf",))


def recognise(path: Path, filename: str) -> FileType | None:
    """Return the type of a file, or None when it is none of ours.

    Args:
        path: the file, not empty.
        filename: as the person named it; it only tells CSV from other text.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    image = _image_by_signature(head)
    if image:
        return image
    if head.lstrip().startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return _zipped(path)
    if head.startswith(_COMPOUND_FILE):
        return _compound(path)
    if _is_text(path, head):
        return CSV if filename.casefold().endswith(CSV.endings) else TXT
    return None


def check_image(path: Path, *, max_pixels: int = MAX_PIXELS) -> None:
    """Decode an image in full, so that what is stored is known to be one.

    Raises:
        UploadRefused: not_an_image, too_many_pixels.
    """
    from PIL import Image, ImageFile

    # The library that sets PDFs lets cut-off pictures pass, for everybody in its process.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(path, formats=tuple(_IMAGE_FORMATS)) as image:
            if image.width * image.height > max_pixels:
                raise UploadRefused(UploadCode.TOO_MANY_PIXELS)
            image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UploadRefused(UploadCode.TOO_MANY_PIXELS) from error
    except (OSError, ValueError, SyntaxError, EOFError, ArithmeticError, LookupError, TypeError) as error:
        raise UploadRefused(UploadCode.NOT_AN_IMAGE) from error


def _image_by_signature(head: bytes) -> FileType | None:
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith((b"GIF87a", b"GIF89a")):
        return GIF
    return WEBP if head.startswith(b"RIFF") and head[8:12] == b"WEBP" else None


def _zipped(path: Path) -> FileType | None:
    """Tell an office document from any other archive; one with macros in it is not welcome."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            declared = b""
            if "mimetype" in names:
                with archive.open("mimetype") as member:
                    declared = member.read(100).strip()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError, EOFError):
        return None
    if any(name.casefold().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names):
        return None
    if "content.xml" in names:
        return {ODT.content_type.encode(): ODT, ODS.content_type.encode(): ODS}.get(declared)
    if "[Content_Types].xml" not in names:
        return None
    if "word/document.xml" in names:
        return DOCX
    return XLSX if "xl/workbook.xml" in names else None


def _compound(path: Path) -> FileType | None:
    """Tell the old Word and Excel formats apart by the streams that the container names."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content.find("_VBA_PROJECT".encode("utf-16-le")) >= 0:
            return None
        if content.find("WordDocument".encode("utf-16-le")) >= 0:
            return DOC
        return XLS if content.find("Workbook".encode("utf-16-le")) >= 0 else None


def _is_text(path: Path, head: bytes) -> bool:
    """Tell whether a file is plain text in UTF-8, UTF-16 or a one-byte Cyrillic encoding."""
    if _MARKUP.match(head.removeprefix(codecs.BOM_UTF8)):
        return False
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decodes(path, "utf-16")
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if _CONTROL.search(chunk):
                return False
    return _decodes(path, "utf-8") or _looks_cyrillic(head)


def _decodes(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding, newline="") as file:
            while chunk := file.read(_CHUNK):
                if "\0" in chunk or chunk.lstrip("\ufeff \r\n\t")[:1] == "<":
                    return False
    except UnicodeError:
        return False
    return True


def _looks_cyrillic(head: bytes) -> bool:
    """In both one-byte encodings most letters lie in the upper quarter of the table."""
    high = [byte for byte in head if byte >= 0x80]
    return sum(byte >= 0xC0 for byte in high) * 2 > len(high)
