"""Verbs of the blocks of a report or a template: add, edit, move, take out, bring back."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.grants import NarrativeSection
from app.domain.report_blocks import COLUMNS, Block, BlockKind, Column
from app.domain.report_flow import check_draft
from app.domain.text_limits import LimitUnit
from app.queries.report_records import blocks_of
from app.services.base import refuse_archived
from app.services.grant_work import save_narrative
from app.services.reports import block_rows
from models.grants import Application
from models.reports import Report, ReportBlock, ReportTemplate

# Kinds of which a report has one at most: what they print is all there is of it.
SINGLE = frozenset(BlockKind) - {BlockKind.NARRATIVE, BlockKind.DECLARATION}
MAX_BLOCKS = 60


@dataclass(frozen=True, kw_only=True)
class BlockData:
    """A block as typed, without its text."""

    heading: str = ""
    continues: bool = False
    limit: int | None = None
    limit_unit: LimitUnit = LimitUnit.CHARACTERS
    required: bool = False
    hide_when_empty: bool = False
    hidden: tuple[Column, ...] = ()


def add_block(
    session: Session,
    owner: Report | ReportTemplate,
    kind: BlockKind,
    *,
    section: NarrativeSection | None = None,
    heading: str = "",
) -> ReportBlock:
    """Add a block at the end, before the signatures if there are any.

    A text of the grant (`section`) stands in a report once; a block of its kind that was taken out comes back instead.

    Raises:
        RuleError: `report_not_draft`, `archived`, `block_exists`, `too_many_blocks`.
    """
    _hold(session, owner)
    present = blocks_of(session, owner)
    if len(present) >= MAX_BLOCKS:
        raise RuleError("too_many_blocks", count=MAX_BLOCKS)
    same = [row for row in present if _same(row, kind, section)]
    if same:
        raise RuleError("block_exists", field="kind")
    for row in blocks_of(session, owner, removed=True):
        if _same(row, kind, section):
            return restore_block(session, owner, row)
    (row,) = block_rows([Block(kind=kind, section=section, heading=heading)], **_owner(owner))
    session.add(row)
    end = next((place for place, item in enumerate(present) if item.kind is BlockKind.SIGNATURES), len(present))
    _number([*present[:end], row, *present[end:]])
    session.flush()
    return row


def edit_block(session: Session, owner: Report | ReportTemplate, row: ReportBlock, data: BlockData) -> None:
    """Change everything of a block but its text; columns that its kind does not have are left out.

    Raises:
        RuleError: `report_not_draft`, `archived`.
    """
    _hold(session, owner)
    row.heading, row.continues = data.heading, data.continues and row.kind is not BlockKind.COVER
    row.text_limit, row.limit_unit = data.limit, data.limit_unit
    row.required, row.hide_when_empty = data.required, data.hide_when_empty
    row.hidden = [column.value for column in COLUMNS.get(row.kind, ()) if column in data.hidden]
    session.flush()


def write_text(
    session: Session, owner: Report | ReportTemplate, row: ReportBlock, text: str, *, narrative_version: int
) -> None:
    """Save the text of a block: a section of the grant is saved where every report of the grant reads it.

    Args:
        narrative_version: of the section's text that the person saw; 0 when there was none.

    Raises:
        RuleError: `stale_record`, when somebody saved another text of the section meanwhile; `report_not_draft`.
    """
    _hold(session, owner)
    if row.section is None:
        row.text = text.replace("\r\n", "\n").strip()
        session.flush()
    elif isinstance(owner, Report):
        application = session.get_one(Application, owner.application_id)
        save_narrative(session, application, row.section, owner.locale, text, version=narrative_version)


def move_block(session: Session, owner: Report | ReportTemplate, row: ReportBlock, *, down: bool) -> bool:
    """Change places with the neighbour; the cover stays first. Return whether there was one.

    Raises:
        RuleError: `report_not_draft`, `archived`.
    """
    _hold(session, owner)
    present = blocks_of(session, owner)
    place = present.index(row)
    other = place + (1 if down else -1)
    if not 0 <= other < len(present) or BlockKind.COVER in (row.kind, present[other].kind):
        return False
    present[place], present[other] = present[other], present[place]
    _number(present)
    session.flush()
    return True


def remove_block(session: Session, owner: Report | ReportTemplate, row: ReportBlock, *, now: datetime) -> None:
    """Take a block out of the report; its text is kept.

    Raises:
        RuleError: `report_not_draft`, `archived`, `cover_stays`.
    """
    _hold(session, owner)
    if row.kind is BlockKind.COVER:
        raise RuleError("cover_stays")
    row.removed_at = now
    session.flush()


def restore_block(session: Session, owner: Report | ReportTemplate, row: ReportBlock) -> ReportBlock:
    """Bring a block back to where it was.

    Raises:
        RuleError: `report_not_draft`, `archived`, `block_exists`.
    """
    _hold(session, owner)
    present = blocks_of(session, owner)
    if row not in present and any(_same(item, row.kind, row.section) for item in present):
        raise RuleError("block_exists", field="kind")
    row.removed_at = None
    session.flush()
    return row


def _same(row: ReportBlock, kind: BlockKind, section: NarrativeSection | None) -> bool:
    """Say whether a block is the one that a report may have once."""
    if kind in SINGLE:
        return row.kind is kind
    return kind is BlockKind.NARRATIVE and section is not None and row.section is section


def _number(rows: list[ReportBlock]) -> None:
    for place, row in enumerate(rows):
        row.position = place


def _owner(owner: Report | ReportTemplate) -> dict[str, int]:
    return {"report_id": owner.id} if isinstance(owner, Report) else {"template_id": owner.id}


def _hold(session: Session, owner: Report | ReportTemplate) -> None:
    """Let one person at a time change the order of blocks, and nobody while the report is being approved."""
    session.scalar(sa.select(type(owner).id).where(type(owner).id == owner.id).with_for_update())
    session.refresh(owner, ["state"] if isinstance(owner, Report) else ["archived_at"])
    if isinstance(owner, Report):
        check_draft(owner.state)
    else:
        refuse_archived(owner)
