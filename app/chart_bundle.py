"""The script that draws a chart specification on a page, built once from the installed Vega library."""

import subprocess
import sys
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

# `ast` avoids eval and the three styling options avoid inline style elements: both are refused by
# the product's content security policy.
_SNIPPET = """
const SAFE = { mode: "vega-lite", actions: false, renderer: "svg", ast: true, defaultStyle: false,
  tooltip: { disableDefaultStyle: true } };
export function draw(element, spec, { dark = false, ...options } = {}) {
  const colours = dark ? spec.usermeta?.dark : null;
  const text = JSON.stringify(spec);
  const drawn = JSON.parse(colours ? text.replace(/#[0-9a-f]{6}/g, (c) => colours[c] ?? c) : text);
  for (const view of drawn.vconcat ?? []) view.width = Math.max(160, element.clientWidth - 72);
  const fields = drawn.hconcat;
  if (fields && element.clientWidth < 700) {
    for (const view of fields) {
      view.width = Math.max(120, element.clientWidth - 190);
      view.encoding.y.axis.labels = true;
    }
    drawn.vconcat = fields;
    delete drawn.hconcat;
  } else if (fields) {
    const free = element.clientWidth - 200 - drawn.spacing * fields.length;
    for (const view of fields) view.width = free / fields.length;
  }
  return vegaEmbed(element, drawn, { ...SAFE, ...options });
}
export { vegaEmbed as embed, vega };
"""
_BUILD = """
import sys, vl_convert
bundle = vl_convert.javascript_bundle(sys.stdin.buffer.read().decode())
sys.stdout.buffer.write(bundle.encode())
"""


@cache
def bundle_name() -> str:
    """File name of the bundle: it changes with the library's version and with our own lines."""
    from importlib.metadata import version

    tag = sha256((version("vl-convert-python") + _SNIPPET).encode()).hexdigest()[:10]
    return f"vega-{tag}.js"


def ensure_bundle(path: Path) -> Path:
    """Write the ES module with `draw`, `embed` and `vega` to `path` unless it is there; return `path`.

    Takes about two seconds once. Two workers may build at the same time: each
    writes its own temporary file and the rename is atomic. The library takes
    a hundred megabytes to build it and keeps them, so a process of its own does.
    """
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("wb", dir=path.parent, suffix=".tmp", delete=False) as draft:
        subprocess.run([sys.executable, "-c", _BUILD], input=_SNIPPET.encode(), stdout=draft, check=True)  # noqa: S603
    return Path(draft.name).replace(path)
