"""The look of a Word file: page, fonts, styles of paragraphs, and numbering of lists."""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from app.word.xml import Element, make, put

FONT = "Calibri"
TEXT_WIDTH = Mm(168)
LANGUAGES = {"uk": "uk-UA", "en": "en-GB"}

# Name: size, bold, colour, space before, space after, and whether it stays with what follows.
_STYLES: dict[str, tuple[float, bool, str, float, float, bool]] = {
    "Normal": (10.5, False, "1D2433", 0, 6, False),
    "Title": (28, True, "1F4182", 0, 12, True),
    "Agreement Title": (16, True, "1D2433", 0, 10, True),
    "Subtitle": (14, True, "B9741A", 60, 8, True),
    "Heading 1": (17, True, "1F4182", 24, 8, True),
    "Heading 2": (12.5, True, "1D2433", 14, 5, True),
    "Heading 3": (11.5, True, "1D2433", 12, 4, True),
    "Heading 4": (10.5, True, "596171", 10, 4, True),
    "TOC Heading": (17, True, "1F4182", 0, 10, True),
    "Caption": (9.5, True, "1D2433", 10, 4, True),
    "Note": (9, False, "596171", 3, 10, False),
    "Missing": (10, False, "754604", 4, 8, False),
    "Quote": (10.5, False, "1D2433", 6, 8, False),
    "Institution": (12, False, "1F4182", 0, 0, False),
    "Call": (12.5, False, "596171", 0, 24, False),
    "Table Text": (9, False, "1D2433", 2, 2, False),
    "Figure Value": (20, True, "1F4182", 0, 0, True),
    "Figure Name": (9, False, "596171", 0, 2, False),
    "Signature Line": (10, False, "1D2433", 22, 2, False),
    "Header": (8.5, False, "596171", 0, 0, False),
    "Footer": (8.5, False, "596171", 0, 0, False),
    "TOC 1": (11, False, "1D2433", 0, 5, False),
    "List Item": (10.5, False, "1D2433", 0, 3, False),
}
# Kinds of lists: points, numbers, and the sections of an agreement with their points (1., 1.1.).
BULLETS, NUMBERS, SECTIONS = 1, 2, 3
_LEVELS = 6


def dress(document: Any, locale: str) -> None:
    """Give an empty document our page, fonts and styles, and its language for the spelling check."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(22), Mm(20)
    section.top_margin, section.bottom_margin = Mm(25), Mm(22)
    section.header_distance, section.footer_distance = Mm(12), Mm(11)
    for name, settings in _STYLES.items():
        _style(document, name, *settings)
    document.styles["Quote"].font.italic = True
    document.styles["Quote"].paragraph_format.left_indent = Mm(5)
    _link_style(document)
    _language(document, LANGUAGES.get(locale, "uk-UA"))
    _numbering(document)


def _style(
    document: Any, name: str, size: float, bold: bool, colour: str, before: float, after: float, keep: bool
) -> None:
    known = {style.name for style in document.styles}
    style = document.styles[name] if name in known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if name != "Normal" and name not in known:
        style.base_style = document.styles["Normal"]
    style.hidden = False
    style.font.size, style.font.bold, style.font.color.rgb = Pt(size), bold, RGBColor.from_string(colour)
    style.font.italic = False
    _font(style.element.get_or_add_rPr())
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.keep_with_next = Pt(before), Pt(after), keep
    if name == "Title":
        for border in style.element.pPr.findall(qn("w:pBdr")):
            style.element.pPr.remove(border)
    if name == "TOC Heading":
        _no_outline(style.element)


def _no_outline(style: Element) -> None:
    """The heading of the contents is no part of the contents."""
    for level in style.pPr.findall(qn("w:outlineLvl")):
        style.pPr.remove(level)
    put(style.pPr, "w:outlineLvl", val=9)


def _font(settings: Element) -> None:
    fonts = settings.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), FONT)


def _link_style(document: Any) -> None:
    style = document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    style.font.color.rgb, style.font.underline = RGBColor.from_string("1F4182"), True


def _language(document: Any, language: str) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    put(defaults, "w:lang", val=language, eastAsia=language, bidi="ar-SA")
    theme = document.settings.element.find(qn("w:themeFontLang"))
    if theme is not None:
        theme.set(qn("w:val"), language)
    document.core_properties.language = language


def _numbering(document: Any) -> None:
    """Our kinds of lists in place of those of the template."""
    numbering = document.part.numbering_part.element
    for old in list(numbering):
        numbering.remove(old)
    for number, code, text in ((BULLETS, "bullet", "•"), (NUMBERS, "decimal", "%{level}.")):
        kind = put(numbering, "w:abstractNum", abstractNumId=number)
        put(kind, "w:multiLevelType", val="multilevel")
        for level in range(_LEVELS):
            row = put(kind, "w:lvl", ilvl=level)
            put(row, "w:start", val=1)
            put(row, "w:numFmt", val=code)
            put(row, "w:lvlText", val=text.format(level=level + 1))
            put(row, "w:lvlJc", val="left")
            put(put(row, "w:pPr"), "w:ind", left=340 * (level + 1), hanging=340)
    kind = put(numbering, "w:abstractNum", abstractNumId=SECTIONS)
    put(kind, "w:multiLevelType", val="multilevel")
    for level, text in enumerate(("%1.", "%1.%2.")):
        row = put(kind, "w:lvl", ilvl=level)
        put(row, "w:start", val=1)
        put(row, "w:numFmt", val="decimal")
        put(row, "w:lvlText", val=text)
        put(row, "w:lvlJc", val="left")
        put(put(row, "w:pPr"), "w:ind", left=620, hanging=620)


def new_list(document: Any, kind: int, start: int = 1) -> int:
    """Return the number of a new list that begins to count anew."""
    numbering = document.part.numbering_part.element
    number = len(numbering.findall(qn("w:num"))) + 1
    entry = make("w:num", numId=number)
    put(entry, "w:abstractNumId", val=kind)
    if kind == NUMBERS:
        put(put(entry, "w:lvlOverride", ilvl=0), "w:startOverride", val=start)
    numbering.append(entry)
    return number
