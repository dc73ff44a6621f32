"""Which money belongs to the time that a report covers, and what was paid outside the project's days."""

from datetime import date

from app.domain.periods import Period

ALWAYS = Period(date.min, date.max)


def end_passed(day: date, first: date | None, last: date | None) -> date | None:
    """Return the first day of the project when a day lies before it, the last one when it lies after; else None."""
    if first is not None and day < first:
        return first
    return last if last is not None and day > last else None


def money_days(covers: Period | None, project: Period | None) -> Period:
    """Return the days whose money a report shows as that of its time, so that reports in a row add up to the whole.

    What was paid before the project's first day belongs to the report that begins with it, and what was paid after the
    last day to the report that ends with it.

    Args:
        covers: the time that the report is about, None for the whole project.
        project: the days of the project, when they are known.
    """
    if covers is None:
        return ALWAYS
    if project is None:
        return covers
    return Period(
        date.min if covers.start <= project.start else covers.start,
        date.max if covers.end >= project.end else covers.end,
    )
