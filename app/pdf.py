"""PDF documents: HTML set by WeasyPrint with our own fonts and with nothing from outside."""

from __future__ import annotations

import atexit
import io
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from app.column_widths import fit_tables
from app.pdf_imports import load_weasyprint

if TYPE_CHECKING:
    from PIL.Image import Image
    from weasyprint.text.fonts import FontConfiguration

STATIC = Path(__file__).resolve().parent / "static"
_DEJAVU = Path("/usr/share/fonts/truetype/dejavu")

# Source Sans has upright Cyrillic only, so its italics are Roboto's.
_FACES = (
    ("font_source_sans_pro", "SourceSansPro-Regular.ttf", 400, "normal"),
    ("font_source_sans_pro", "SourceSansPro-Semibold.ttf", 600, "normal"),
    ("font_source_sans_pro", "SourceSansPro-Bold.ttf", 700, "normal"),
    ("font_roboto", "Roboto-Italic.ttf", 400, "italic"),
    ("font_roboto", "Roboto-MediumItalic.ttf", 600, "italic"),
)

# One font configuration serves the process: loading the faces costs more than a page, and Fontconfig
# must not be changed by two threads at once.
_LOCK = Lock()
# What WeasyPrint’s own style sheet gives to every element, and no document of ours has.
_NOTES = {"footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback"}
_PARTS_OF_TABLES = {"/Table", "/THead", "/TBody", "/TFoot", "/TR", "/TH", "/TD"}
_TAGGED: dict[str, Any] = {"pdf_variant": "pdf/ua-1", "pdf_tags": True}


class NotAPicture(ValueError):
    """The bytes are no picture that Pillow can read, or one of an unreasonable size."""


def render(html: str, *, stylesheet: str = "css/report.css", uploads: Mapping[str, bytes] | None = None,
           variant: str | None = "pdf/ua-1") -> bytes:  # fmt: skip
    """Return the PDF of a whole HTML document.

    `stylesheet` is a file under `app/static`. The document may refer to `data:` URIs, to our own static
    files as `static:img/mark.svg`, and to files handed in as `upload:<key of uploads>`; every other
    address stays unloaded. `variant` is one of WeasyPrint's, by default tagged PDF/UA-1. Title, language,
    author and dates come from the document's head, so equal input gives equal bytes.
    """
    with _LOCK:
        fonts, sheet = _styles(stylesheet, (STATIC / stylesheet).stat().st_mtime_ns)
        from weasyprint import HTML

        document = HTML(string=html, base_url=None, url_fetcher=_fetcher(uploads or {}))
        fit_tables(document.etree_element)
        result: bytes = document.write_pdf(
            stylesheets=[sheet],
            font_config=fonts,
            pdf_variant=variant,
            pdf_tags=True,
            cache={},
            finisher=_finish_tables,
        )
    return result


def prepare(stylesheet: str = "css/report.css") -> None:
    """Load the library, the fonts and a style sheet before there is anything to set."""
    with _LOCK:
        _styles(stylesheet, (STATIC / stylesheet).stat().st_mtime_ns)


class Bundle:
    """Many short documents set alike: each as a PDF of its own, and all of them as one to print.

    Fonts, the style sheet and pictures are loaded once. Every document stays in memory until the bundle goes, about
    half a megabyte a page.
    """

    def __init__(self, stylesheet: str) -> None:
        self._fonts, self._sheet = _styles(stylesheet, (STATIC / stylesheet).stat().st_mtime_ns)
        self._cache: dict[str, Any] = {}
        self._documents: list[Any] = []

    def add(self, html: str) -> bytes:
        """Set one document and return its PDF; `html` is as for `render`."""
        from weasyprint import HTML

        with _LOCK:
            source = HTML(string=html, base_url=None, url_fetcher=_fetcher({}))
            document = source.render(stylesheets=[self._sheet], font_config=self._fonts, cache=self._cache, **_TAGGED)
            self._documents.append(document)
            result: bytes = document.write_pdf(finisher=_finish_tables, **_TAGGED)
        return result

    def whole(self, title: str) -> bytes:
        """Return all documents as one PDF under a title, in the language of the first; there must be one."""
        pages = [page for document in self._documents for page in document.pages]
        with _LOCK:
            document = self._documents[0].copy(pages)
            document.metadata.title = title
            result: bytes = document.write_pdf(finisher=_finish_tables, **_TAGGED)
        return result


def _finish_tables(_document: Any, pdf: Any) -> None:
    """Complete the tags of tables before the file is written.

    A heading cell says whether it heads a column or a row, for readers that know no ids of headings. What is only
    arranged as a table (it has no heading cell) is no table for those who cannot see it.
    """
    found: dict[int, list[Any]] = {}
    headed = set()
    for element in pdf.objects:
        kind = element.get("S") if isinstance(element, dict) else None
        if kind in _PARTS_OF_TABLES:
            table = _table(pdf, element)
            found.setdefault(id(table), []).append(element)
            if kind == "/TH":
                headed.add(id(table))
                heads_column = _parent(pdf, _parent(pdf, element))["S"] == "/THead"
                element["A"]["Scope"] = "/Column" if heads_column else "/Row"
    for number, elements in found.items():
        for element in () if number in headed else elements:
            element["S"] = "/Div"
            element.pop("A", None)


def _table(pdf: Any, element: Any) -> Any:
    while element["S"] != "/Table":
        element = _parent(pdf, element)
    return element


def _parent(pdf: Any, element: Any) -> Any:
    number = bytes(element.get("P", b"")).split()[:1]
    return pdf.objects[int(number[0])] if number else None


def shrink_photo(data: bytes, max_px: int = 1000, *, quality: int = 78) -> bytes:
    """Return a photograph as a JPEG of at most `max_px` on its longer side, upright, without metadata.

    Place, camera and time are removed on purpose. A photograph of a camera is read at a fraction of its size, so that
    it costs little memory; what has to be read whole may have fewer pixels. Raises `NotAPicture`.
    """
    from PIL import Image as Pictures
    from PIL import ImageOps, UnidentifiedImageError

    try:
        picture: Image = Pictures.open(io.BytesIO(data))
        most = _most_pixels(picture)
        if picture.width * picture.height > most:
            raise NotAPicture(f"more than {most // 1_000_000} megapixels")
        picture.draft("RGB", (max_px, max_px))
        picture = _in_srgb(ImageOps.exif_transpose(picture))
        picture.thumbnail((max_px, max_px), Pictures.Resampling.LANCZOS)
    except (
        UnidentifiedImageError, Pictures.DecompressionBombError, Pictures.DecompressionBombWarning, OSError,
        SyntaxError, ValueError,
    ) as error:  # fmt: skip
        raise NotAPicture(str(error)) from error
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


def _most_pixels(picture: Image) -> int:
    """How large a picture may be: a JPEG from a camera is read at a fraction, a progressive one is held whole."""
    if picture.format == "JPEG":
        return 80_000_000 if picture.info.get("progressive") else 170_000_000
    return 50_000_000


def _in_srgb(picture: Image) -> Image:
    """Flatten transparency on white and convert a wide-gamut picture, so that the profile can go."""
    from PIL import Image as Pictures
    from PIL import ImageCms

    profile = picture.info.get("icc_profile")
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        picture = Pictures.new("RGB", layer.size, "white")
        picture.paste(layer, mask=layer.getchannel("A"))
    if profile and picture.mode in ("RGB", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except ImageCms.PyCMSError:
            converted = None
        picture = converted or picture
    picture = picture.convert("RGB")
    picture.info = {}
    return picture


def _font_css() -> str:
    faces = [(f"font:{package}/{name}", "Source Sans Pro", weight, style) for package, name, weight, style in _FACES]
    if _DEJAVU.is_dir():
        faces.append(("font:dejavu/DejaVuSans.ttf", "DejaVu Sans", 400, "normal"))
        faces.append(("font:dejavu/DejaVuSans-Bold.ttf", "DejaVu Sans", 700, "normal"))
    return "".join(
        f"@font-face{{font-family:'{family}';font-weight:{weight};font-style:{style};src:url('{url}')}}"
        for url, family, weight, style in faces
    )


@cache
def _styles(stylesheet: str, _changed: int) -> tuple[FontConfiguration, Any]:
    """Fonts and the parsed style sheet; a changed file is parsed anew."""
    load_weasyprint()
    from weasyprint import CSS

    from app.pdf_speed import quicken

    quicken()
    _trim_default_styles()
    fonts = _fonts()
    css = _font_css() + (STATIC / stylesheet).read_text(encoding="utf-8")
    return fonts, CSS(string=css, font_config=fonts, url_fetcher=_fetcher({}))


@cache
def _trim_default_styles() -> None:
    """Take notes out of WeasyPrint's own style sheet, and leave list markers to the items of lists.

    It reckons six more styles for every cell of a table, which is a seventh of the time of a long report and as much of
    its memory.
    """
    from weasyprint.html import UA_STYLESHEET

    matcher = UA_STYLESHEET.matcher
    kept = []
    for entry in matcher.other_selectors:
        pseudo = entry[3]
        if pseudo == "marker":
            matcher.lower_local_name_selectors.setdefault("li", []).append(entry)
        elif pseudo not in _NOTES:
            kept.append(entry)
    matcher.other_selectors = kept


@cache
def _fonts() -> FontConfiguration:
    from weasyprint.text.fonts import FontConfiguration

    # Its destructor calls modules that the interpreter takes apart at exit, so it has to go before them.
    atexit.register(_fonts.cache_clear)
    atexit.register(_styles.cache_clear)
    return FontConfiguration()


def _fetcher(uploads: Mapping[str, bytes]) -> Any:
    """A fetcher that knows four schemes and neither the network nor the disk."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFilesOnly(URLFetcher):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(allowed_protocols=["data"], allow_redirects=False)

        def fetch(self, url: str, headers: Any = None) -> Any:
            scheme, _, name = url.partition(":")
            if scheme == "upload" and name in uploads:
                return URLFetcherResponse(url, uploads[name])
            if scheme == "static":
                return URLFetcherResponse(url, _static_file(name))
            if scheme == "font":
                return URLFetcherResponse(url, _font_file(name))
            return super().fetch(url, headers)

    return OwnFilesOnly()


def _static_file(name: str) -> bytes:
    path = (STATIC / name).resolve()
    if not path.is_relative_to(STATIC):
        raise ValueError("outside the static folder")
    return path.read_bytes()


def _font_file(name: str) -> bytes:
    package, _, file = name.partition("/")
    if package == "dejavu" and file in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
        return (_DEJAVU / file).read_bytes()
    if (package, file) not in {face[:2] for face in _FACES}:
        raise ValueError("unknown font")
    return (files(package) / "files" / file).read_bytes()
