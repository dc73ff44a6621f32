"""The public funders of the ready-made list; the calls that the demo applies to get dates of its own."""

from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

import sqlalchemy as sa

from app.demo.world import World
from app.domain.calls import CofinancingKind
from app.domain.go_no_go import Decision
from app.domain.money import Currency
from app.domain.public_funders import PUBLIC_FUNDERS, Programme
from app.queries.go_no_go import criteria
from app.services.calls import CallData, create_call, edit_call
from app.services.funders import add_public_funders, call_of_programme
from app.services.go_no_go import AssessmentData, assess
from models.calls import Call
from models.contacts import Organisation
from models.funders import FunderProfile

C, K = Currency, CofinancingKind
NOTICE = "Дати й суми в цьому записі умовні (демонстраційні дані): перевіряйте їх на сайті програми."


class Season(NamedTuple):
    """A season of a programme; days are reckoned back from today, negative ones lie ahead."""

    key: str
    programme: str
    opens: int
    deadline: int | None
    decision: int | None
    least: int | None
    most: int | None
    currency: Currency
    title: str = ""
    former: str = ""
    questions: int | None = None
    letter: int | None = None
    note: str = ""
    cofinancing: int | None = None
    kinds: tuple[CofinancingKind, ...] = ()
    indirect: int | None = None


class Verdict(NamedTuple):
    """An assessment of a call so many days ago; scores stand in the order of the criteria."""

    call: str
    days: int
    scores: tuple[int, ...]
    hours: int
    chance: int
    amount: int
    currency: Currency
    decision: Decision
    reason: str = ""


SEASONS = (
    Season("ucf", "ucf.grants", 420, 356, 318, 200_000, 2_000_000, C.UAH, cofinancing=10, kinds=(K.OWN, K.PARTNER)),
    Season("ucf_next", "ucf.grants", 40, -11, -75, 200_000, 2_000_000, C.UAH, "Культура в громадах: новий сезон", "ucf",
           questions=-4, note="18:00", cofinancing=10, kinds=(K.OWN, K.PARTNER, K.VOLUNTEERS)),
    Season("ecf", "ecf.challenge", 300, 250, 190, None, 10_000, C.EUR),
    Season("ubi", "ubi.reading", 120, 72, 9, 100_000, 600_000, C.UAH),
    Season("hoe", "hoe.infrastructure", 210, 160, 95, 3_000, 6_000, C.EUR),
    Season("hoe_next", "hoe.infrastructure", 15, -26, -70, 3_000, 6_000, C.EUR,
           "Гранти на інфраструктуру: наступний набір", "hoe", letter=-12, indirect=7),
    Season("ce", "ce.small", 260, 180, 120, None, 200_000, C.EUR, note="17:00, Брюссель", cofinancing=20,
           kinds=(K.OWN, K.PARTNER, K.IN_KIND), indirect=7),
    Season("evz", "evz.town", 110, 62, -20, None, 8_000, C.EUR),
    Season("irf", "irf.communities", 90, 38, -30, 300_000, 900_000, C.UAH),
    Season("ula", "ula.strength", 10, -42, -90, None, None, C.UAH),
    Season("irex", "irex.unity", 900, 860, 820, None, 10_000, C.USD),
    Season("undp", "undp.cohesion", 5, -5, -60, None, None, C.USD),
    Season("lutsk", "lutsk.budget", -20, -55, -100, None, 250_000, C.UAH),
)  # fmt: skip

VERDICTS = (
    Verdict("ucf_next", 55, (4, 5, 4, 3, 2, 4), 90, 30, 720_000, C.UAH, Decision.UNDECIDED,
            "Чекаємо, чи дасть департамент співфінансування."),
    Verdict("ucf_next", 52, (5, 5, 4, 4, 2, 4), 90, 35, 720_000, C.UAH, Decision.GO,
            "Департамент погодив 10 % співфінансування; музей готовий бути партнером."),
    Verdict("hoe_next", 12, (5, 3, 4, 5, 4, 4), 30, 40, 5_400, C.EUR, Decision.GO,
            "Торік бракувало семи балів: враховуємо поради експертів, подаємо через партнерську ГО."),
    Verdict("undp", 4, (3, 3, 2, 4, 2, 0), 60, 15, 4_000, C.USD, Decision.NO_GO,
            "До терміну кілька днів, а лист партнера ще не підписано. Повернемося в наступному наборі."),
    Verdict("ula", 3, (4, 5, 4, 5, 4, 5), 25, 50, 180_000, C.UAH, Decision.UNDECIDED),
)  # fmt: skip


def add_funders(world: World) -> None:
    """Add the ready-made list; its organisations come without invented people."""
    add_public_funders(world.session)
    rows = world.session.execute(
        sa.select(FunderProfile.list_key, Organisation).join(Organisation, Organisation.id == FunderProfile.contact_id)
    )
    world.organisations |= {key: organisation for key, organisation in rows if key is not None}


def add_calls(world: World) -> None:
    """Give the programmes seasons: past ones, open ones, one that opens later, one whose deadline is near."""
    programmes = {programme.key: programme for funder in PUBLIC_FUNDERS for programme in funder.programmes}
    known = {call.list_key: call for call in world.session.scalars(sa.select(Call).where(Call.list_key.is_not(None)))}
    for season in SEASONS:
        call = known[season.programme]
        data = _season(world, season, programmes[season.programme], call.funder_id)
        if season.former:
            call = create_call(world.session, data, copied_from=world.calls[season.former])
        else:
            edit_call(world.session, call, data)
        world.calls[season.key] = call


def add_verdicts(world: World) -> None:
    """Assess some of the calls: a go, a no-go, and one that is not decided yet."""
    asked = criteria(world.session)
    for verdict in VERDICTS:
        day = world.workday(verdict.days)
        assess(
            world.session,
            world.calls[verdict.call],
            AssessmentData(
                scores={item.id: score for item, score in zip(asked, verdict.scores, strict=True)},
                hours=verdict.hours,
                chance=verdict.chance,
                amount=Decimal(verdict.amount),
                currency=verdict.currency,
                decision=verdict.decision,
                reason=verdict.reason,
            ),
            by=world.coordinator,
            now=world.moment(day, 15),
            today=day,
        )


def _season(world: World, season: Season, programme: Programme, funder_id: int) -> CallData:
    data = call_of_programme(programme, funder_id)
    return replace(
        data,
        title=season.title or data.title,
        opens_on=world.ago(season.opens),
        questions_until=None if season.questions is None else world.ago(season.questions),
        loi_due_on=None if season.letter is None else world.ago(season.letter),
        deadline_on=None if season.deadline is None else world.ago(season.deadline),
        deadline_note=season.note,
        decision_on=None if season.decision is None else world.ago(season.decision),
        min_amount=None if season.least is None else Decimal(season.least),
        max_amount=None if season.most is None else Decimal(season.most),
        currency=season.currency,
        cofinancing_percent=season.cofinancing if season.cofinancing is not None else data.cofinancing_percent,
        cofinancing_kinds=season.kinds,
        indirect_percent=season.indirect,
        eligibility=f"{data.eligibility}\n\n{NOTICE}",
    )
