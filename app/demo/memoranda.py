"""Memoranda that are being prepared with partners of the talks: one complete, one that still has blanks."""

from datetime import timedelta

import sqlalchemy as sa

from app.demo.places import DIRECTOR
from app.demo.world import World
from app.domain.partnerships import PartnershipStage
from app.queries.memoranda import partner_signatory
from app.services.memoranda import PaperData, draft_memorandum
from models.memoranda import MemorandumTemplate

PLACE = "м. Вербоград"


def add_memoranda(world: World) -> None:
    """Draft two memoranda from the Ukrainian template that comes with Mistok."""
    template = world.session.scalar(sa.select(MemorandumTemplate).where(MemorandumTemplate.locale == "uk"))
    talks = [item for item in world.partnerships if item.stage is PartnershipStage.NEGOTIATING]
    if template is None or len(talks) < 2:
        return
    begins = (world.today + timedelta(days=30)).replace(day=1)
    complete = PaperData(
        number=f"МС-49/{begins.year}",
        place=PLACE,
        dated=world.today,
        valid_from=begins,
        valid_until=begins.replace(year=begins.year + 2) - timedelta(days=1),
        library_signatory=f"директорка {DIRECTOR}",
        partner_signatory=partner_signatory(world.session, talks[0].organisation_id, world.today),
    )
    for partnership, data in zip(talks, (complete, PaperData(place=PLACE)), strict=False):
        draft_memorandum(world.session, partnership, template, data, today=world.today)
