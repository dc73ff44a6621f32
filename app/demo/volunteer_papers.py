"""Papers that volunteers have been given: of every kind, in both languages, one of them revoked and replaced."""

from dataclasses import replace
from datetime import timedelta

from app.demo.world import World
from app.domain.periods import Period
from app.domain.volunteer_papers import PaperKind
from app.queries.volunteer_papers import audience
from app.services.volunteer_papers import PaperOrder, issue_paper, revoke_paper
from models.volunteer_papers import IssuedPaper

K = PaperKind
# Kind, language, how many days ago, and which of the volunteers with the most hours.
GIVEN = (
    (K.SERVICE_LETTER, "uk", 160, 0),
    (K.CERTIFICATE, "uk", 150, 1),
    (K.CERTIFICATE, "uk", 150, 2),
    (K.CERTIFICATE, "uk", 150, 3),
    (K.CERTIFICATE, "uk", 150, 4),
    (K.THANKS, "uk", 120, 1),
    (K.THANKS, "uk", 120, 5),
    (K.CERTIFICATE, "en", 75, 0),
    (K.SERVICE_LETTER, "en", 60, 6),
    (K.SERVICE_LETTER, "uk", 21, 7),
)
REVOKED = 4
REASON = "Помилка в імені: видано новий сертифікат."


def add_volunteer_papers(world: World) -> None:
    """Issue the papers through the service, the oldest first, then replace the one with a mistake."""
    session = world.session
    ids = [volunteer.id for volunteer in world.volunteers]
    year = Period(world.year_start, world.today)
    rows = audience(session, ids, K.CERTIFICATE, "uk", year)
    best = sorted((row for row in rows if row.why is None), key=lambda row: (-row.minutes, row.volunteer_id))
    for number, (kind, locale, ago, place) in enumerate(GIVEN):
        day = world.ago(ago)
        order = PaperOrder(kind, locale, Period(day - timedelta(days=181), day), day)
        paper = _issue(world, best[place].volunteer_id, order)
        if number == REVOKED:
            later = world.ago(ago - 10)
            _issue(world, paper.volunteer_id, replace(order, issued_on=later), instead=paper)
            revoke_paper(session, paper, REASON, by=world.coordinator, now=world.moment(later, 11))


def _issue(world: World, volunteer_id: int, order: PaperOrder, instead: IssuedPaper | None = None) -> IssuedPaper:
    paper = issue_paper(world.session, volunteer_id, order, by=world.coordinator, today=world.today, replaces=instead)
    paper.created_at = world.moment(order.issued_on, 11)
    world.session.flush()
    return paper
