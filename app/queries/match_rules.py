"""The rules by which contacts are compared, as the administrator set them."""

from sqlalchemy.orm import Session

from app.domain.matching import DEFAULT_WEIGHTS, MatchWeights
from models.duplicates import RULES, MatchRules


def match_rules(session: Session) -> MatchRules | None:
    """Return the stored rules, or None while nobody has changed the defaults."""
    return session.get(MatchRules, 1)


def match_weights(session: Session) -> MatchWeights:
    """Return the weights that every comparison uses; a rule that is switched off weighs nothing."""
    rules = match_rules(session)
    return DEFAULT_WEIGHTS if rules is None else weights_of(rules)


def weights_of(rules: MatchRules) -> MatchWeights:
    """Return the weights of a row of rules."""
    points = {rule: getattr(rules, f"{rule}_points") if getattr(rules, f"{rule}_on") else 0 for rule in RULES}
    return MatchWeights(**points, possible=rules.possible, likely=rules.likely, certain=rules.certain)
