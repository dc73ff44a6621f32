"""What the views of events share: the event itself, the menus of its forms, and what was typed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask_login import current_user

from app.clock import zone
from app.domain.errors import RuleError
from app.domain.event_times import EventTimes, event_times, has_time
from app.domain.events import EventStatus, Place
from app.i18n import _
from app.labels.events import band_name
from app.queries import events as questions
from app.queries.filters import branch_choices
from app.security import current_scope
from app.services.events import EventDraft
from app.templating import day, moment
from models import db
from models.events import Event
from views.editing import get_or_404
from views.pickers import first_branch, settle_contact, show_contacts


def load(event_id: int) -> Event:
    """Return the event that the address names; 404 when the reader does not see it."""
    return get_or_404(questions.event(db.session(), event_id, current_scope()))


def when(event: Any) -> str:
    """Return when an event takes place, or a summary row's period: «22.11.2026, 18:30 – 20:00».

    Args:
        event: an `Event`, or a row with `starts_on`, `ends_before` and `starts_at`.
    """
    last = event.ends_before - timedelta(days=1)
    if event.is_summary or not has_time(event.starts_at, zone()):
        first = day(event.starts_on)
        return first if last == event.starts_on else f"{first} – {day(last)}"
    ends_at = getattr(event, "ends_at", None)
    begins = moment(event.starts_at)
    if ends_at is None:
        return begins if last == event.starts_on else f"{begins} – {day(last)}"
    if last == event.starts_on:
        return f"{begins} – {clock(ends_at)}"
    return f"{begins} – {moment(ends_at)}"


def clock(at: datetime | None) -> str:
    """Return the hour of a moment as people read it, or nothing when it is not stated."""
    if at is None or not has_time(at, zone()):
        return ""
    return at.astimezone(zone()).strftime("%H:%M")


def offer(form: Any, event: Event | None = None) -> None:
    """Fill the menus of a form; branch staff have no choice of branch."""
    session = db.session()
    scope = current_scope()
    if scope.branch_id is not None:
        del form.branch_id
    else:
        branches = branch_choices(session)
        if event is not None and str(event.branch_id) not in dict(branches):
            branches.append((str(event.branch_id), event.branch.name))
        form.branch_id.offer(branches, _("Choose a branch"))
        form.branch_id.flags.required = True
        if not branches:
            form.branch_id.description = first_branch()
    keep = event.application_id if event is not None else None
    form.application_id.offer(questions.running_applications(session, scope, keep), _("No grant"))


def offer_bands(form: Any, event_id: int | None = None) -> None:
    """Set the rows of the audience grid."""
    bands = questions.grid_bands(db.session(), event_id)
    form.by_age.offer([(band.code, band_name(band)) for band in bands])


def show_links(form: Any, event: Event) -> None:
    """Fill the pickers with the partners and volunteers of an event."""
    session = db.session()
    show_contacts(form.partner_ids, [partner.id for partner in questions.linked_partners(session, event.id)])
    show_volunteers(form.volunteer_ids, questions.linked_volunteers(session, event.id), event.id)


def show_volunteers(field: Any, ids: list[int], event_id: int | None = None) -> None:
    """Fill a picker with the volunteers of these ids whom the reader may name on the event."""
    names = questions.volunteer_names(db.session(), ids, current_scope(), event_id)
    field.shown = [(value, names[value]) for value in ids if value in names]
    field.data = [value for value, _name in field.shown]


def settle_volunteers(field: Any, event_id: int | None = None) -> bool:
    """Make a submitted picker of volunteers certain, as `views.pickers.settle_contact` does for contacts."""
    session = db.session()
    chosen = list(field.data or [])
    problem = ""
    if field.typed:
        found = questions.volunteers_named(session, field.typed, current_scope())
        if len(found) == 1:
            chosen += found
        elif found:
            problem = _("Several volunteers have this name. Choose one from the suggestions.")
        else:
            problem = _("There is no volunteer with this name. Choose one from the suggestions.")
    chosen = list(dict.fromkeys(chosen))
    show_volunteers(field, chosen, event_id)
    if not problem and len(field.data) < len(chosen):
        problem = _("Choose a volunteer from the list.")
    if problem:
        field.errors = [*field.errors, problem]
    else:
        field.typed = ""
    return not problem


def settled(form: Any, event: Event | None = None) -> bool:
    """Check a form with everything in it, so that all its errors are shown at once."""
    return all(
        [
            form.validate_on_submit(),
            settle_contact(form.partner_ids),
            settle_volunteers(form.volunteer_ids, event.id if event is not None else None),
        ]
    )


def attempt(form: Any, save: Callable[[], None]) -> bool:
    """Do what a form asks; a refusal is shown in the form and nothing stays half done.

    Returns:
        Whether it was done.
    """
    try:
        save()
    except RuleError as error:
        for problem in getattr(error, "problems", [error]):
            form.refuse(problem)
        return False
    return True


def draft(form: Any, event: Event | None = None) -> EventDraft:
    """Return what was typed, as the service takes it.

    Raises:
        RuleError: the times are not in order.
    """

    def value(name: str, otherwise: Any = None) -> Any:
        return form[name].data if name in form else otherwise

    times: EventTimes | None = None
    if "starts_on" in form:
        times = event_times(form.starts_on.data, value("start_time"), value("ends_on"), value("end_time"), zone())
    own_branch = event.branch_id if event is not None else current_user.branch_id
    return EventDraft(
        title=form.title.data,
        branch_id=value("branch_id", own_branch),
        times=times,
        event_type=form.event_type.data,
        status=value("status", EventStatus.HELD),
        place=form.place.data or Place.ON_SITE,
        venue=value("venue") or "",
        is_creative=form.is_creative.data,
        is_personal_development=form.is_personal_development.data,
        planned_participants=value("planned_participants"),
        description=value("description") or "",
        publication_url=value("publication_url") or "",
        application_id=form.application_id.data,
        partner_ids=form.partner_ids.data or [],
        volunteer_ids=form.volunteer_ids.data or [],
    )
