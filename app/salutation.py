"""How a letter or a page greets its reader: by the given name, in Ukrainian in the vocative."""

from app.domain.given_names import is_given_name
from app.domain.vocative import vocative
from app.i18n import _, locale_code


def called(name: str) -> str:
    """Return how the bearer of a name is addressed in the present language; nothing when that is not sure.

    Accounts keep the given name and the surname in one piece and in either order, and some surnames are given names.
    """
    words = name.split()
    given = [word for word in words if is_given_name(word)]
    if locale_code() != "uk":
        return given[0] if len(given) == 1 else next(iter(words), "")
    return vocative(given[0]) if len(given) == 1 else ""


def good_day(name: str) -> str:
    """Return the first line of a letter of the system."""
    word = called(name)
    return _("Good day, %(name)s.", name=word) if word else _("Good day!")
