"""Web fonts cut from the installed Source Sans Pro: Latin and Cyrillic only, as WOFF2.

The wheel holds desktop fonts of about 300 kB each. A page needs a tenth of
that, so each weight is subset once and kept in the cache folder.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from tempfile import NamedTemporaryFile

WEIGHTS: dict[int, str] = {400: "Regular", 600: "Semibold", 700: "Bold"}

FACE_CSS = "".join(
    "@font-face{font-family:'Source Sans Pro';font-style:normal;font-display:swap;"
    f"font-weight:{weight};src:url('source-sans-pro-{weight}.woff2') format('woff2')}}\n"
    for weight in WEIGHTS
)

# Latin with its extensions, Cyrillic, typographic signs, currency signs, №, arrows and minus.
_RANGES = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x2BC, 0x2BC), (0x301, 0x301), (0x400, 0x52F), (0x2010, 0x2044),
    (0x20A0, 0x20BF), (0x2116, 0x2116), (0x2122, 0x2122), (0x2190, 0x2193), (0x2212, 0x2212),
    (0x2248, 0x2248), (0x2264, 0x2265),
)  # fmt: skip


def ensure_webfont(path: Path, weight: int) -> Path:
    """Write the subset of one weight to `path` unless it is there; return `path`.

    Raises KeyError for a weight outside `WEIGHTS`. Two workers may build at the
    same time: each writes its own temporary file and the rename is atomic.
    """
    name = WEIGHTS[weight]
    if path.exists():
        return path
    from fontTools import subset  # type: ignore[import-untyped]
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    font = TTFont(str(files("font_source_sans_pro") / f"files/SourceSansPro-{name}.ttf"))
    options = subset.Options()
    options.layout_features = ["kern", "liga", "locl", "mark", "ccmp", "pnum", "case", "frac"]
    options.hinting = False
    worker = subset.Subsetter(options)
    worker.populate(unicodes=[code for first, last in _RANGES for code in range(first, last + 1)])
    worker.subset(font)
    font.flavor = "woff2"
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, suffix=".tmp", delete=False) as draft:
        font.save(draft)
    return Path(draft.name).replace(path)
