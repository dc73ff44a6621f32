"""Words of the area: the work on an application, its form, documents, team, versions, and the library of texts."""

from collections.abc import Sequence
from typing import Any

from app.domain.application_work import (
    BlockTopic,
    DocumentState,
    MissingCode,
    TeamRole,
    UsualDocument,
    UsualSection,
    VersionKind,
)
from app.domain.frozen import ChangeKind
from app.domain.grants import BudgetSource
from app.domain.text_diff import Mark
from app.domain.text_limits import LimitUnit
from app.i18n import _l

U, D = UsualSection, UsualDocument
LABELS: dict[Any, dict[Any, Any]] = {
    LimitUnit: {
        LimitUnit.WORDS: _l("words"),
        LimitUnit.CHARACTERS: _l("characters with spaces"),
        LimitUnit.CHARACTERS_WITHOUT_SPACES: _l("characters without spaces"),
    },
    TeamRole: {
        TeamRole.LEADER: _l("Leader of the team"),
        TeamRole.WRITER: _l("Texts"),
        TeamRole.BUDGET: _l("Budget"),
        TeamRole.DOCUMENTS: _l("Documents"),
        TeamRole.PARTNERS: _l("Work with partners"),
        TeamRole.REVIEWER: _l("Final check"),
    },
    BlockTopic: {
        BlockTopic.ABOUT: _l("About the library"),
        BlockTopic.NEED: _l("Need of the community"),
        BlockTopic.GOAL: _l("Goal and objectives"),
        BlockTopic.AUDIENCE: _l("Audience"),
        BlockTopic.ACTIVITIES: _l("Activities of the project"),
        BlockTopic.RESULTS: _l("Results and their measurement"),
        BlockTopic.PARTNERS: _l("Partners and volunteers"),
        BlockTopic.TEAM: _l("Team and experience"),
        BlockTopic.SUSTAINABILITY: _l("Sustainability"),
        BlockTopic.COMMUNICATION: _l("Communication"),
        BlockTopic.BUDGET: _l("Reasons for costs"),
        BlockTopic.OTHER: _l("Other"),
    },
    VersionKind: {
        VersionKind.MANUAL: _l("Saved by hand"),
        VersionKind.SUBMISSION: _l("As submitted"),
    },
    DocumentState: {
        DocumentState.MISSING: _l("Missing"),
        DocumentState.EXPIRED: _l("Too old by the deadline"),
        DocumentState.ATTACHED: _l("Attached"),
        DocumentState.NOT_NEEDED: _l("Not needed"),
    },
    U: {
        U.SUMMARY: _l("Summary of the project"),
        U.ABOUT_US: _l("About the applicant"),
        U.NEED: _l("Problem and need"),
        U.GOAL: _l("Goal and objectives"),
        U.AUDIENCE: _l("Target audience"),
        U.ACTIVITIES: _l("Activities and schedule"),
        U.RESULTS: _l("Expected results and indicators"),
        U.SUSTAINABILITY: _l("Sustainability after the grant"),
        U.COMMUNICATION: _l("Communication plan"),
    },
    D: {
        D.STATUTE: _l("Statute of the institution"),
        D.REGISTER_EXTRACT: _l("Extract from the state register"),
        D.NON_PROFIT: _l("Decision on non-profit status"),
        D.DIRECTOR_ORDER: _l("Order on the director’s appointment"),
        D.BANK_DETAILS: _l("Certificate of the treasury account"),
        D.FINANCIAL_REPORT: _l("Financial report for the last year"),
        D.TEAM_CV: _l("CVs of the team"),
        D.PARTNER_LETTERS: _l("Letters of support from partners"),
        D.BUDGET_FILE: _l("Budget in the funder’s form"),
        D.FOUNDER_CONSENT: _l("Consent of the founder"),
    },
    MissingCode: {
        MissingCode.NO_CALL: _l("Link the call that the application answers"),
        MissingCode.NO_DEADLINE: _l("Write down the deadline of the call"),
        MissingCode.NO_LEADER: _l("Name the leader of the team"),
        MissingCode.NO_SECTIONS: _l("Set up the sections of the form"),
        MissingCode.SECTION_EMPTY: _l("Write the section"),
        MissingCode.SECTION_TOO_LONG: _l("Shorten the section"),
        MissingCode.SECTION_NOT_READY: _l("Finish the section and mark it as ready"),
        MissingCode.DOCUMENT_MISSING: _l("Attach the document"),
        MissingCode.DOCUMENT_EXPIRED: _l("Get a fresh document"),
        MissingCode.NO_AMOUNT: _l("Write down the amount requested"),
        MissingCode.NO_BUDGET: _l("Add lines to the budget"),
        MissingCode.BUDGET_DIFFERS: _l("Bring the grant’s part of the budget and the amount requested into agreement"),
        MissingCode.NO_TIMETABLE: _l("Plan the work back from the deadline"),
    },
    ChangeKind: {
        ChangeKind.ADDED: _l("Added"),
        ChangeKind.REMOVED: _l("Removed"),
        ChangeKind.CHANGED: _l("Changed"),
        ChangeKind.ORDER: _l("Other order"),
    },
    Mark: {
        Mark.SAME: _l("unchanged"),
        Mark.ADDED: _l("added"),
        Mark.REMOVED: _l("removed"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    VersionKind: {VersionKind.MANUAL: "neutral", VersionKind.SUBMISSION: "info"},
    DocumentState: {
        DocumentState.MISSING: "warning",
        DocumentState.EXPIRED: "danger",
        DocumentState.ATTACHED: "success",
        DocumentState.NOT_NEEDED: "neutral",
    },
    ChangeKind: {
        ChangeKind.ADDED: "success",
        ChangeKind.REMOVED: "danger",
        ChangeKind.CHANGED: "info",
        ChangeKind.ORDER: "neutral",
    },
}
SECTION_HINTS: dict[UsualSection, Any] = {
    U.SUMMARY: _l("What will be done, for whom, with what result and for how much: the part that is read first."),
    U.ABOUT_US: _l("Who the applicant is and what it has already done that is like this project."),
    U.NEED: _l("Which problem of which people the project solves, and how it is known."),
    U.GOAL: _l("What will be different at the end. Objectives that can be checked."),
    U.AUDIENCE: _l("Who will take part, how many, and how they will learn about it."),
    U.ACTIVITIES: _l("What happens when, and who answers for it."),
    U.RESULTS: _l("Numbers and changes, and how they will be measured."),
    U.SUSTAINABILITY: _l("What stays and who pays for it once the grant is over."),
    U.COMMUNICATION: _l("Where the project will be spoken of, and how the funder will be named."),
}
COUNTING: dict[LimitUnit, Any] = {
    LimitUnit.WORDS: _l(
        "A word is what stands between spaces and has a letter or a digit: a dash alone is no word, a compound with a"
        " hyphen is one."
    ),
    LimitUnit.CHARACTERS: _l("Every character counts, spaces and signs of formatting too; a line break counts as one."),
    LimitUnit.CHARACTERS_WITHOUT_SPACES: _l(
        "Every character counts but spaces and line breaks; signs of formatting count too."
    ),
}
REFUSALS: dict[str, Any] = {
    "limit_needs_unit": _l("Say what the limit counts: words or characters."),
    "limit_needs_number": _l("Enter how many are allowed."),
    "limit_number": _l("Enter a whole number from 1 to %(value)s."),
    "section_title_needed": _l("Give the section a title."),
    "document_title_needed": _l("Say what the document is called."),
    "document_age": _l("Enter a number of months from 1 to %(value)s."),
    "document_days": _l("The last day cannot be before the day of issue."),
    "document_file": _l("Choose a file of this application."),
    "document_both": _l("A document with a file is needed: remove the reason, or the file."),
    "form_rows_many": _l("A form has at most %(value)s sections and as many documents."),
    "locale_unknown": _l("Choose one of the offered languages."),
    "text_too_long": _l("Use at most %(value)s characters."),
    "member_needed": _l("Choose an account or a person among the contacts, one of the two."),
    "member_unknown": _l("Choose one of the offered accounts."),
    "member_closed": _l("The account of %(value)s is closed."),
    "member_sees_no_grants": _l("%(value)s may not see grants. Choose somebody else, or ask for another role."),
    "member_not_person": _l("Choose a person among the contacts."),
    "member_twice": _l("This person has this role already."),
    "leader_known": _l("The team has a leader already. Remove the leader first."),
    "timetable_no_call": _l("The application answers no call, so there is no deadline to plan back from. Link a call."),
    "timetable_no_deadline": _l("The call “%(value)s” has no deadline. Write it down first."),
    "timetable_over": _l("The deadline was on %(value)s: there is nothing left to plan."),
    "timetable_started": _l("The timetable “%(value)s” was already started for this deadline."),
    "timetable_twice": _l("This timetable was started for the new deadline too. Close the tasks of the old one."),
    "block_title_needed": _l("Give the text a title."),
    "block_text_needed": _l("Write the text."),
    "tags_long": _l("All tags together have at most %(value)s characters."),
    "version_name_needed": _l("Give the version a name."),
}

# What stands in a frozen copy and is no column of a table.
COPY_WORDS: dict[str, Any] = {
    "application": _l("Application"),
    "branch": _l("Branch"),
    "budget": _l("Budget"),
    "call": _l("Call"),
    "checksum": _l("Checksum"),
    "count": _l("Length of the text"),
    "documents": _l("Documents"),
    "file": _l("File"),
    "files": _l("Files"),
    "funder": _l("Funder"),
    "last_day": _l("Valid until"),
    "name": _l("Name"),
    "owner": _l("Responsible"),
    "partners": _l("Partners"),
    "sections": _l("Sections"),
    "size": _l("Size"),
    "sources": _l("Sources"),
    "state": _l("State"),
    "team": _l("Team"),
    "total": _l("Total"),
    "totals": _l("Sums of the budget"),
}

# The order in which a page tells what a copy holds: its keys stand in the order of the alphabet.
COPY_PARTS = ("application", "sections", "budget", "totals", "documents", "files", "team", "partners", "call")
COPY_ORDER: dict[str, Sequence[str]] = {
    "application": [
        "funder",
        "stage",
        "requested_amount",
        "requested_base",
        "cofinancing_amount",
        "cofinancing_base",
        "currency",
        "rate",
        "rate_date",
        "rate_source",
        "starts_on",
        "ends_on",
        "scope",
        "branch",
        "owner",
        "leader",
    ],
    "call": [
        "title",
        "opens_on",
        "deadline_on",
        "deadline_note",
        "decision_on",
        "min_amount",
        "max_amount",
        "currency",
        "cofinancing_percent",
        "indirect_percent",
        "languages",
        "eligibility",
        "eligible_costs",
        "ineligible_costs",
        "url",
    ],
    "budget": ("code", "item", "category", "source", "unit", "quantity", "price", "planned"),
    "totals": tuple(BudgetSource),
}
