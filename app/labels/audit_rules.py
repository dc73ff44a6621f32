"""What people call the columns of the rules for duplicates, for the audit log."""

from typing import Any

from app.i18n import _l

RULE_FIELDS: dict[str, Any] = {
    "birth_date_conflict_on": _l("Other birth date: in use"),
    "birth_date_conflict_points": _l("Other birth date: points taken"),
    "birth_date_on": _l("Same birth date: in use"),
    "birth_date_points": _l("Same birth date: points"),
    "certain": _l("Points for “almost certain”"),
    "edrpou_conflict_on": _l("Other EDRPOU code: in use"),
    "edrpou_conflict_points": _l("Other EDRPOU code: points taken"),
    "edrpou_on": _l("Same EDRPOU code: in use"),
    "edrpou_points": _l("Same EDRPOU code: points"),
    "email_on": _l("Same e-mail: in use"),
    "email_points": _l("Same e-mail: points"),
    "likely": _l("Points for “likely”"),
    "name_on": _l("Same name: in use"),
    "name_points": _l("Same name: points"),
    "phone_on": _l("Same phone: in use"),
    "phone_points": _l("Same phone: points"),
    "possible": _l("Points for “possible”"),
    "similar_name_on": _l("Similar name: in use"),
    "similar_name_points": _l("Similar name: points"),
}
