"""Words of the area: contact cards."""

from typing import Any

from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {}
TONES: dict[Any, dict[Any, str]] = {}
REFUSALS: dict[str, Any] = {
    "cards_too_large": _l(
        "The file is larger than %(value)s MB. Save fewer contacts into it, or leave out the pictures."
    ),
    "no_cards": _l("There are no contact cards in this file. Choose a file with the ending .vcf."),
    "too_many_cards": _l("The file has more than %(value)s cards. Save them into several files."),
    "cards_link_old": _l("The cards waited for too long. Choose the file once more."),
    "card_not_closed": _l("The card breaks off before its end."),
    "card_too_long": _l("The card is far too long."),
    "card_version": _l("Version %(value)s of cards is not known."),
    "card_no_name": _l("The card has no name."),
    "card_name_too_long": _l("The name is too long: %(value)s…"),
    "card_picture": _l("The picture is left out."),
    "card_line_too_long": _l("A very long line is left out: %(value)s"),
    "card_line_unread": _l("A line that cannot be read is left out: %(value)s"),
    "card_email": _l("Not an e-mail address, left out: %(value)s"),
    "card_phone": _l("Not a phone number, left out: %(value)s"),
    "card_address": _l("A further address, left out: %(value)s"),
    "card_birthday": _l("Not a whole birth date, left out: %(value)s"),
    "card_name_whole": _l("The card has the name in one piece. Taken for the surname: %(value)s"),
    "card_wrong_contact": _l("The chosen contact cannot be updated from this card."),
}
