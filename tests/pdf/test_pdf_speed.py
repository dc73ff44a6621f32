"""The quicker steps of setting: the same bytes as the library's own, for the versions that they were written for."""

import subprocess
import sys
from importlib.metadata import version

from app.pdf_speed import MEASURED
from config import ROOT

# Lengths of every kind: shares, sums, boxes that count their border in, borders that meet, positions, two columns.
PAGE = """
<html lang="en"><head><title>Lengths</title><style>
@page { size: 90mm 60mm; margin: 10%; @bottom-right { content: counter(page) "/" counter(pages) } }
body { font: 9pt/1.3 sans-serif }
.share { width: 40%; margin: 2% auto; padding: 1% 2mm; min-height: 10%; max-width: 50mm; border: 1pt solid }
.counted { box-sizing: border-box; width: 30mm; height: 12mm; padding: 2mm; border: 2pt solid red }
.sum { width: calc(50% + 3mm); margin-left: calc(2mm + 1pt) }
.set { position: absolute; top: 5%; right: 1mm; width: 10mm }
.row { display: flex; gap: 2mm } .row p { width: 33%; margin: 0 }
.cut { width: 12mm; white-space: nowrap; overflow: hidden; text-overflow: ellipsis } .wide { text-align: justify }
.columns { columns: 2 } .letter::first-letter { font-size: 200%; float: left }
table { width: 100%; border-collapse: collapse } .apart { border-collapse: separate; border-spacing: 1mm }
td, th { border-bottom: 0.4pt solid; padding: 1mm 5% } tr:first-child th { border: 2pt solid blue }
</style></head><body>
<h1 id="a">Lengths</h1><div class="share">A share <b style="font-size: 120%">of <i>it</i></b></div>
<div class="counted">Counted</div><p class="sum">A sum</p>
<p class="cut">Cut at the end</p><p class="cut">Cut at the end</p>
<div class="wide"><p>Some words that fill<p>Some words that fill the width of a line and of another one</div>
<p class="set">Set</p><div class="row"><p>One<p>Two</div>
<div class="columns letter">Words that are laid in two columns, one after the other, until they end.</div>
TABLES<ol><li>One<li>Two</ol><p><a href="#a">Up</a></p></body></html>
"""
ROWS = "".join(
    f"<tr><td>{n}</td><td>Row <small>{n * 7}</small></td><td>{'words ' * (n % 9)}</td></tr>" for n in range(40)
)
TABLE = f"<thead><tr><th>No.<th>Name<th>Words</tr></thead><tbody>{ROWS}</tbody></table>"
TABLES = f"<table>{TABLE}<table class='apart'>{TABLE}"

SET = """
import sys
if sys.argv[1:] == ["quick"]:
    from app.pdf_imports import load_weasyprint
    load_weasyprint()
    from app.pdf_speed import quicken
    quicken()
from weasyprint import HTML
page = sys.stdin.read()
sys.stdout.buffer.write(HTML(string=page).write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True))
"""


def test_the_quicker_steps_give_the_same_bytes() -> None:
    page = PAGE.replace("TABLES", TABLES).encode()
    plain, quick = (
        subprocess.run([sys.executable, "-c", SET, way], input=page, cwd=ROOT, capture_output=True, check=True).stdout
        for way in ("plain", "quick")
    )
    assert len(plain) > 20_000
    assert quick == plain


def test_what_is_loaded_later_is_there_when_it_is_called() -> None:
    script = """
from app.pdf_imports import load_weasyprint
load_weasyprint()
import sys
assert "fontTools.varLib.merger" not in sys.modules
from weasyprint.pdf.fonts import instantiateVariableFont, subset
assert subset.Options().hinting
try:
    instantiateVariableFont()
except TypeError:
    assert "fontTools.varLib.merger" in sys.modules
"""
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


def test_they_are_those_of_the_installed_versions() -> None:
    """An update of a library has to be measured again: until then long reports are slower, not wrong."""
    assert {name: version(name) for name in MEASURED} == MEASURED
