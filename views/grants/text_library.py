"""The library of texts for applications: list, one text with its history and uses, its form, two versions compared."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from app.domain.richtext import to_html
from app.domain.text_diff import text_diff
from app.forms.text_blocks import TextBlockForm
from app.i18n import _
from app.permissions import Permission
from app.queries import text_blocks as questions
from app.security import requires
from app.services import text_blocks as verbs
from app.templating import can
from models import db
from models.base import utc_now
from models.text_blocks import TextBlock, TextBlockVersion
from views.editing import Saving, answer_edit, answer_form, get_or_404
from views.grants import bp
from views.listing import EmptyState, Listing, archive_views, listing_page
from views.messages import flash_undo

FORM = "grants/texts/form.html"


@bp.get("/texts")
@requires(Permission.GRANTS_VIEW)
def texts() -> BaseResponse | str:
    """List the texts; `?view=archive` shows those that were put away."""
    archive = request.args.get("view") == "archive"

    def adjust(listing: Listing) -> None:
        listing.views = archive_views(_("In use"), archive)

    empty = EmptyState(
        "blockquote-left",
        _("No texts here"),
        _("Keep what every application needs once more: who you are, whom you serve, how you measure results."),
        url_for(".create_text") if can("grants.edit") else None,
        _("Add a text"),
    )
    if archive:
        empty = EmptyState("archive", _("The archive is empty"), _("Texts that are put away stand here."))
    return listing_page(questions.text_block_list(archive), empty, "grants/texts/index.html", adjust=adjust)


@bp.get("/texts/<int:block_id>")
@requires(Permission.GRANTS_VIEW)
def text_block(block_id: int) -> str:
    """Show a text with its versions and where they were used."""
    block, session = _load(block_id), db.session()
    return render_template(
        "grants/texts/show.html",
        block=block,
        # The text was reduced to harmless HTML by `to_html`.
        html=Markup(to_html(block.text)),  # noqa: S704
        versions=questions.versions(session, block.id),
        uses=questions.uses(session, block.id),
    )


@bp.get("/texts/<int:block_id>/compare")
@requires(Permission.GRANTS_VIEW)
def compare_texts(block_id: int) -> str:
    """Show what differs between two versions (`?before=`, `?after=`); without them the last two."""
    block = _load(block_id)
    found = questions.versions(db.session(), block.id)
    after = _chosen(found, "after", found[0])
    older = [row for row in found if row.number < after.number]
    before = _chosen(found, "before", older[0] if older else after)
    return render_template(
        "grants/texts/compare.html",
        block=block,
        versions=found,
        before=before,
        after=after,
        pieces=text_diff(before.text, after.text),
    )


@bp.route("/texts/new", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def create_text() -> Any:
    """Add a text."""
    form = TextBlockForm()
    if request.method == "GET":
        return render_template(FORM, form=form, block=None)
    return answer_form(form, FORM, _saving(form, None, _("Text added")), valid=form.validate_on_submit(), block=None)


@bp.route("/texts/<int:block_id>/edit", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def edit_text_block(block_id: int) -> Any:
    """Change a text; the former words stay as a version."""
    block = _load(block_id)
    form = TextBlockForm(obj=block)
    if request.method == "GET":
        form.show_version(block)
        form.show_block(block)
        return render_template(FORM, form=form, block=block)
    saving = _saving(form, block, _("The text is saved"))
    return answer_edit(form, block, FORM, saving, valid=form.validate_on_submit(), block=block)


@bp.post("/texts/<int:block_id>/archive")
@requires(Permission.GRANTS_EDIT)
def archive_text(block_id: int) -> BaseResponse:
    """Put a text away."""
    block = _load(block_id)
    verbs.archive_block(db.session(), block, now=utc_now())
    flash_undo(_("In the archive now: %(name)s.", name=block.title), url_for(".restore_text", block_id=block.id))
    return redirect(url_for(".texts"))


@bp.post("/texts/<int:block_id>/restore")
@requires(Permission.GRANTS_EDIT)
def restore_text(block_id: int) -> BaseResponse:
    """Bring a text back."""
    block = _load(block_id)
    verbs.restore_block(db.session(), block)
    flash(_("Back from the archive: %(name)s.", name=block.title), "success")
    return redirect(url_for(".text_block", block_id=block.id))


def _load(block_id: int) -> TextBlock:
    return get_or_404(questions.block(db.session(), block_id))


def _chosen(found: Any, name: str, default: TextBlockVersion) -> TextBlockVersion:
    number = request.args.get(name, type=int)
    return next((row for row in found if row.number == number), default)


def _saving(form: TextBlockForm, block: TextBlock | None, done: str) -> Saving:
    return Saving(
        lambda: verbs.save_block(db.session(), block, form.block_data(), by=current_user, now=utc_now()),
        done,
        lambda saved: url_for(".text_block", block_id=saved.id),
    )
