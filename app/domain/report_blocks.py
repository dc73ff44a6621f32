"""The blocks that a grant report is put together from, and the document that they make.

A report is an ordered list of blocks over one set of data. A block prints its text (written in the report, or the text
of a section of the grant) and then what its kind says: a table, photographs, lines to sign on. `document` puts the
blocks into numbered sections; whatever prints a report walks over its result.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from app.domain.grants import NarrativeSection
from app.domain.text_limits import LimitUnit


class ReportSection(StrEnum):
    """The usual sections of the report; their words are the headings of blocks that have no own one."""

    COVER = "cover"
    SUMMARY = "summary"
    OBJECTIVES = "objectives"
    ACTIVITIES = "activities"
    RESULTS = "results"
    PARTICIPANTS = "participants"
    PARTNERS = "partners"
    COMMUNICATION = "communication"
    DIFFICULTIES = "difficulties"
    SUSTAINABILITY = "sustainability"
    FINANCE = "finance"
    DOCUMENTS = "documents"
    ANNEXES = "annexes"
    SIGNATURES = "signatures"


class BlockKind(StrEnum):
    """What a block prints after its text."""

    COVER = "cover"
    NARRATIVE = "narrative"
    FIGURES = "figures"
    ACTIVITIES = "activities"
    INDICATORS = "indicators"
    PARTICIPANTS = "participants"
    PARTNERS = "partners"
    FINANCE = "finance"
    DISBURSEMENTS = "disbursements"
    DOCUMENTS = "documents"
    ANNEXES = "annexes"
    PUBLICATIONS = "publications"
    PHOTOS = "photos"
    DECLARATION = "declaration"
    SIGNATURES = "signatures"


class Column(StrEnum):
    """A column that a block may leave out."""

    PLACE = "place"
    PARTICIPANTS = "participants"
    BASELINE = "baseline"
    PERCENT = "percent"
    SOURCE = "source"
    MEMORANDUM = "memorandum"
    VOLUNTEERS = "volunteers"
    RATE = "rate"
    CONDITION = "condition"
    COUNTERPARTY = "counterparty"
    CHARTS = "charts"


COLUMNS: Mapping[BlockKind, tuple[Column, ...]] = MappingProxyType(
    {
        BlockKind.ACTIVITIES: (Column.PLACE, Column.PARTICIPANTS),
        BlockKind.INDICATORS: (Column.BASELINE, Column.PERCENT, Column.SOURCE, Column.CHARTS),
        BlockKind.PARTICIPANTS: (Column.CHARTS,),
        BlockKind.PARTNERS: (Column.MEMORANDUM, Column.VOLUNTEERS),
        BlockKind.FINANCE: (Column.SOURCE, Column.PERCENT, Column.CHARTS),
        BlockKind.DISBURSEMENTS: (Column.RATE, Column.CONDITION),
        BlockKind.DOCUMENTS: (Column.COUNTERPARTY,),
    }
)

# Of which section the texts are that were written for the grant, and under which heading they stand.
SECTION_OF_TEXT: Mapping[NarrativeSection, ReportSection] = MappingProxyType(
    {
        NarrativeSection.SUMMARY: ReportSection.SUMMARY,
        NarrativeSection.OBJECTIVES: ReportSection.OBJECTIVES,
        NarrativeSection.ACTIVITIES_TEXT: ReportSection.ACTIVITIES,
        NarrativeSection.RESULTS_TEXT: ReportSection.RESULTS,
        NarrativeSection.BENEFICIARIES_TEXT: ReportSection.PARTICIPANTS,
        NarrativeSection.PARTNERS_TEXT: ReportSection.PARTNERS,
        NarrativeSection.COMMUNICATION: ReportSection.COMMUNICATION,
        NarrativeSection.DIFFICULTIES: ReportSection.DIFFICULTIES,
        NarrativeSection.SUSTAINABILITY: ReportSection.SUSTAINABILITY,
        NarrativeSection.FINANCE_TEXT: ReportSection.FINANCE,
    }
)
SECTION_OF_KIND: Mapping[BlockKind, ReportSection] = MappingProxyType(
    {
        BlockKind.COVER: ReportSection.COVER,
        BlockKind.FIGURES: ReportSection.SUMMARY,
        BlockKind.ACTIVITIES: ReportSection.ACTIVITIES,
        BlockKind.INDICATORS: ReportSection.RESULTS,
        BlockKind.PARTICIPANTS: ReportSection.PARTICIPANTS,
        BlockKind.PARTNERS: ReportSection.PARTNERS,
        BlockKind.FINANCE: ReportSection.FINANCE,
        BlockKind.DISBURSEMENTS: ReportSection.FINANCE,
        BlockKind.DOCUMENTS: ReportSection.DOCUMENTS,
        BlockKind.ANNEXES: ReportSection.ANNEXES,
        BlockKind.PUBLICATIONS: ReportSection.ANNEXES,
        BlockKind.PHOTOS: ReportSection.ANNEXES,
        BlockKind.SIGNATURES: ReportSection.SIGNATURES,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of a report.

    Attributes:
        kind: what it prints after its text.
        key: names the block within its report and stays when it is moved.
        heading: own heading; empty for the usual words, see `usual_heading`.
        continues: it has no numbered heading and stands in the section of the block before it.
        section: the text is the one written for this section of the grant, in the report's language.
        text: own text in Markdown, when it has no `section`; a declaration's words.
        limit: how many characters or words the funder allows, or None.
        required: the report cannot be final while the text is empty.
        hide_when_empty: the block is left out when it has neither text nor data.
        hidden: columns that are left out.
    """

    kind: BlockKind
    key: str = ""
    heading: str = ""
    continues: bool = False
    section: NarrativeSection | None = None
    text: str = ""
    limit: int | None = None
    limit_unit: LimitUnit = LimitUnit.CHARACTERS
    required: bool = False
    hide_when_empty: bool = False
    hidden: tuple[Column, ...] = ()

    def shows(self, column: Column | str) -> bool:
        """Say whether a column, or the charts, are printed."""
        return column not in self.hidden


@dataclass(frozen=True, slots=True)
class Part:
    """A block in its place of the document, with its text; `joins` one that has others of its section beside it."""

    block: Block
    text: str
    joins: bool = False

    @property
    def kind(self) -> BlockKind:
        """What the block prints after its text."""
        return self.block.kind


@dataclass(frozen=True, slots=True)
class DocumentSection:
    """A numbered section: `heading` is its own one, `usual` has the words when that is empty. The cover is number 0."""

    number: int
    anchor: str
    heading: str
    usual: ReportSection | BlockKind
    parts: tuple[Part, ...]


def default_blocks() -> tuple[Block, ...]:
    """Return the generic report: the order and the sections that a funder without own rules gets."""
    kinds, texts = BlockKind, NarrativeSection
    made = (
        Block(kind=kinds.COVER),
        Block(kind=kinds.FIGURES, section=texts.SUMMARY, required=True),
        Block(kind=kinds.NARRATIVE, section=texts.OBJECTIVES, required=True),
        Block(kind=kinds.ACTIVITIES, section=texts.ACTIVITIES_TEXT),
        Block(kind=kinds.INDICATORS, section=texts.RESULTS_TEXT),
        Block(kind=kinds.PARTICIPANTS, section=texts.BENEFICIARIES_TEXT),
        Block(kind=kinds.PARTNERS, section=texts.PARTNERS_TEXT),
        Block(kind=kinds.NARRATIVE, section=texts.COMMUNICATION),
        Block(kind=kinds.NARRATIVE, section=texts.DIFFICULTIES),
        Block(kind=kinds.NARRATIVE, section=texts.SUSTAINABILITY),
        Block(kind=kinds.FINANCE, section=texts.FINANCE_TEXT),
        Block(kind=kinds.DISBURSEMENTS, continues=True),
        Block(kind=kinds.DOCUMENTS),
        Block(kind=kinds.ANNEXES),
        Block(kind=kinds.PUBLICATIONS, continues=True),
        Block(kind=kinds.PHOTOS, continues=True),
        Block(kind=kinds.SIGNATURES),
    )
    return with_keys(made)


def with_keys(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Give every block without a key one that no other block has."""
    kept = tuple(blocks)
    taken = {block.key for block in kept}
    free = (f"b{number}" for number in range(1, 2 * len(kept) + 2))
    spare = (key for key in free if key not in taken)
    return tuple(block if block.key else replace(block, key=next(spare)) for block in kept)


def usual_heading(block: Block) -> ReportSection | BlockKind:
    """Return the coded value whose words head the block when it has no own heading."""
    if block.section is not None and block.kind in (BlockKind.NARRATIVE, BlockKind.FIGURES):
        return SECTION_OF_TEXT[block.section]
    if block.continues:
        return block.kind
    return SECTION_OF_KIND.get(block.kind, block.kind)


def section_of(block: Block) -> ReportSection | None:
    """Return the usual section that a block belongs to; a free text and a declaration belong to none."""
    if block.kind in SECTION_OF_KIND:
        return SECTION_OF_KIND[block.kind]
    return SECTION_OF_TEXT[block.section] if block.section is not None else None


def text_of(block: Block, narratives: Mapping[NarrativeSection, str]) -> str:
    """Return the text of a block: that of its section of the grant, or its own."""
    found = narratives.get(block.section, "") if block.section is not None else block.text
    return found.strip()


def document(
    blocks: Iterable[Block], narratives: Mapping[NarrativeSection, str], filled: Container[BlockKind]
) -> tuple[DocumentSection, ...]:
    """Put blocks into the numbered sections of the document.

    A block without text and data leaves when it says so. A block that continues stands in the section before it; after
    the cover and at the beginning it opens one of its own. Where the block that opened a section has left, several that
    continued it stay together under the heading of that section; a single one has its own.

    Args:
        blocks: in their order.
        narratives: the texts of the grant in the report's language.
        filled: the kinds that have something to print.
    """
    groups: list[tuple[Block, list[Part]]] = []
    opener: Block | None = None
    may_follow = False
    for block in blocks:
        text = text_of(block, narratives)
        if not block.continues:
            opener = block
        if block.hide_when_empty and not text and block.kind not in filled:
            may_follow = may_follow and block.continues
        elif block.continues and may_follow:
            groups[-1][1].append(Part(block, text))
        else:
            groups.append((opener or block, [Part(block, text)]))
            may_follow = block.kind is not BlockKind.COVER
    return tuple(_numbered(groups))


def _numbered(groups: Iterable[tuple[Block, list[Part]]]) -> Iterator[DocumentSection]:
    taken: set[str] = set()
    number = 0
    for opener, found in groups:
        alone = len(found) == 1
        parts = [replace(part, joins=part.block.continues and not alone) for part in found]
        first = found[0].block if alone or opener.kind is BlockKind.COVER else opener
        usual = usual_heading(first)
        anchor = usual.value if usual.value not in taken else f"{usual.value}-{first.key}"
        taken.add(anchor)
        number += first.kind is not BlockKind.COVER
        place = 0 if first.kind is BlockKind.COVER else number
        yield DocumentSection(place, anchor, first.heading.strip(), usual, tuple(parts))
