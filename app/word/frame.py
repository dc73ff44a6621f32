"""What surrounds the text: contents, running header, page numbers, the mark of a draft."""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement

from app.word import layout
from app.word.blocks import Writer
from app.word.styles import TEXT_WIDTH
from app.word.text import TAB, field, run
from app.word.xml import Element, classes, make, plain, printable, put

_RIGHT = TEXT_WIDTH // 635
_MARKS = {"uk": "ЧЕРНЕТКА", "en": "DRAFT"}
_WATERMARK = """
<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"
  xmlns:o="urn:schemas-microsoft-com:office:office"><w:rPr><w:noProof/></w:rPr><w:pict>
<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"
  path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>
<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>
<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>
<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>
<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800"
  o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/>
<v:handles><v:h position="#0,bottomRight" xrange="6629,14971"/></v:handles><o:lock v:ext="edit" text="t"
  shapetype="t"/></v:shapetype>
<v:shape id="PowerPlusWaterMarkObject1" o:spid="_x0000_s2049" type="#_x0000_t136" alt="{text}"
  style="position:absolute;margin-left:0;margin-top:0;width:440pt;height:92pt;rotation:315;z-index:-251658752;
mso-position-horizontal:center;mso-position-horizontal-relative:margin;
mso-position-vertical:center;mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="#e9dcc3" stroked="f">
<v:fill opacity=".5"/><v:textpath style="font-family:&quot;Calibri&quot;;font-size:1pt;font-weight:bold"
  string="{text}"/></v:shape></w:pict></w:r>
"""


def contents(writer: Writer, section: Element) -> None:
    """Write the heading and a contents field that already shows its entries; Word adds the page numbers."""
    for heading in section.iter("h2"):
        writer.heading(heading, "TOCHeading")
    entries = list(section.iter("a"))
    for place, entry in enumerate(entries):
        line = layout.styled("TOC1")
        tabs = put(line.pPr, "w:tabs")
        put(tabs, "w:tab", val="right", leader="dot", pos=_RIGHT)
        if place == 0:
            _field_mark(line, "begin", dirty="true")
            put(put(line, "w:r"), "w:instrText").text = ' TOC \\o "1-1" \\h \\z \\u '
            _field_mark(line, "separate")
        name = f"_{(entry.get('href') or '').lstrip('#')}"[:40]
        link = put(line, "w:hyperlink", anchor=name, history=1)
        link.append(run(plain(entry)))
        link.append(run(TAB))
        _page_of(link, name)
        if place == len(entries) - 1:
            _field_mark(line, "end")
        writer.add(line)


def _field_mark(holder: Element, kind: str, **attributes: str) -> None:
    put(put(holder, "w:r"), "w:fldChar", fldCharType=kind, **attributes)


def _page_of(link: Element, name: str) -> None:
    _field_mark(link, "begin", dirty="true")
    put(put(link, "w:r"), "w:instrText").text = f" PAGEREF {name} \\h "
    _field_mark(link, "separate")
    _field_mark(link, "end")


def furniture(document: Any, body: Element) -> None:
    """Write the running header and the page numbers, which the cover goes without, and mark a draft."""
    section = document.sections[0]
    about = next((node for node in body.iter("p") if "running" in classes(node)), None)
    words = dict(about.attrib) if about is not None else {}
    header = section.header.paragraphs[0]
    _header(header._p, words)
    if "draft" in classes(body):
        language = "uk" if "lang-uk" in classes(body) else "en"
        header._p.append(parse_xml(_WATERMARK.format(text=_MARKS[language])))
    _footer(section.footer.paragraphs[0]._p, words)


def _header(paragraph: BaseOxmlElement, words: dict[str, str]) -> None:
    shape = _shape(paragraph)
    border = make("w:pBdr")
    put(border, "w:bottom", val="single", sz=4, space=4, color="C9C4B9")
    shape.append(border)
    tabs = put(shape, "w:tabs")
    for place in ("4680", "4513", "9026", "9360"):
        put(tabs, "w:tab", val="clear", pos=place)
    put(tabs, "w:tab", val="right", pos=_RIGHT)
    paragraph.append(run(printable(words.get("data-title", ""))))
    if words.get("data-number"):
        paragraph.append(run(TAB))
        paragraph.append(run(printable(words["data-number"])))


def _footer(paragraph: BaseOxmlElement, words: dict[str, str]) -> None:
    shape = _shape(paragraph)
    put(shape, "w:jc", val="right")
    before = words.get("data-status", "") + words.get("data-page", "")
    if before:
        paragraph.append(run(before))
    field(paragraph, "PAGE", "1")
    paragraph.append(run(words.get("data-of") or " / "))
    field(paragraph, "NUMPAGES", "1")


def _shape(paragraph: BaseOxmlElement) -> Element:
    shape = paragraph.find(qn("w:pPr"))
    if shape is None:
        shape = make("w:pPr")
        paragraph.insert(0, shape)
    return shape
