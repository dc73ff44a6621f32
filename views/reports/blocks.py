"""The editor: ordered blocks of a report or of a template, each saved by itself."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.domain.grants import NarrativeSection
from app.domain.report_blocks import COLUMNS, SECTION_OF_TEXT, BlockKind, usual_heading
from app.domain.report_flow import ReportState
from app.domain.text_limits import LimitUnit, count
from app.forms.reports import BlockForm
from app.i18n import _
from app.labels import label, refusal
from app.permissions import Permission
from app.queries.grant_work import narratives_of
from app.queries.report_records import any_report, block_by_id, blocks_of
from app.queries.report_templates import template_by_id
from app.security import requires
from app.services import report_blocks as verbs
from app.services.report_blocks import SINGLE
from models import db
from models.base import utc_now
from models.grants import Narrative
from models.reports import Report, ReportBlock, ReportTemplate
from views.editing import conflict_page, get_or_404
from views.messages import flash_undo
from views.reports import bp
from views.reports.common import load_report

FORM = "reports/block_form.html"
SAMPLE = 220


@dataclass(frozen=True)
class BlockCard:
    """A block in the editor: its words, the beginning of its text, how much of the limit it takes."""

    row: ReportBlock
    title: str
    text: str
    count: int
    over: bool
    missing: bool


class Owner:
    """The report or the template whose blocks are edited, and its addresses."""

    def __init__(self, record: Report | ReportTemplate) -> None:
        self.record = record
        self.is_report = isinstance(record, Report)
        self.locale = record.locale
        self.values: dict[str, Any] = (
            {"application_id": record.application_id, "report_id": record.id}
            if isinstance(record, Report)
            else {"report_template_id": record.id}
        )

    @property
    def page(self) -> str:
        """Return the address of the editor."""
        return url_for("reports.editor" if self.is_report else "reports.template", **self.values)

    @property
    def may_change(self) -> bool:
        """Say whether blocks may be changed now."""
        if isinstance(self.record, Report):
            return self.record.state is ReportState.DRAFT and self.record.application.archived_at is None
        return self.record.archived_at is None

    def url(self, action: str, **values: Any) -> str:
        """Return the address of a verb."""
        if action == "add_block":
            return url_for(f"reports.{'' if self.is_report else 'template_'}add_block", **self.values)
        return url_for(f"reports.{action}", **values)

    def narratives(self) -> dict[NarrativeSection, Narrative]:
        """Return the texts of the grant in the report's language; a template has none."""
        if not isinstance(self.record, Report):
            return {}
        return narratives_of(db.session(), self.record.application_id, self.record.locale)


def _load(report_block_id: int) -> tuple[Owner, ReportBlock]:
    """Return a block and whose it is, or answer «there is no such page»."""
    row = get_or_404(block_by_id(db.session(), report_block_id))
    if row.template_id is not None:
        return Owner(get_or_404(template_by_id(db.session(), row.template_id))), row
    report = get_or_404(any_report(db.session(), row.report_id))
    return Owner(load_report(report.application_id, report.id)[1]), row


def title_of(row: ReportBlock) -> str:
    """Return the heading of a block in the reader's language."""
    return row.heading or label(usual_heading(row.block))


def cards(owner: Owner) -> list[BlockCard]:
    """Return the blocks of an owner as the editor shows them."""
    texts = owner.narratives()
    found = []
    for row in blocks_of(db.session(), owner.record):
        text = texts[row.section].text if row.section in texts else row.text if row.section is None else ""
        size = count(text, row.limit_unit)
        beginning = " ".join(text[:SAMPLE].split())
        found.append(
            BlockCard(
                row=row,
                title=title_of(row),
                text=f"{beginning}…" if len(text) > SAMPLE else beginning,
                count=size,
                over=row.text_limit is not None and size > row.text_limit,
                missing=row.required and not text.strip() and owner.is_report,
            )
        )
    return found


def choices(owner: Owner) -> list[tuple[str, str]]:
    """Return what may be added: kinds that the owner lacks, texts of the grant that it lacks, free texts."""
    present = blocks_of(db.session(), owner.record)
    kinds, sections = {row.kind for row in present}, {row.section for row in present}
    texts = [
        (f"section:{section.value}", _("Text: %(name)s", name=label(SECTION_OF_TEXT[section])))
        for section in NarrativeSection
        if section not in sections
    ]
    free = [(kind.value, label(kind)) for kind in (BlockKind.NARRATIVE, BlockKind.DECLARATION)]
    free[0] = (free[0][0], _("Text of its own"))
    return [*free, *((kind.value, label(kind)) for kind in BlockKind if kind in SINGLE - kinds), *texts]


def editor_context(owner: Owner) -> dict[str, Any]:
    """Return what the list of blocks needs."""
    return {
        "owner": owner,
        "cards": cards(owner),
        "choices": choices(owner),
        "removed": [(row, title_of(row)) for row in blocks_of(db.session(), owner.record, removed=True)],
    }


@bp.get("/grants/<int:application_id>/<int:report_id>/edit")
@requires(Permission.GRANTS_EDIT)
def editor(application_id: int, report_id: int) -> str:
    """Show the blocks of a report beside the document that they make."""
    application, record = load_report(application_id, report_id)
    return render_template(
        "reports/editor.html", application=application, record=record, **editor_context(Owner(record))
    )


@bp.post("/grants/<int:application_id>/<int:report_id>/blocks")
@requires(Permission.GRANTS_EDIT)
def add_block(application_id: int, report_id: int) -> Response:
    """Add a block to a report and go on to write it."""
    return _add(Owner(load_report(application_id, report_id)[1]))


@bp.post("/templates/<int:report_template_id>/blocks")
@requires(Permission.GRANTS_EDIT)
def template_add_block(report_template_id: int) -> Response:
    """Add a block to a template."""
    return _add(Owner(get_or_404(template_by_id(db.session(), report_template_id))))


def _add(owner: Owner) -> Response:
    chosen = request.form.get("kind", "")
    name, _colon, section = chosen.partition(":")
    try:
        if name == "section" and section in frozenset(NarrativeSection):
            row = verbs.add_block(db.session(), owner.record, BlockKind.NARRATIVE, section=NarrativeSection(section))
        elif chosen in frozenset(BlockKind):
            row = verbs.add_block(db.session(), owner.record, BlockKind(chosen))
        else:
            flash(_("Choose which block to add."), "danger")
            return redirect(owner.page)
    except RuleError as error:
        flash(refusal(error), "danger")
        return redirect(owner.page)
    flash(_("Block added: %(name)s", name=title_of(row)), "success")
    return redirect(owner.url("edit_block", report_block_id=row.id))


@bp.route("/blocks/<int:report_block_id>", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def edit_block(report_block_id: int) -> Any:
    """Write a block. What somebody else saved meanwhile is shown beside, and nothing is lost."""
    owner, row = _load(report_block_id)
    narrative = owner.narratives().get(row.section) if row.section else None
    form = BlockForm(obj=row)
    form.offer(row.kind)
    context = _form_context(owner, row)
    calm = {**context, "conflict": [], "is_conflict": False, "saved_text": ""}
    if request.method == "GET":
        form.show_version(row)
        form.shown.data = [column for column in COLUMNS.get(row.kind, ()) if column.value not in row.hidden]
        if row.section is not None:
            form.text.data = narrative.text if narrative else ""
        form.narrative_version.data = str(narrative.version if narrative else 0)
        return render_template(FORM, form=form, **calm)
    if form.validate_on_submit():
        stale = form.is_stale(row) or _text_is_stale(form, row, narrative)
        if stale:
            form.narrative_version.data = str(narrative.version if narrative else 0)
            saved = (narrative.text if narrative else "") if row.section is not None else row.text
            if saved == form.typed_text():
                saved = ""
            return conflict_page(form, _WithoutText(row), FORM, saved_text=saved, **context)
        try:
            verbs.edit_block(db.session(), owner.record, row, form.block_data(row.kind))
            if _writes_text(owner, row):
                verbs.write_text(
                    db.session(), owner.record, row, form.typed_text(), narrative_version=form.seen_narrative()
                )
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("Block saved: %(name)s", name=title_of(row)), "success")
            return redirect(f"{owner.page}#block-{row.id}")
    return render_template(FORM, form=form, **calm), 422


class _WithoutText:
    """A saved block but for its text, which is shown in full below the box instead of in the table of differences."""

    def __init__(self, row: ReportBlock) -> None:
        self._row = row

    def __getattr__(self, name: str) -> Any:
        if name == "text":
            raise AttributeError(name)
        return getattr(self._row, name)


def _text_is_stale(form: BlockForm, row: ReportBlock, narrative: Narrative | None) -> bool:
    """Say whether somebody saved another text of the section than the one that the person saw."""
    if row.section is None:
        return False
    saved = narrative.text if narrative else ""
    return form.seen_narrative() != (narrative.version if narrative else 0) and saved != form.typed_text()


def _writes_text(owner: Owner, row: ReportBlock) -> bool:
    return row.kind is not BlockKind.COVER and (owner.is_report or row.section is None)


def _form_context(owner: Owner, row: ReportBlock) -> dict[str, Any]:
    return {
        "owner": owner,
        "row": row,
        "title": title_of(row),
        "columns": COLUMNS.get(row.kind, ()),
        "writes_text": _writes_text(owner, row),
        "units": list(LimitUnit),
        "count_of": count,
    }


@bp.post("/blocks/<int:report_block_id>/<any(up, down):way>")
@requires(Permission.GRANTS_EDIT)
def move_block(report_block_id: int, way: str) -> Response:
    """Move a block one place up or down."""
    owner, row = _load(report_block_id)
    try:
        moved = verbs.move_block(db.session(), owner.record, row, down=way == "down")
    except RuleError as error:
        flash(refusal(error), "danger")
    else:
        if not moved:
            flash(_("The block stands at the end already."), "info")
    return redirect(f"{owner.page}#block-{row.id}")


@bp.post("/blocks/<int:report_block_id>/remove")
@requires(Permission.GRANTS_EDIT)
def remove_block(report_block_id: int) -> Response:
    """Take a block out; its text is kept and it can be brought back."""
    owner, row = _load(report_block_id)
    try:
        verbs.remove_block(db.session(), owner.record, row, now=utc_now())
        flash_undo(
            _("Block taken out: %(name)s", name=title_of(row)), owner.url("restore_block", report_block_id=row.id)
        )
    except RuleError as error:
        flash(refusal(error), "danger")
    return redirect(owner.page)


@bp.post("/blocks/<int:report_block_id>/restore")
@requires(Permission.GRANTS_EDIT)
def restore_block(report_block_id: int) -> Response:
    """Bring a block back that was taken out."""
    owner, row = _load(report_block_id)
    try:
        verbs.restore_block(db.session(), owner.record, row)
        flash(_("Block brought back: %(name)s", name=title_of(row)), "success")
    except RuleError as error:
        flash(refusal(error), "danger")
    return redirect(owner.page)
