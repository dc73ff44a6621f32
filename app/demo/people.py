"""Invented people: those who speak for the organisations, those who give, and the libraries' wider circle."""

from app.demo.organisations import GROUPS
from app.demo.world import CITY, World
from app.domain.contacts import ChannelLabel
from app.domain.partnerships import PartnerType
from app.services.contacts import PersonData, Workplace, save_person
from models.contacts import Organisation, Person

ROLES = {
    PartnerType.NGO: ("голова правління", "координаторка проєктів", "менеджерка волонтерів"),
    PartnerType.SOCIETY: ("голова товариства", "секретар", "ведуча клубу"),
    PartnerType.SCHOOL: ("заступниця директора з виховної роботи", "шкільна бібліотекарка", "учителька літератури"),
    PartnerType.BUSINESS: ("власник", "керівниця відділу реклами", "адміністраторка"),
    PartnerType.MEDIA: ("головний редактор", "журналістка", "ведуча"),
    PartnerType.AUTHORITY: ("начальниця відділу", "головний спеціаліст", "староста"),
    PartnerType.INSTITUTION: ("директорка", "завідувачка відділу", "методистка"),
    PartnerType.OTHER: ("активістка",),
}
CIRCLE = (
    ("письменники", 14),
    ("журналісти", 9),
    ("читацький актив", 30),
    ("моніторингова група", 6),
    ("тренери й лектори", 16),
    ("митці", 11),
)
GIVERS = 46


def add_people(world: World) -> None:
    """Make the contact persons of the organisations, the givers and the circle of the libraries."""
    rng = world.rng("people")
    for group in GROUPS:
        for name in group.names:
            organisation = world.organisations[name]
            roles = ROLES[group.partner_type]
            for role in rng.sample(roles, k=2 if len(roles) > 1 and rng.random() < 0.2 else 1):
                add_person(world, tags=("контактні особи",), organisation=organisation, role=role)
    for organisation in world.patrons[:12]:
        add_person(world, tags=("контактні особи", "благодійники"), organisation=organisation, role="керівник")
    for _ in range(GIVERS):
        world.givers.append(add_person(world, tags=("благодійники",)))
    for tag, count in CIRCLE:
        for _ in range(count):
            add_person(world, tags=(tag,))


def add_person(
    world: World, *, tags: tuple[str, ...] = (), organisation: Organisation | None = None, role: str = ""
) -> Person:
    """Make one invented person."""
    rng = world.rng(f"person {world.names.given}")
    name = world.names.person(women=0.25 if role in {"власник", "головний редактор", "голова товариства"} else 0.7)
    if role == "керівник" and name.is_woman:
        role = "керівниця"
    since = world.ago(rng.randint(200, 2400))
    has_email = organisation is not None or rng.random() < 0.75
    return save_person(
        world.session,
        PersonData(
            last_name=name.last,
            first_name=name.first,
            middle_name=name.middle,
            emails=((world.names.email(name), ChannelLabel.WORK if organisation else ChannelLabel.HOME),)
            if has_email
            else (),
            phones=((world.names.phone(), ChannelLabel.MOBILE),) if not has_email or rng.random() < 0.85 else (),
            city=CITY if rng.random() < 0.93 else rng.choice(("Київ", "Львів", "Рівне", "Ковель")),
            tags=tags,
            workplaces=(Workplace(organisation.id, role, since),) if organisation else (),
        ),
        today=world.today,
    )
