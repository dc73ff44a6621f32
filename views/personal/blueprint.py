"""Where personal pages are attached, and what keeps their addresses secret."""

from flask import Blueprint, Response

from app.security import limiter

bp = Blueprint("personal", __name__, url_prefix="/my")
limiter.limit("60/minute")(bp)


@bp.after_request
def keep_address_secret(response: Response) -> Response:
    """Let neither another site, nor a cache, nor a search engine learn the address, which is the key.

    Our own pages may: behind TLS, the check of where a form comes from reads the referrer.
    """
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
