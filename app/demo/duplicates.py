"""Contacts that are in the base twice: to be decided, decided as different, and merged."""

from dataclasses import replace

import sqlalchemy as sa

from app.demo.world import CITY, World
from app.domain.contacts import ChannelLabel, OrganisationType
from app.domain.merging import Choices, Side
from app.queries.duplicate_pairs import pair_of
from app.services.contacts import OrganisationData, PersonData, save_organisation, save_person
from app.services.duplicates import dismiss_pair, scan
from app.services.merging import merge
from models.contacts import Contact, ContactEmail, Person

# A person of the base written once more in Latin letters, as spreadsheets from abroad bring them.
LATIN = PersonData(last_name="Liubarska", first_name="Zoriana", city=CITY)
CYRILLIC = PersonData(
    last_name="Любарська", first_name="Зоряна", middle_name="Остапівна", city=CITY,
    phones=(("+380501234501", ChannelLabel.MOBILE),),
)  # fmt: skip
TWICE = OrganisationData(
    name="ГО «Вербоградська читальня»", organisation_type=OrganisationType.NGO, city=CITY,
    emails=(("chytalnia@verbohrad.demo.example", ChannelLabel.WORK),),
)  # fmt: skip
MISSPELT = replace(TWICE, name="Вербоградська читальна", organisation_type=OrganisationType.COMMUNITY)
SISTERS = (
    PersonData(last_name="Тихолаз", first_name="Мирослава", phones=(("+380332700101", ChannelLabel.HOME),), city=CITY),
    PersonData(last_name="Тихолаз", first_name="Мирослав", phones=(("+380332700101", ChannelLabel.HOME),), city=CITY),
)
MERGED = (
    PersonData(
        last_name="Горобчук",
        first_name="Леся",
        emails=(("lesia.horobchuk@demo.example", ChannelLabel.WORK),),
        city=CITY,
    ),
    PersonData(
        last_name="Горобчук",
        first_name="Леся",
        middle_name="Юхимівна",
        phones=(("+380671230045", ChannelLabel.MOBILE),),
    ),
)


def add_duplicates(world: World) -> None:
    """Write some contacts down twice, search for duplicates, decide about two pairs."""
    session, now = world.session, world.moment(world.ago(3), 15)
    for data in (LATIN, CYRILLIC, *SISTERS):
        save_person(session, data, today=world.today)
    for organisation in (TWICE, MISSPELT):
        save_organisation(session, organisation)
    _repeat_a_giver(world)
    survivor, other = (save_person(session, data, today=world.today) for data in MERGED)
    scan(session, now=now)
    one, two = (_named(world, f"{data.last_name} {data.first_name}") for data in SISTERS)
    pair = pair_of(session, one.id, two.id)
    if pair is not None:
        dismiss_pair(session, pair, by=world.coordinator, now=now)
    merge(session, survivor, other, Choices({"middle_name": Side.OTHER}, {}), by=world.coordinator, now=now)


def _repeat_a_giver(world: World) -> None:
    """Write a giver down once more, with the same e-mail and another phone, as the form of a campaign did."""
    giver = world.session.scalars(
        sa.select(Person)
        .join(ContactEmail)
        .where(Person.id.in_([item.id for item in world.givers]))
        .order_by(Person.id)
    ).first()
    if giver is None:
        return
    emails = ((giver.emails[0].email, ChannelLabel.HOME),)
    data = PersonData(
        last_name=giver.last_name, first_name=giver.first_name, emails=emails,
        phones=(("+380931230067", ChannelLabel.MOBILE),),
    )  # fmt: skip
    save_person(world.session, data, today=world.today)


def _named(world: World, name: str) -> Contact:
    return world.session.scalars(sa.select(Contact).where(Contact.display_name == name)).one()
