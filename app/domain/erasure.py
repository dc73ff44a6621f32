"""What erasing a person does to every table that leads to the person.

A row leads to a person through a foreign key: to `contacts`, or to a table in `FOLLOWED`. Every such key has a
policy here, and a test fails for a new one without. What the policies leave in free text of other records (the
name, an e-mail, a phone) is replaced in `app.services.erasure_work`, word by word of `app.domain.erasure_words`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from app.domain.signups import PERSONAL


class Fate(StrEnum):
    """What happens to the rows that lead to an erased person."""

    ERASE = "erase"
    CLEAR = "clear"
    KEEP = "keep"


@dataclass(frozen=True)
class Policy:
    """`clear` names the columns that are emptied; the other columns and the rows stay."""

    fate: Fate
    clear: tuple[str, ...] = ()


ERASE = Policy(Fate.ERASE)
KEEP = Policy(Fate.KEEP)


def clear(*columns: str) -> Policy:
    """Return the policy that keeps rows and empties these columns."""
    return Policy(Fate.CLEAR, columns)


# Tables whose rows are about one person, with the column that says whom: what leads to them leads to the person.
FOLLOWED: Mapping[str, str] = MappingProxyType(
    {
        "consents": "contact_id",
        "contacts": "id",
        "donations": "donor_id",
        "interactions": "contact_id",
        "letters": "contact_id",
        "mailing_recipients": "contact_id",
        "volunteers": "person_id",
    }
)

ERASURE: Mapping[str, Policy] = MappingProxyType(
    {
        "access_log.contact_id": KEEP,
        "affiliations.organisation_id": ERASE,
        "affiliations.person_id": ERASE,
        "application_members.contact_id": ERASE,
        "application_partners.organisation_id": KEEP,
        "applications.funder_id": KEEP,
        "assignments.volunteer_id": clear("override_reason", "cancel_reason"),
        "attachments.contact_id": ERASE,
        "attachments.donation_id": KEEP,
        "attachments.volunteer_id": ERASE,
        "bounces.letter_id": clear("email", "detail"),
        "bounces.recipient_id": clear("email", "detail"),
        "calls.funder_id": KEEP,
        "checklists.contact_id": KEEP,
        "checklists.donation_id": KEEP,
        "checklists.volunteer_id": KEEP,
        "cofinancing_claims.donation_id": KEEP,
        "comments.contact_id": ERASE,
        "comments.donation_id": ERASE,
        "comments.volunteer_id": ERASE,
        "consents.contact_id": clear("note", "attachment_id"),
        "consents.guardian_id": KEEP,
        "contact_addresses.contact_id": ERASE,
        "contact_emails.contact_id": ERASE,
        "contact_phones.contact_id": ERASE,
        "contact_tags.contact_id": ERASE,
        "custom_values.contact_id": ERASE,
        "donations.donor_id": KEEP,
        "duplicate_pairs.first_id": ERASE,
        "duplicate_pairs.second_id": ERASE,
        "erasure_requests.contact_id": clear("note", "reason"),
        "event_partners.organisation_id": KEEP,
        "event_volunteers.volunteer_id": KEEP,
        "expenditures.counterparty_id": KEEP,
        "funder_profiles.contact_id": KEEP,
        "fundraising_efforts.donor_id": clear("note"),
        "heading_sets.funder_id": KEEP,
        "grant_agreements.applicant_id": KEEP,
        "hours_entries.volunteer_id": KEEP,
        "interaction_contacts.contact_id": ERASE,
        "interaction_contacts.interaction_id": KEEP,
        "interaction_details.id": clear("outcome_note", "next_step", "next_on", "message_id", "sender", "recipients"),
        "interaction_files.interaction_id": ERASE,
        "interaction_users.interaction_id": KEEP,
        "interactions.contact_id": clear("subject", "body"),
        "issued_papers.volunteer_id": clear("name", "title", "body", "work", "revoke_reason"),
        "letters.contact_id": ERASE,
        "letters.interaction_id": ERASE,
        "mailing_recipients.contact_id": clear("email", "name", "detail"),
        "merges.other_id": ERASE,
        "merges.survivor_id": ERASE,
        "milestone_thanks.volunteer_id": KEEP,
        "partnerships.organisation_id": KEEP,
        "personal_links.volunteer_id": ERASE,
        "relationships.from_contact_id": ERASE,
        "relationships.to_contact_id": ERASE,
        "report_templates.funder_id": KEEP,
        "retention_proposals.contact_id": clear("reason"),
        "sign_ups.volunteer_id": clear(*PERSONAL),
        "tasks.contact_id": clear("title", "note"),
        "tasks.donation_id": clear("title", "note"),
        "tasks.volunteer_id": clear("title", "note"),
        "volunteer_activity.volunteer_id": KEEP,
        "volunteer_availability.volunteer_id": ERASE,
        "volunteer_months.volunteer_id": KEEP,
        "volunteer_years.volunteer_id": KEEP,
        "volunteer_documents.volunteer_id": ERASE,
        "volunteer_languages.volunteer_id": ERASE,
        "volunteer_skills.volunteer_id": ERASE,
        "volunteer_status_changes.volunteer_id": clear("reason"),
        "volunteers.person_id": clear(
            "guardian_name", "guardian_phone", "emergency_contact", "emergency_phone", "about"
        ),
    }
)

# Columns of the person's own row that stay in the audit log; a field that an administrator added does not.
TELLING_NOTHING = frozenset(
    {"archived_at", "anonymised_at", "created_at", "id", "is_public_funder", "kind", "organisation_type"}
)

# Columns of the person's own row that are emptied; the name is replaced.
PERSON_COLUMNS = (
    "display_name",
    "last_name",
    "first_name",
    "middle_name",
    "birth_date",
    "city",
    "website",
    "legal_name",
    "edrpou",
)


def name_forms(last: str, first: str, middle: str) -> list[str]:
    """Return the ways in which the whole name of a person is written in texts, the longest first.

    A single word is no whole name: replacing it would spoil the texts about everybody else.
    """
    forms = {
        " ".join(part for part in parts if part)
        for parts in ((last, first, middle), (first, middle, last), (last, first), (first, last))
    }
    return sorted((form for form in forms if " " in form), key=lambda form: (-len(form), form))
