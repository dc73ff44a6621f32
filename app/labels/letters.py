"""Words of the area: letters and their templates."""

from typing import Any

from app.domain.letters import Field, LetterStatus, TemplatePurpose
from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {
    TemplatePurpose: {
        TemplatePurpose.PERSONAL: _l("Letter to one contact"),
        TemplatePurpose.MAILING: _l("Mailing to many"),
    },
    LetterStatus: {
        LetterStatus.QUEUED: _l("On its way"),
        LetterStatus.SENDING: _l("Leaving now"),
        LetterStatus.SENT: _l("Sent"),
        LetterStatus.FAILED: _l("Not sent"),
        LetterStatus.UNKNOWN: _l("Perhaps sent"),
        LetterStatus.DISCARDED: _l("Given up"),
    },
    Field: {
        Field.GREETING: _l("Greeting"),
        Field.FIRST_NAME: _l("First name"),
        Field.LAST_NAME: _l("Last name"),
        Field.MIDDLE_NAME: _l("Patronymic"),
        Field.FULL_NAME: _l("Name in full"),
        Field.ORGANISATION: _l("Organisation"),
        Field.CITY: _l("City"),
        Field.EMAIL: _l("E-mail of the recipient"),
        Field.LIBRARY_NAME: _l("Name of the library"),
        Field.LIBRARY_ADDRESS: _l("Address of the library"),
        Field.MY_NAME: _l("My name"),
        Field.MY_POSITION: _l("My role"),
        Field.MY_BRANCH: _l("My branch"),
        Field.MY_EMAIL: _l("My e-mail"),
        Field.TODAY: _l("Today’s date"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    TemplatePurpose: {TemplatePurpose.PERSONAL: "info", TemplatePurpose.MAILING: "accent"},
    LetterStatus: {
        LetterStatus.QUEUED: "info",
        LetterStatus.SENDING: "info",
        LetterStatus.SENT: "success",
        LetterStatus.FAILED: "danger",
        LetterStatus.UNKNOWN: "warning",
    },
}
REFUSALS: dict[str, Any] = {
    "unknown_field": _l("There is no field %(value)s. These are known: %(known)s."),
    "broken_field": _l("A field is not whole near “%(value)s”: it begins with two braces and ends with two braces."),
    "field_in_link": _l("A field cannot stand in the address of a link or in raw markup. Put it into the words."),
    "no_subject": _l("Write a subject."),
    "no_body": _l("Write the letter first."),
    "template_exists": _l("There is already a template with this name."),
    "fields_empty": _l("Nothing is known for %(value)s. Write words of your own, or a default after a bar."),
    "not_their_address": _l("This address does not belong to the contact any more. Choose another one."),
    "no_such_person_to_write": _l("Nobody can be written to here: the contact is archived or was erased."),
    "letter_not_now": _l("This letter is on its way or already done with."),
}
