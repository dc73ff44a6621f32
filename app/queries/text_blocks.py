"""Questions about the library of texts: the list, one text, its versions and uses, and what fits a section."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.application_work import BlockTopic
from app.i18n import LOCALES, _l
from app.queries.filters import enum_filter
from app.queries.listing import Column, Filter, Kind, ListSpec
from app.queries.search import found_ids
from app.scope import Scope
from models.application_work import ApplicationSection
from models.grants import Application
from models.text_blocks import TextBlock, TextBlockUse, TextBlockVersion

OFFERED = 12


@dataclass(frozen=True)
class BlockUse:
    """A section into which a version of a text was put, with its application."""

    use: TextBlockUse
    number: int
    section: str
    section_id: int
    application: str
    application_id: int


@dataclass(frozen=True)
class UsedBlock:
    """A text that a section holds: the version that was put in, and the newest one."""

    block_id: int
    title: str
    number: int
    newest: int
    archived: bool

    @property
    def is_old(self) -> bool:
        """Say whether a newer version exists."""
        return self.newest > self.number


def block(session: Session, block_id: int) -> TextBlock | None:
    """Return one text, put away or not, or None."""
    return session.get(TextBlock, block_id)


def versions(session: Session, block_id: int) -> Sequence[TextBlockVersion]:
    """Return the versions of a text with their authors, the newest first."""
    statement = (
        sa.select(TextBlockVersion)
        .where(TextBlockVersion.block_id == block_id)
        .options(joinedload(TextBlockVersion.saved_by))
        .order_by(TextBlockVersion.number.desc())
    )
    return session.scalars(statement).all()


def uses(session: Session, block_id: int) -> list[BlockUse]:
    """Return where a text was used, the newest use first."""
    statement = (
        sa.select(
            TextBlockUse,
            TextBlockVersion.number,
            ApplicationSection.title,
            ApplicationSection.id,
            Application.title,
            Application.id,
        )
        .join(TextBlockVersion, TextBlockVersion.id == TextBlockUse.version_id)
        .join(ApplicationSection, ApplicationSection.id == TextBlockUse.section_id)
        .join(Application, Application.id == ApplicationSection.application_id)
        .where(TextBlockVersion.block_id == block_id)
        .options(joinedload(TextBlockUse.used_by))
        .order_by(TextBlockUse.used_at.desc(), TextBlockUse.id.desc())
    )
    return [BlockUse(*row) for row in session.execute(statement)]


def used_in(session: Session, section_ids: Iterable[int]) -> dict[int, list[UsedBlock]]:
    """Return, by section, the texts that it holds, each with the newest version that was put in; one statement."""
    number = sa.func.max(TextBlockVersion.number)
    statement = (
        sa.select(
            TextBlockUse.section_id, TextBlock.id, TextBlock.title, number, TextBlock.number, TextBlock.archived_at
        )
        .join(TextBlockVersion, TextBlockVersion.id == TextBlockUse.version_id)
        .join(TextBlock, TextBlock.id == TextBlockVersion.block_id)
        .where(TextBlockUse.section_id.in_(list(section_ids)))
        .group_by(TextBlockUse.section_id, TextBlock.id, TextBlock.title, TextBlock.number, TextBlock.archived_at)
        .order_by(TextBlock.sort_key)
    )
    found: dict[int, list[UsedBlock]] = {}
    for section_id, block_id, title, used, newest, archived_at in session.execute(statement):
        found.setdefault(section_id, []).append(UsedBlock(block_id, title, used, newest, archived_at is not None))
    return found


def offered(session: Session, locale: str, words: str = "", topic: BlockTopic | None = None) -> Sequence[TextBlock]:
    """Return texts in a language that could be put into a section, in alphabetical order; not all of very many."""
    statement = sa.select(TextBlock).where(TextBlock.archived_at.is_(None), TextBlock.locale == locale)
    if topic is not None:
        statement = statement.where(TextBlock.topic == topic)
    found = found_ids(session, TextBlock.__search_kind__, words) if words.strip() else None
    if found is not None:
        statement = statement.where(TextBlock.id.in_(found))
    return session.scalars(statement.order_by(TextBlock.sort_key, TextBlock.id).limit(OFFERED)).all()


def newest_version(session: Session, block_id: int) -> TextBlockVersion | None:
    """Return the newest version of a text that is in use, or None."""
    statement = (
        sa.select(TextBlockVersion)
        .join(TextBlock, TextBlock.id == TextBlockVersion.block_id)
        .where(
            TextBlock.id == block_id,
            TextBlock.archived_at.is_(None),
            TextBlockVersion.number == TextBlock.number,
        )
    )
    return session.scalar(statement)


def _by_locale(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    return statement.where(TextBlock.locale == value[:5])


def _locales(_session: Session, _scope: Scope) -> list[tuple[str, str]]:
    return list(LOCALES.items())


def text_block_list(archived: bool) -> ListSpec:
    """Return the list of texts, those in use or those in the archive, with how many sections hold each."""
    gone = TextBlock.archived_at.is_not(None)
    used = (
        sa.select(sa.func.count(sa.distinct(TextBlockUse.section_id)))
        .join(TextBlockVersion, TextBlockVersion.id == TextBlockUse.version_id)
        .where(TextBlockVersion.block_id == TextBlock.id)
        .correlate(TextBlock)
        .scalar_subquery()
    )

    def select(_scope: Scope) -> Any:
        columns = (
            TextBlock.id,
            TextBlock.title,
            TextBlock.topic,
            TextBlock.locale,
            TextBlock.tags,
            TextBlock.number,
            TextBlock.updated_at,
            used.label("used"),
        )
        return sa.select(*columns).where(gone if archived else sa.not_(gone))

    return ListSpec(
        name="text-blocks",
        title=_l("Text library"),
        select=select,
        id_column=TextBlock.id,
        columns=(
            Column(
                "title",
                _l("Text"),
                lambda row: row.title,
                Kind.LINK,
                TextBlock.sort_key,
                lambda row: ("grants.text_block", {"block_id": row.id}),
                primary=True,
            ),
            Column("topic", _l("Topic"), lambda row: row.topic, Kind.BADGE, TextBlock.topic, secondary=True),
            Column("language", _l("Language"), lambda row: LOCALES[row.locale], secondary=True),
            Column("tags", _l("Tags"), lambda row: row.tags),
            Column("number", _l("Version"), lambda row: row.number, Kind.NUMBER, TextBlock.number, digits=0),
            Column("used", _l("Uses"), lambda row: row.used, Kind.NUMBER, used, digits=0),
            Column("changed", _l("Changed"), lambda row: row.updated_at, Kind.DATE, TextBlock.updated_at),
        ),
        default_sort="title",
        filters=(
            enum_filter("topic", _l("Topic"), TextBlock.topic, BlockTopic),
            Filter("language", _l("Language"), _by_locale, options=_locales),
        ),
        search_kind="text_block",
    )
