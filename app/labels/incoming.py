"""Words of the area: received letters."""

from typing import Any

from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {}
TONES: dict[Any, dict[Any, str]] = {}
REFUSALS: dict[str, Any] = {
    "letter_too_large": _l("The letter is larger than %(value)s MB. Save its files one by one and attach them."),
    "letter_empty": _l("The file is empty. Save the letter again and choose it once more."),
    "not_a_letter": _l("This is not a saved letter. In the mail program choose “Save as” and the type .eml."),
    "letter_too_nested": _l(
        "The letter is folded into itself too many times, as harmful letters are. It was not read."
    ),
    "letter_too_many_parts": _l("The letter has more than %(value)s parts, as harmful letters do. It was not read."),
    "letter_link_old": _l("The letter waited for too long. Choose the file once more."),
    "letter_many_addresses": _l("The letter has more than 200 recipients. The first 200 are kept."),
    "letter_many_files": _l(
        "The letter has more than 50 files. The first 50 are offered; the rest stay in the letter."
    ),
    "letter_text_cut": _l("The text is very long. Its beginning is kept; the whole stays in the letter."),
    "letter_file_damaged": _l("The file is damaged: it cannot be taken out of the letter."),
    "letter_in_letter": _l("A letter inside the letter. It stays in the letter itself."),
    "letter_already": _l("This letter has already been written down."),
}
