"""Comments on records."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.contacts import LONGEST_COMMENT
from app.domain.errors import RuleError
from models.accounts import User
from models.interactions import Comment


def add_comment(session: Session, kind: str, record_id: int, body: str, *, by: User, now: datetime) -> Comment:
    """Add a remark to a record.

    Raises:
        RuleError: `empty_comment` or `comment_too_long`.
    """
    text = body.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise RuleError("empty_comment", field="body")
    if len(text) > LONGEST_COMMENT:
        raise RuleError("comment_too_long", LONGEST_COMMENT, field="body")
    comment = Comment(body=text, author_id=by.id, at=now)
    setattr(comment, f"{kind}_id", record_id)
    session.add(comment)
    session.flush()
    return comment
