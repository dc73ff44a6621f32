"""What volunteers' profiles hold besides names: orientation, contracts, languages, papers that end, reasons."""

import random
from datetime import timedelta

from app.demo.world import World
from app.domain.languages import Language
from app.domain.volunteer_documents import DocumentKind
from app.domain.volunteers import VolunteerStatus
from models.volunteer_documents import VolunteerDocument
from models.volunteers import Volunteer, VolunteerLanguage, VolunteerStatusChange

REASONS = {
    VolunteerStatus.PAUSED: (
        "Складає іспити, повернеться після сесії.",
        "Доглядає за онуками до літа.",
        "Тимчасово виїхав до родичів.",
    ),
    VolunteerStatus.LEFT: (
        "Переїхала до іншого міста.",
        "Знайшов роботу, вільного часу не лишилося.",
    ),
}
# In how many days papers end: some have ended, some end soon, most do not for long.
MEDICAL_BOOKS = (-40, -12, -3, 5, 13, 24, 90, 160, 230, 300)
ENDED_CONTRACTS = (-25, -6, 9)


def add_volunteer_profiles(world: World) -> None:
    """Fill in the profiles and add the documents."""
    rng = world.rng("volunteer profiles")
    working = [item for item in world.volunteers if item.status is VolunteerStatus.ACTIVE]
    for number, volunteer in enumerate(world.volunteers):
        _fill(world, rng, volunteer, number)
        if volunteer.status in REASONS:
            _move(world, rng, volunteer)
    adults = [item for item in working if not item.guardian_name]
    for days, volunteer in zip(MEDICAL_BOOKS, adults[3:], strict=False):
        _add(world, volunteer, DocumentKind.MEDICAL_BOOK, f"МК-{volunteer.id:04d}", days, issued=365 - days)
    for days, volunteer in zip(ENDED_CONTRACTS, adults[20:], strict=False):
        volunteer.contract_until = world.ago(-days)
    minors = [item for item in working if item.guardian_name]
    # The consents of two are still to be brought.
    for volunteer in minors[:-2]:
        _add(world, volunteer, DocumentKind.GUARDIAN_CONSENT, "", None, issued=rng.randint(30, 90))
    world.session.flush()


def _fill(world: World, rng: random.Random, volunteer: Volunteer, number: int) -> None:
    codes = {Language.UK, *rng.sample((Language.EN, Language.PL, Language.DE, Language.UKL), k=rng.randint(0, 2))}
    volunteer.languages = [VolunteerLanguage(code=code) for code in sorted(codes)]
    if volunteer.emergency_contact:
        phone, _comma, who = volunteer.emergency_contact.partition(", ")
        volunteer.emergency_contact, volunteer.emergency_phone = who.capitalize(), phone
    if volunteer.started_on is None:
        return
    if rng.random() < 0.9:
        volunteer.oriented_on = volunteer.started_on
    volunteer.contract_from = volunteer.started_on
    if volunteer.certificate_number:
        volunteer.certificate_on = min(volunteer.started_on + timedelta(days=14), world.today)
    if number % 3 == 0:
        volunteer.coordinator = world.coordinator


def _move(world: World, rng: random.Random, volunteer: Volunteer) -> None:
    """Write down when and why the volunteer stopped."""
    started = volunteer.started_on or world.ago(60)
    day = volunteer.left_on or max(started, world.ago(rng.randint(10, 70)))
    change = VolunteerStatusChange(
        volunteer_id=volunteer.id,
        from_status=VolunteerStatus.ACTIVE,
        to_status=volunteer.status,
        at=world.moment(day, 16),
        by_id=world.coordinator.id,
        reason=rng.choice(REASONS[volunteer.status]),
    )
    world.session.add(change)
    world.session.flush()
    volunteer.current_change_id = change.id


def _add(world: World, volunteer: Volunteer, kind: DocumentKind, number: str, days: int | None, *, issued: int) -> None:
    world.session.add(
        VolunteerDocument(
            volunteer_id=volunteer.id,
            kind=kind,
            number=number,
            issued_on=world.ago(issued),
            expires_on=None if days is None else world.ago(-days),
            note="папка «Волонтери»",
        )
    )
