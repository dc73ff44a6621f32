"""Words of the area: personal data."""

from typing import Any

from app.domain.erasure import Fate
from app.domain.privacy import (
    AccessAction,
    ConsentChannel,
    ConsentState,
    ErasureSource,
    ErasureStatus,
    ProposalState,
)
from app.i18n import _l
from app.labels.audit_tables import TABLES

LABELS: dict[Any, dict[Any, Any]] = {
    ConsentChannel: {
        ConsentChannel.PAPER: _l("On paper"),
        ConsentChannel.EMAIL: _l("By e-mail"),
        ConsentChannel.PHONE: _l("By phone"),
        ConsentChannel.WEB: _l("Web form"),
        ConsentChannel.IN_PERSON: _l("At the library, in person"),
    },
    ConsentState: {
        ConsentState.GIVEN: _l("Given"),
        ConsentState.RENEWAL: _l("To be renewed"),
        ConsentState.WITHDRAWN: _l("Consent withdrawn"),
        ConsentState.FUTURE: _l("Not yet in force"),
    },
    ErasureStatus: {
        ErasureStatus.OPEN: _l("Waiting for a decision"),
        ErasureStatus.ACCEPTED: _l("Being carried out"),
        ErasureStatus.DONE: _l("Erased"),
        ErasureStatus.REFUSED: _l("Erasure refused"),
    },
    ErasureSource: {
        ErasureSource.PERSON: _l("The person asked"),
        ErasureSource.TERM: _l("The term of keeping ran out"),
    },
    ProposalState: {
        ProposalState.OPEN: _l("Not decided"),
        ProposalState.ACCEPTED: _l("To be erased"),
        ProposalState.KEPT: _l("Kept"),
        ProposalState.LAPSED: _l("Active again"),
    },
    AccessAction: {
        AccessAction.OPEN: _l("Opened"),
        AccessAction.PRINT: _l("Printed"),
        AccessAction.EXPORT: _l("Data exported"),
        AccessAction.LIST: _l("List exported"),
    },
    Fate: {
        Fate.ERASE: _l("Is erased"),
        Fate.CLEAR: _l("Stays without personal texts"),
        Fate.KEEP: _l("Stays without the name"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    ConsentState: {
        ConsentState.GIVEN: "success",
        ConsentState.RENEWAL: "warning",
        ConsentState.WITHDRAWN: "neutral",
        ConsentState.FUTURE: "info",
    },
    ErasureStatus: {
        ErasureStatus.OPEN: "warning",
        ErasureStatus.ACCEPTED: "info",
        ErasureStatus.DONE: "success",
        ErasureStatus.REFUSED: "neutral",
    },
    ErasureSource: {ErasureSource.PERSON: "info", ErasureSource.TERM: "neutral"},
    ProposalState: {
        ProposalState.OPEN: "warning",
        ProposalState.ACCEPTED: "danger",
        ProposalState.KEPT: "success",
        ProposalState.LAPSED: "neutral",
    },
    AccessAction: {
        AccessAction.OPEN: "neutral",
        AccessAction.PRINT: "info",
        AccessAction.EXPORT: "warning",
        AccessAction.LIST: "accent",
    },
    Fate: {Fate.ERASE: "danger", Fate.CLEAR: "warning", Fate.KEEP: "success"},
}
REFUSALS: dict[str, Any] = {
    "consents_are_for_people": _l("Consents are given by people. An organisation gives none."),
    "erased_takes_nothing": _l("This person was anonymised, so nothing can be added to the contact any more."),
    "person_is_erased": _l("This person has been erased already."),
    "consent_before_birth": _l("This day is before the person was born."),
    "no_such_purpose": _l("There is no such purpose: %(value)s"),
    "no_consent_text": _l("There is no text for this purpose. An administrator writes it in the settings."),
    "guardian_needed": _l(
        "The person is under 18: a parent or guardian agrees. Add the guardian among the connections first."
    ),
    "not_a_guardian": _l("This contact is not a guardian of the person on that day."),
    "no_guardian_for_adults": _l("An adult agrees personally, without a guardian."),
    "nothing_to_withdraw": _l("There is no consent to withdraw for this purpose."),
    "withdrawn_before_given": _l("A consent cannot be withdrawn before it was given."),
    "empty_consent_text": _l("Write the text that people agree to."),
    "erasure_people_only": _l("Only a person can be erased. An organisation is archived."),
    "request_in_future": _l("Enter a date that is not later than today."),
    "request_exists": _l("A request about this person is waiting for an answer already."),
    "request_decided": _l("This request has been answered already."),
    "confirmation_needed": _l("Tick that you understand the consequence."),
    "proposal_decided": _l("This proposal has been decided on already."),
    "keep_until_past": _l("Choose a day after today."),
}

# Tables that lead to a person and are not among the words of the audit log.
_MORE_TABLES: dict[str, Any] = {
    "access_log": _l("Access log"),
    "application_partners": _l("Partners of applications"),
    "bounces": _l("Letters that came back"),
    "checklists": _l("Started checklists"),
    "contact_tags": _l("Tags"),
    "custom_values": _l("Values of added fields"),
    "duplicate_pairs": _l("Pairs that look alike"),
    "event_partners": _l("Partners of events"),
    "event_volunteers": _l("Volunteers at events"),
    "interaction_contacts": _l("Other participants of interactions"),
    "interaction_details": _l("Details of interactions"),
    "interaction_files": _l("Files of interactions"),
    "interaction_users": _l("Colleagues in interactions"),
    "letters": _l("Letters to the person"),
    "mailing_recipients": _l("Letters of mailings"),
    "merges": _l("Merges of contacts"),
    "relationships": _l("Relationships"),
    "tasks": _l("Tasks"),
    "volunteer_activity": _l("Sums of hours"),
    "volunteer_availability": _l("Free time of volunteers"),
    "volunteer_languages": _l("Languages of volunteers"),
    "volunteer_months": _l("Hours by month"),
    "volunteer_years": _l("Hours by year"),
    "volunteer_skills": _l("Skills of volunteers"),
    "volunteer_status_changes": _l("Status history of volunteers"),
}

# What the rows of a table are kept for.
PURPOSES_OF_TABLES: dict[str, Any] = {
    "access_log": _l("To know who looked at personal data."),
    "affiliations": _l("To know whom to speak to in an organisation."),
    "application_members": _l("Accounting for grants."),
    "application_partners": _l("Accounting for grants."),
    "applications": _l("Accounting for grants."),
    "assignments": _l("Shifts and who came."),
    "attachments": _l("Papers of the record."),
    "bounces": _l("Proof of which letters were sent."),
    "calls": _l("Accounting for grants."),
    "checklists": _l("To plan the work of colleagues."),
    "cofinancing_claims": _l("Accounting for grants."),
    "comments": _l("Remarks of colleagues for working together."),
    "consents": _l("Proof of consent: what was agreed to, when and how."),
    "contact_addresses": _l("To reach the person."),
    "contact_emails": _l("To reach the person."),
    "contact_phones": _l("To reach the person."),
    "contact_tags": _l("To find people for an invitation."),
    "contacts": _l("To know who the person is."),
    "custom_values": _l("What the library decided to know about contacts."),
    "duplicate_pairs": _l("To keep one record of one person."),
    "donations": _l("Accounting for charitable contributions."),
    "erasure_requests": _l("Proof that the request was answered in time."),
    "event_partners": _l("Accounting for events."),
    "event_volunteers": _l("Accounting for events."),
    "expenditures": _l("Accounting for grants."),
    "funder_profiles": _l("Accounting for grants."),
    "grant_agreements": _l("Accounting for grants."),
    "fundraising_efforts": _l("Accounting for grants and for charitable contributions."),
    "heading_sets": _l("Accounting for grants."),
    "hours_entries": _l("Accounting for volunteers’ hours."),
    "interaction_contacts": _l("History of working together."),
    "interaction_details": _l("History of working together."),
    "interaction_files": _l("History of working together."),
    "interaction_users": _l("History of working together."),
    "interactions": _l("History of working together."),
    "issued_papers": _l("To confirm papers that volunteers show."),
    "letters": _l("History of working together."),
    "mailing_recipients": _l("Proof of which letters were sent."),
    "merges": _l("To keep one record of one person."),
    "milestone_thanks": _l("To thank volunteers."),
    "partnerships": _l("Accounting for partnerships."),
    "report_templates": _l("Accounting for grants."),
    "personal_links": _l("To arrange when the volunteer helps."),
    "relationships": _l("To know who is connected with whom."),
    "retention_proposals": _l("Decisions on how long data are kept."),
    "sign_ups": _l("To answer those who want to volunteer."),
    "suppressed_addresses": _l("So that nobody who said no is written to again."),
    "tasks": _l("To plan the work of colleagues."),
    "volunteer_activity": _l("Accounting for volunteers’ hours."),
    "volunteer_availability": _l("To arrange when the volunteer helps."),
    "volunteer_documents": _l("Papers of the record."),
    "volunteer_languages": _l("To arrange what the volunteer does."),
    "volunteer_status_changes": _l("Agreement with the volunteer."),
    "volunteer_months": _l("Accounting for volunteers’ hours."),
    "volunteer_years": _l("Accounting for volunteers’ hours."),
    "volunteer_skills": _l("To arrange what the volunteer does."),
    "volunteers": _l("Agreement with the volunteer."),
}


def table_words(table: str) -> str:
    """Return what a person calls the rows of a table."""
    return str(TABLES.get(table) or _MORE_TABLES.get(table, table))


def table_purpose(table: str) -> str:
    """Return what the rows of a table are kept for."""
    return str(PURPOSES_OF_TABLES.get(table, ""))
