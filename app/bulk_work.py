"""The background job that does the same with many contacts."""

from typing import Any

from sqlalchemy.orm import Session

from app.clock import today
from app.domain.errors import RuleError
from app.domain.tags import BulkAction
from app.jobs import Progress
from app.permissions import Permission, may
from app.queries.accounts import account_by_id
from app.queries.contact_bulk import matching_ids
from app.queries.listing import ListState
from app.queries.tags import tag_by_id
from app.scope import scope_of
from app.services.contact_bulk import apply_bulk
from models.base import utc_now
from models.jobs import Job


def change_contacts(session: Session, job: Job, progress: Progress) -> dict[str, Any]:
    """Tag or archive everything that a list of contacts shows, as far as the one who asked may still do so.

    Raises:
        RuleError: `not_found`: the account or the tag is gone; `nothing_chosen`.
    """
    person = account_by_id(session, job.created_by_id or 0)
    if person is None or not person.is_active or not may(person.role, Permission.CONTACTS_EDIT):
        raise RuleError("not_found")
    arguments = job.arguments
    action = BulkAction(arguments["action"])
    tag = None
    if arguments["tag_id"] is not None and (tag := tag_by_id(session, arguments["tag_id"])) is None:
        raise RuleError("not_found")
    state = ListState(arguments["query"], arguments["filters"])
    ids = matching_ids(session, state, scope_of(person.role, person.branch_id), today())
    result = apply_bulk(session, action, ids, tag, now=utc_now(), progress=progress)
    url = f"/contacts?tag={tag.id}" if tag is not None and action is BulkAction.ADD_TAG else "/contacts"
    return {"url": url, **result.counts()}
