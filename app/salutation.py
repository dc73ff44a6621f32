"""How a letter or a page greets its reader: by the given name, in Ukrainian in the vocative."""

from app.domain.given_names import is_given_name
from app.domain.vocative import patronymic, vocative
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


def dear_reader(first_name: str, middle_name: str) -> str:
    """Return the first line of a letter to a person: with the patronymic where it is known, as Ukrainian letters do."""
    if locale_code() != "uk":
        return _("Dear %(name)s,", name=first_name) if first_name else _("Good day!")
    name, of_father = vocative(first_name), patronymic(middle_name)
    if not name:
        return _("Good day!")
    if of_father is None:
        return _("Good day, %(name)s!", name=name)
    words, is_woman = of_father
    full = f"{name} {words}"
    return _("Dear Ms %(name)s,", name=full) if is_woman else _("Dear Mr %(name)s,", name=full)
