"""Words of the area: contacts."""

from typing import Any

from app.domain.contacts import ChannelLabel, ContactKind, InteractionKind, OrganisationType
from app.domain.matching import MatchReason
from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {
    ContactKind: {
        ContactKind.PERSON: _l("Person"),
        ContactKind.ORGANISATION: _l("Organisation"),
    },
    OrganisationType: {
        OrganisationType.NGO: _l("NGO"),
        OrganisationType.CHARITY: _l("Charitable foundation"),
        OrganisationType.SCHOOL: _l("School"),
        OrganisationType.UNIVERSITY: _l("University or college"),
        OrganisationType.BUSINESS: _l("Business"),
        OrganisationType.MEDIA: _l("Media"),
        OrganisationType.AUTHORITY: _l("Authority"),
        OrganisationType.CULTURAL_INSTITUTION: _l("Cultural institution"),
        OrganisationType.INTERNATIONAL: _l("International organisation"),
        OrganisationType.COMMUNITY: _l("Community or society"),
        OrganisationType.OTHER: _l("Other"),
    },
    ChannelLabel: {
        ChannelLabel.WORK: _l("work"),
        ChannelLabel.HOME: _l("home"),
        ChannelLabel.MOBILE: _l("mobile"),
        ChannelLabel.OTHER: _l("other"),
    },
    InteractionKind: {
        InteractionKind.MEETING: _l("Meeting"),
        InteractionKind.CALL: _l("Phone call"),
        InteractionKind.LETTER: _l("Paper letter"),
        InteractionKind.EMAIL: _l("E-mail message"),
        InteractionKind.NOTE: _l("Note"),
    },
    MatchReason: {
        MatchReason.SAME_NAME: _l("same name"),
        MatchReason.SIMILAR_NAME: _l("similar name"),
        MatchReason.SAME_EMAIL: _l("same e-mail"),
        MatchReason.SAME_PHONE: _l("same phone"),
        MatchReason.SAME_EDRPOU: _l("same EDRPOU code"),
        MatchReason.SAME_BIRTH_DATE: _l("same birth date"),
        MatchReason.DIFFERENT_EDRPOU: _l("different EDRPOU code"),
        MatchReason.DIFFERENT_BIRTH_DATE: _l("different birth date"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    ContactKind: {ContactKind.PERSON: "info", ContactKind.ORGANISATION: "accent"},
}
REFUSALS: dict[str, Any] = {
    "not_an_email": _l("This does not look like an e-mail address: %(value)s"),
    "empty_comment": _l("Write something first."),
    "comment_too_long": _l("A comment can have at most %(value)s characters."),
    "no_name": _l("Enter a name."),
    "nameless_person": _l("Enter a last name or a first name."),
    "bad_edrpou": _l("This EDRPOU code has a wrong control digit: %(value)s"),
    "in_future": _l("Enter a date that is not later than today."),
    "no_such_phone": _l("There is no such phone number: %(value)s"),
    "phone_has_extension": _l("Enter the number without an extension: %(value)s"),
    "not_a_phone": _l("This does not look like a phone number: %(value)s"),
}
