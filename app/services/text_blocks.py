"""Verbs of the library of texts: save a block, which adds a version; put it away and bring it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.domain.application_work import BlockTopic
from app.domain.errors import RuleError
from app.domain.text import sort_key
from app.domain.text_limits import MOST, tidy
from app.i18n import LOCALES
from models.accounts import User
from models.text_blocks import TextBlock, TextBlockVersion

LONGEST_TAGS = 300


@dataclass(frozen=True, kw_only=True)
class BlockData:
    """A block as typed."""

    title: str
    topic: BlockTopic
    text: str
    locale: str = "uk"
    tags: Sequence[str] = ()


def save_block(
    session: Session, block: TextBlock | None, data: BlockData, *, by: User | None, now: datetime
) -> TextBlock:
    """Add a block or change it; new words make a new version, a new topic or new tags do not.

    Raises:
        RuleError: `block_title_needed`, `block_text_needed`, `text_too_long`, `tags_long`, `locale_unknown`,
            `stale_record`.
    """
    title, text, tags = " ".join(data.title.split()), tidy(data.text), ", ".join(data.tags)
    if not title:
        raise RuleError("block_title_needed", field="title")
    if not text:
        raise RuleError("block_text_needed", field="text")
    if len(text) > MOST:
        raise RuleError("text_too_long", MOST, field="text")
    if len(tags) > LONGEST_TAGS:
        raise RuleError("tags_long", LONGEST_TAGS, field="tags")
    if data.locale not in LOCALES:
        raise RuleError("locale_unknown", field="locale")
    is_new = block is None
    if block is None:
        block = TextBlock(number=1)
        session.add(block)
    says_more = is_new or (block.title, block.text) != (title, text)
    if says_more and not is_new:
        block.number += 1
    block.title, block.sort_key, block.text = title, sort_key(title), text
    block.topic, block.locale, block.tags = data.topic, data.locale, tags
    try:
        session.flush()
    except StaleDataError as error:
        raise RuleError("stale_record") from error
    if says_more:
        session.add(
            TextBlockVersion(
                block_id=block.id,
                number=block.number,
                title=title,
                text=text,
                saved_at=now,
                saved_by_id=by.id if by else None,
            )
        )
        session.flush()
    return block


def archive_block(session: Session, block: TextBlock, *, now: datetime) -> None:
    """Put a block away: it is offered no more, and where it was used stays known."""
    block.archived_at = now
    session.flush()


def restore_block(session: Session, block: TextBlock) -> None:
    """Bring a block back."""
    block.archived_at = None
    session.flush()
