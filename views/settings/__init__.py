"""Settings: the cards, language and appearance, institution, accounts, age bands, rates, audit log."""

from views.settings import age_bands, audit, institution, rates, users
from views.settings.home import bp

__all__ = ["age_bands", "audit", "bp", "institution", "rates", "users"]
