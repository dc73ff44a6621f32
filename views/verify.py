"""The public page on which anybody finds out whether a volunteer's paper holds.

It says what the paper is, never whom it is about: the name stands on the paper that the visitor holds.
"""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.domain.volunteer_papers import read_code, shown_code
from app.forms.volunteer_papers import CodeForm
from app.i18n import locale_code
from app.queries.volunteer_papers import paper_by_code
from app.security import limiter
from app.services.letter_values import library_name
from app.services.volunteer_papers.values import hours_words
from models import db

bp = Blueprint("verify", __name__, url_prefix="/verify")


@bp.get("")
@limiter.limit("30/minute")
def index() -> BaseResponse:
    """Ask for a code; `?code=` leads to its answer."""
    typed = request.args.get("code", "")[:300]
    code = read_code(typed)
    if code:
        return redirect(url_for(".show", code=shown_code(code)))
    form = CodeForm()
    if not typed.strip():
        return _page("", form)
    form.code.data = typed[:40]
    return _page("unknown", form, 404)


@bp.get("/<code>")
@limiter.limit("30/minute")
def show(code: str) -> BaseResponse:
    """Say whether the paper of a code holds: valid, revoked or unknown."""
    paper = paper_by_code(db.session(), code)
    form = CodeForm()
    form.code.data = shown_code(read_code(code)) or code[:40]
    if paper is None:
        return _page("unknown", form, 404)
    return _page(paper.state.value, form, paper=paper, time=hours_words(paper.minutes))


def _page(answer: str, form: CodeForm, status: int = 200, **more: object) -> Response:
    library = library_name(db.session(), locale_code())
    page = render_template("volunteer_papers/verify.html", answer=answer, form=form, library=library, **more)
    response = make_response(page, status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
