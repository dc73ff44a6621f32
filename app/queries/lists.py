"""The lists that can be long, by name: a background job finds here the list that a page asked it to write."""

from collections.abc import Callable
from datetime import date
from functools import partial

from app.clock import zone
from app.domain.duplicates import PairStatus
from app.i18n import _l
from app.queries.audit import AUDIT
from app.queries.bounces import BOUNCE_LIST, SUPPRESSED_LIST
from app.queries.consent_list import consent_list
from app.queries.contacts import CONTACT_ARCHIVE, CONTACT_LIST
from app.queries.coverage import SHIFT_LIST
from app.queries.donations import DONATION_LIST
from app.queries.duplicate_pairs import pairs_list
from app.queries.erasures import ACCESSES, PROPOSALS, erasure_list
from app.queries.events import EVENT_ARCHIVE, EVENT_LIST
from app.queries.grant_list import APPLICATION_LIST
from app.queries.hours_list import HOURS_LIST
from app.queries.interactions import interaction_list
from app.queries.letters import LETTER_LIST
from app.queries.listing import ListSpec
from app.queries.merging import MERGES
from app.queries.money_list import MONEY_LIST
from app.queries.opportunities import opportunity_list
from app.queries.partnerships import LEDGER_LIST, partnership_list
from app.queries.report_list import REPORT_LIST
from app.queries.sign_ups import sign_up_list
from app.queries.task_list import task_list
from app.queries.volunteer_documents import document_list
from app.queries.volunteer_papers import PAPER_LIST
from app.queries.volunteers import volunteer_list


def _pairs(status: PairStatus, _day: date) -> ListSpec:
    return pairs_list(status)


# Each takes the present day.
LISTS: dict[str, Callable[[date], ListSpec]] = {
    "access": lambda _day: ACCESSES,
    "audit": lambda _day: AUDIT,
    "bounces": lambda _day: BOUNCE_LIST,
    "consents": consent_list,
    "contacts": lambda _day: CONTACT_LIST,
    "contacts-archive": lambda _day: CONTACT_ARCHIVE,
    "donations": lambda _day: DONATION_LIST,
    "erasures": erasure_list,
    "events": lambda _day: EVENT_LIST,
    "events-archive": lambda _day: EVENT_ARCHIVE,
    "grants": lambda _day: APPLICATION_LIST,
    "hours": lambda _day: HOURS_LIST,
    "interactions": lambda _day: interaction_list(zone()),
    "interactions-archive": lambda _day: interaction_list(zone(), archived=True),
    "letters": lambda _day: LETTER_LIST,
    "ledger": lambda _day: LEDGER_LIST,
    "merges": lambda _day: MERGES,
    "money-raised": lambda _day: MONEY_LIST,
    "opportunities": opportunity_list,
    "opportunities-archive": lambda day: opportunity_list(day, archived=True),
    "partnerships": partnership_list,
    "reports": lambda _day: REPORT_LIST,
    "shifts": lambda _day: SHIFT_LIST,
    "tasks": task_list,
    "retention": lambda _day: PROPOSALS,
    "volunteer-papers": lambda _day: PAPER_LIST,
    "sign-ups": sign_up_list,
    "suppressed-addresses": lambda _day: SUPPRESSED_LIST,
    "volunteer-documents": document_list,
    "volunteers": volunteer_list,
    "volunteers-and-archive": lambda day: volunteer_list(day, archive_too=True),
}
LISTS |= {f"duplicates-{status.value}": partial(_pairs, status) for status in PairStatus}
# Only the page of a mailing knows whose lists these are.
OF_A_MAILING = {"mailing-audience": _l("Audience"), "mailing-recipients": _l("Recipients")}


def list_title(name: str) -> str:
    """Return what a list is called, by its name."""
    found = LISTS.get(name)
    return str(found(date(2000, 1, 1)).title if found else OF_A_MAILING.get(name, name))
