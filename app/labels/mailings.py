"""Words of the area: mailings, and why a letter did not leave."""

from typing import Any

from app.domain.mailings import AudienceKind, MailingStatus, RecipientState, Trouble, Why
from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {
    MailingStatus: {
        MailingStatus.DRAFT: _l("Draft"),
        MailingStatus.SCHEDULED: _l("Waiting for its time"),
        MailingStatus.SENDING: _l("Being sent"),
        MailingStatus.PAUSED: _l("Paused"),
        MailingStatus.STOPPED: _l("Stopped"),
        MailingStatus.DONE: _l("Finished"),
    },
    RecipientState: {
        RecipientState.PENDING: _l("Waiting"),
        RecipientState.SENDING: _l("Leaving now"),
        RecipientState.SENT: _l("Sent"),
        RecipientState.FAILED: _l("Not sent"),
        RecipientState.SKIPPED: _l("Left out"),
        RecipientState.UNKNOWN: _l("Unknown, not sent again"),
    },
    Why: {
        Why.ARCHIVED: _l("In the archive or erased"),
        Why.NO_EMAIL: _l("No e-mail address"),
        Why.MINOR: _l("Under 18"),
        Why.UNSUBSCRIBED: _l("Unsubscribed"),
        Why.BOUNCED: _l("Letters to the address come back"),
        Why.NO_CONSENT: _l("No consent"),
        Why.EMPTY_FIELD: _l("Nothing known for a field of the letter"),
        Why.DUPLICATE: _l("The same address as another contact"),
    },
    Trouble: {
        Trouble.REFUSED: _l("The recipient’s server refused the address"),
        Trouble.LATER: _l("The recipient’s server asked to wait, three times"),
        Trouble.LETTER_REFUSED: _l("The server refused the letter itself"),
        Trouble.BAD_ADDRESS: _l("The address cannot be written to"),
        Trouble.SERVER: _l("The mail server does not answer"),
        Trouble.SETTINGS: _l("The mail server refuses our settings"),
        Trouble.CRASHED: _l("Something broke on our side"),
    },
    AudienceKind: {
        AudienceKind.SEGMENT: _l("A saved segment of contacts"),
        AudienceKind.TAG: _l("Contacts with a tag"),
        AudienceKind.ROLE: _l("Contacts with a role"),
        AudienceKind.PEOPLE: _l("All people"),
        AudienceKind.ORGANISATIONS: _l("All organisations"),
        AudienceKind.EVERYBODY: _l("All contacts"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    MailingStatus: {
        MailingStatus.SCHEDULED: "info",
        MailingStatus.SENDING: "info",
        MailingStatus.PAUSED: "warning",
        MailingStatus.STOPPED: "danger",
        MailingStatus.DONE: "success",
    },
    RecipientState: {
        RecipientState.SENDING: "info",
        RecipientState.SENT: "success",
        RecipientState.FAILED: "danger",
        RecipientState.SKIPPED: "neutral",
        RecipientState.UNKNOWN: "warning",
    },
    Why: {Why.NO_CONSENT: "warning", Why.BOUNCED: "danger", Why.UNSUBSCRIBED: "danger"},
}
REFUSALS: dict[str, Any] = {
    "mailing_not_now": _l("This cannot be done in the present state of the mailing."),
    "mailing_is_out": _l("A mailing that has begun cannot be changed. Make a copy of it."),
    "segment_gone": _l("This segment does not exist any more. Choose another audience."),
    "segment_needed": _l("Choose a segment."),
    "tag_gone": _l("Choose a tag."),
    "no_such_role": _l("Choose a role."),
    "no_such_mailing_purpose": _l("Choose what the recipients agreed to."),
    "too_many_recipients": _l("A mailing can have at most %(value)s recipients. Choose a smaller audience."),
    "nobody_to_write_to": _l(
        "Nobody may get this letter: without a consent, an address or with a refusal nobody is written to."
    ),
    "audience_changed": _l(
        "The audience has changed: the number of letters is now %(value)s. Look at the figures and confirm again."
    ),
    "fields_empty_for_all": _l("Nothing is known for %(value)s, so every letter would have a gap there."),
    "schedule_in_past": _l("Choose a time that is still to come."),
    "schedule_incomplete": _l("Choose a day and a time."),
    "schedule_too_far": _l("Choose a time within a year."),
    "test_failed": _l("The test letter could not be sent: %(value)s"),
    "address_unknown": _l("Your address is no longer known here, so no letters can be sent to it."),
    "not_unknown": _l("Only a letter of which it is not known whether it left can be sent again."),
}


def reason_text(reason: str, detail: str = "") -> str:
    """Return why a letter did not leave, with what the server said."""
    from app.labels import label

    words = ""
    if reason in set(Why):
        words = label(Why(reason))
    elif reason in set(Trouble):
        words = label(Trouble(reason))
    return f"{words}: {detail}" if words and detail else words or detail
