"""What a paper says of a volunteer, in the language of the paper.

A name always stands in the nominative, and what is said to the reader is said to «you»: so no sentence has to know
a gender or a case.
"""

from datetime import date

from babel.dates import format_date
from flask_babel import force_locale

from app.domain.periods import Period
from app.domain.recognition import milestone_of
from app.domain.text import transliterate
from app.domain.typography import NBSP
from app.domain.volunteer_papers import PaperField, PaperKind
from app.i18n import _, _n, locale_code
from app.queries.volunteer_papers import PaperFacts


def name_on_paper(facts: PaperFacts, kind: PaperKind, locale: str) -> str:
    """Return the name as a paper of the kind writes it; an English paper has it in Latin letters."""
    formal = (facts.last_name, facts.first_name, facts.middle_name)
    parts = formal if kind is PaperKind.SERVICE_LETTER and locale == "uk" else (facts.first_name, facts.last_name)
    name = " ".join(filter(None, parts)) or facts.display_name
    return transliterate(name) if locale == "en" else name


def paper_values(facts: PaperFacts, name: str, period: Period, issued_on: date, library: str) -> dict[str, str]:
    """Return the values of the fields in the present language (see `force_locale`).

    Args:
        name: as it stands on the paper.
        library: the name of the institution.
    """
    reached = milestone_of(facts.minutes_ever)
    values: dict[PaperField, str] = {
        PaperField.FULL_NAME: name,
        PaperField.FIRST_NAME: facts.first_name,
        PaperField.HOURS: hours_words(facts.minutes),
        PaperField.PERIOD: period_words(period),
        PaperField.SINCE: day_words(facts.since) if facts.since else "",
        PaperField.EVENTS: _n("You helped at %(num)d event.", "You helped at %(num)d events.", facts.events)
        if facts.events
        else "",
        PaperField.MILESTONE: _("Your contribution in all has reached %(num)d hours.", num=reached) if reached else "",
        PaperField.BRANCH: facts.branch_name,
        PaperField.LIBRARY_NAME: library,
        PaperField.ISSUED_ON: day_words(issued_on),
    }
    return {field.value: text for field, text in values.items()}


def values_in(
    locale: str, facts: PaperFacts, name: str, period: Period, issued_on: date, library: str
) -> dict[str, str]:
    """Return the values of the fields in a language."""
    with force_locale(locale):
        return paper_values(facts, name, period, issued_on, library)


def hours_words(minutes: int) -> str:
    """Return a length of time in the present language: 21 hours 30 minutes."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours or not rest:
        parts.append(_n("%(num)d hour", "%(num)d hours", hours))
    if rest:
        parts.append(_n("%(num)d minute", "%(num)d minutes", rest))
    return " ".join(parts)


def day_words(day: date) -> str:
    """Return a day with its month in words, in the present language."""
    text = _written(day, "d MMMM y")
    return f"{text}{NBSP}року" if locale_code() == "uk" else text


def period_words(period: Period) -> str:
    """Return a period in the present language: from 1 January to 31 March 2026; the year once if it is one."""
    first, last = period.start, period.last_day
    if first == last:
        return day_words(last)
    begin = _written(first, "d MMMM") if first.year == last.year else day_words(first)
    return _("from %(first)s to %(last)s", first=begin, last=day_words(last))


def _written(day: date, pattern: str) -> str:
    """Write a day whose number never parts from its month."""
    text: str = format_date(day, pattern, locale=locale_code())
    return text.replace(" ", NBSP, 1)
