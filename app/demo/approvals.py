"""Approvals of the demo's applications, and what its institution asks for at the stages."""

from app.demo.world import World
from app.domain.grant_approvals import Decision
from app.domain.grant_stages import Requirement
from app.domain.grants import Stage
from app.domain.roles import Approver
from app.services.grant_approvals import decide
from app.services.grant_stages import StageData, place_of, save_stage
from app.services.grants import move_application
from models.grants import Application

R = Requirement
ASKED = {
    Stage.APPROVAL: (R.LEADER, R.CALL, R.REQUESTED_AMOUNT),
    Stage.IMPLEMENTATION: (R.PROJECT_DATES, R.AGREEMENT),
}
REWORK = "У кошторисі немає нарахувань на гонорари. Додайте й поверніть на погодження."


def approve(world: World, application: Application, day: int) -> None:
    """Let the director and the accountant approve an application on the day on which it goes on.

    One is returned first, so that the demo shows how that looks.
    """
    session, on = world.session, world.workday(day)
    director, accountant = world.users["director"], world.users["accountant"]
    if application.title.startswith("Третє місце"):
        earlier = world.workday(day + 4)
        decide(session, application, Decision.RETURNED, REWORK, by=accountant, at=world.moment(earlier, 10))
        move_application(session, application, Stage.APPROVAL, by=world.coordinator, at=world.moment(earlier, 15))
    decide(session, application, Decision.APPROVED, "", by=accountant, at=world.moment(on, 9, 10))
    decide(session, application, Decision.APPROVED, "Вчасно й по суті.", by=director, at=world.moment(on, 9, 40))


def set_up_stages(world: World) -> None:
    """Ask for something at two stages."""
    session = world.session
    for stage, requirements in ASKED.items():
        approvers = tuple(Approver) if stage is Stage.APPROVAL else ()
        place = place_of(session, stage)
        save_stage(session, stage, StageData(place=place, approvers=approvers, requirements=requirements))


def approve_in_part(world: World) -> None:
    """Let the director approve an application, budget and all, that still waits for the accountant."""
    session, waiting = world.session, world.applications["season"]
    on = world.moment(world.workday(1), 16, 20)
    decide(
        session, waiting, Decision.APPROVED, "Погоджую. Зверніть увагу на графік.", by=world.users["director"], at=on
    )
