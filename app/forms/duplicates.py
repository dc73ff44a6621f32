"""Forms of duplicates: the rules by which contacts are compared."""

from typing import Any

from wtforms import BooleanField

from app.forms.base import RecordForm
from app.forms.fields import whole
from app.i18n import _l
from models.duplicates import RULES

_POINTS = _l("Points")
_ON = _l("In use")


def _points() -> Any:
    return whole(_POINTS, most=100, required=True)


class MatchRulesForm(RecordForm):
    """Points of each rule, whether it is in use, and from how many points a pair counts."""

    ordered = (("possible", "likely", "thresholds_out_of_order"), ("likely", "certain", "thresholds_out_of_order"))

    name_points = _points()
    name_on = BooleanField(_ON)
    similar_name_points = _points()
    similar_name_on = BooleanField(_ON)
    email_points = _points()
    email_on = BooleanField(_ON)
    phone_points = _points()
    phone_on = BooleanField(_ON)
    edrpou_points = _points()
    edrpou_on = BooleanField(_ON)
    birth_date_points = _points()
    birth_date_on = BooleanField(_ON)
    edrpou_conflict_points = _points()
    edrpou_conflict_on = BooleanField(_ON)
    birth_date_conflict_points = _points()
    birth_date_conflict_on = BooleanField(_ON)
    possible = whole(
        _l("Possible from"), least=1, most=100, required=True, description=_l("Such pairs are shown to be decided.")
    )
    likely = whole(
        _l("Likely from"),
        least=1,
        most=100,
        required=True,
        description=_l("An import takes such a line for the known contact, and a form warns before it saves."),
    )
    certain = whole(
        _l("Almost certain from"), least=1, most=100, required=True, description=_l("Such pairs stand first.")
    )

    def rules(self) -> list[tuple[Any, Any, Any, bool]]:
        """Return each rule as its words, its two fields, and whether it takes points away."""
        return [
            (RULE_WORDS[rule], self[f"{rule}_points"], self[f"{rule}_on"], rule.endswith("_conflict")) for rule in RULES
        ]

    def values(self) -> dict[str, Any]:
        """Return what was typed, by the columns of the rules."""
        names = [f"{rule}_{part}" for rule in RULES for part in ("points", "on")]
        return {name: self[name].data for name in (*names, "possible", "likely", "certain")}


RULE_WORDS: dict[str, Any] = {
    "name": _l("Same name, in either script"),
    "similar_name": _l("Similar name: up to so many points, the more alike the more"),
    "email": _l("Same e-mail address"),
    "phone": _l("Same phone"),
    "edrpou": _l("Same EDRPOU code"),
    "birth_date": _l("Same birth date, when the names are alike"),
    "edrpou_conflict": _l("Different EDRPOU codes"),
    "birth_date_conflict": _l("Different birth dates"),
}
