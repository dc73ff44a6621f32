"""Words of the area: relationships."""

from typing import Any

from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {}
TONES: dict[Any, dict[Any, str]] = {}
REFUSALS: dict[str, Any] = {
    "relationship_type_gone": _l("This kind of relationship is not on offer here any more. Choose another one."),
    "relationship_with_itself": _l("Choose somebody else: a contact cannot be connected with itself."),
    "relationship_needs_person": _l("For “%(value)s” choose a person, not an organisation."),
    "relationship_needs_organisation": _l("For “%(value)s” choose an organisation, not a person."),
    "relationship_exists": _l("This relationship is already written down for these days. Change that one instead."),
    "relationship_circle": _l("This would close a circle of “%(wording)s”: %(value)s."),
    "guardian_too_young": _l(
        "By the date of birth, %(value)s is under 14 and cannot be a parent or guardian. Check the date of birth and "
        "which way round the relationship reads."
    ),
    "guardian_under_age": _l(
        "By the date of birth, %(value)s is under 18. A guardian is an adult; only parents may be younger. Check the "
        "date of birth and which way round the relationship reads, or tick that it is a parent."
    ),
    "type_is_fixed": _l(
        "Whom this kind joins cannot change: it comes with Mistok or is in use. Add a new kind instead."
    ),
    "type_is_needed": _l("Other parts of Mistok rely on this kind of relationship, so it stays in use."),
    "symmetric_kinds": _l("A relationship that reads the same both ways joins two of the same kind."),
    "symmetric_hierarchy": _l("A relationship that reads the same both ways cannot be a hierarchy."),
}
