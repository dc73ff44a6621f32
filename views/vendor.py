"""Third-party assets, served from the installed wheels by a list of allowed names.

Nothing is copied into the repository. The address carries a digest of the
installed versions, so a browser may keep each file for a year.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, request, send_file

from app.chart_bundle import bundle_name, ensure_bundle
from app.webfonts import FACE_CSS, WEIGHTS, ensure_webfont

bp = Blueprint("vendor", __name__, url_prefix="/vendor")

_BOOTSTRAP = "static/bootstrap5/"

# Public name → (package, path inside it).
PACKAGED: dict[str, tuple[str, str]] = {
    "bootstrap.css": ("flask_bootstrap", _BOOTSTRAP + "css/bootstrap.min.css"),
    "bootstrap.js": ("flask_bootstrap", _BOOTSTRAP + "js/bootstrap.min.js"),
    "bootstrap-icons.css": ("flask_bootstrap", _BOOTSTRAP + "css/font/bootstrap-icons.min.css"),
    "fonts/bootstrap-icons.woff2": ("flask_bootstrap", _BOOTSTRAP + "css/font/fonts/bootstrap-icons.woff2"),
    "fonts/bootstrap-icons.woff": ("flask_bootstrap", _BOOTSTRAP + "css/font/fonts/bootstrap-icons.woff"),
    "htmx.js": ("js_lib_htmx", "static/htmx/htmx.min.js"),
}

# Public name → function that writes the file once into the cache folder.
BUILT: Mapping[str, Callable[[Path], Path]] = {
    "vega.js": ensure_bundle,
    **{f"source-sans-pro-{weight}.woff2": partial(ensure_webfont, weight=weight) for weight in WEIGHTS},
}

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}
_YEAR = 31_536_000
_HOUR = 3_600


@lru_cache(maxsize=1)
def bundle_version() -> str:
    """Return a short digest that changes whenever one of the served packages changes."""
    packages = ("bootstrap-flask", "django-js-lib-htmx", "font-source-sans-pro")
    text = " ".join(f"{name}={version(name)}" for name in packages) + bundle_name() + FACE_CSS
    return sha256(text.encode()).hexdigest()[:10]


@bp.url_defaults
def _add_version(endpoint: str, values: dict[str, Any]) -> None:
    """Let templates name only the file; the version is filled in here."""
    if endpoint == "vendor.asset":
        values.setdefault("release", bundle_version())


@bp.get("/<release>/<path:name>")
def asset(release: str, name: str) -> Response:
    """Send one allowed file; any other name is a 404.

    A page that was open during an upgrade may still ask for the previous
    release: it gets the present file, kept for an hour only.
    """
    suffix = Path(name).suffix
    if name == "source-sans-pro.css":
        response = Response(FACE_CSS)
    else:
        path = _path_of(name)
        if path is None:
            abort(404)
        response = _send(path, compress=suffix in (".css", ".js"))
    response.headers["Content-Type"] = _TYPES[suffix]
    age, lasting = (_YEAR, ", immutable") if release == bundle_version() else (_HOUR, "")
    response.headers["Cache-Control"] = f"public, max-age={age}{lasting}"
    return response


def _path_of(name: str) -> Path | None:
    """Find the file behind a public name, building it on first use when it is a built one."""
    if name in PACKAGED:
        package, inside = PACKAGED[name]
        return Path(str(files(package) / inside))
    if name in BUILT:
        file_name = bundle_name() if name == "vega.js" else name
        path = Path(current_app.config["DATA_DIR"]) / "cache" / file_name
        BUILT[name](path)
        return path
    return None


def _send(path: Path, *, compress: bool) -> Response:
    """Send a file, compressed when it is text and the browser accepts that."""
    if not compress:
        return send_file(path, conditional=True)
    if request.accept_encodings.quality("gzip") > 0:
        response = Response(_gzipped(path, path.stat().st_mtime_ns))
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = send_file(path, conditional=True)
    response.vary.add("Accept-Encoding")
    return response


@lru_cache(maxsize=8)
def _gzipped(path: Path, changed: int) -> bytes:
    """Compress a file once per process; `changed` makes a rebuilt file a new entry."""
    return gzip.compress(path.read_bytes(), compresslevel=9, mtime=0)
