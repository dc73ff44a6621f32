"""The library system: the institution, its 25 libraries, the age bands and the demo accounts."""

from typing import NamedTuple

from app.demo.world import CITY, World
from app.domain.contacts import valid_edrpou
from app.domain.roles import Role
from app.queries.accounts import DEMO_PASSWORD
from app.services.accounts import give_password
from app.services.age_bands import ensure_default_bands
from app.services.branches import create_branch, ensure_institution
from app.services.users import create_user
from models.branches import BranchKind

STAFF_BRANCH = "F06"
DIRECTOR = "Ганна Вербенко"
ACCOUNTANT = "Раїса Остапчин"
LEADER = "Соломія Калинчук"


class Place(NamedTuple):
    """A library; `weight` is its share of events, `audience` whom it mostly serves."""

    code: str
    name: str
    address: str
    year: int
    population: int
    weight: float
    audience: str


PLACES = (
    Place("CB", "Центральна міська бібліотека", "площа Ратушна, 3", 1940, 38_000, 3.4, "all"),
    Place("CD", "Центральна бібліотека для дітей", "вул. Липова, 8", 1951, 21_500, 2.9, "children"),
    Place("F01", "Філія № 1 для дорослих", "вул. Ковальська, 14", 1947, 11_200, 1.2, "adults"),
    Place("F02", "Філія № 2 для дітей", "вул. Вишнева, 12", 1953, 9_800, 1.5, "children"),
    Place("F03", "Філія № 3 «Родинна бібліотека»", "вул. Ткацька, 56", 1958, 10_400, 1.3, "all"),
    Place("F04", "Філія № 4 для юнацтва", "просп. Злагоди, 21", 1962, 12_600, 1.4, "youth"),
    Place("F05", "Філія № 5 для дорослих", "вул. Залізнична, 77", 1949, 8_900, 0.9, "adults"),
    Place("F06", "Філія № 6 для дорослих", "просп. Весняний, 10", 1964, 13_300, 1.4, "adults"),
    Place("F07", "Філія № 7 для дітей", "вул. Садова, 31", 1966, 9_100, 1.3, "children"),
    Place("F08", "Філія № 8 «Бібліотека сімейного читання»", "вул. Кільцева, 4", 1971, 8_700, 1.0, "all"),
    Place("F09", "Філія № 9 для дорослих", "вул. Мостова, 19", 1972, 5_200, 0.6, "adults"),
    Place("F10", "Філія № 10 для дорослих", "вул. Гончарна, 2", 1975, 12_900, 1.3, "adults"),
    Place("F11", "Філія № 11 для дітей", "вул. Яблунева, 45", 1979, 7_600, 1.0, "children"),
    Place("F12", "Філія № 12 «Бібліотека-музей»", "вул. Стара Ринкова, 6", 1984, 6_100, 0.9, "all"),
    Place("ST", "Бібліотека-студія «Майстерня»", "вул. Млинова, 18", 2021, 9_400, 2.1, "youth"),
    Place("HB", "Бібліотека-хаб «Причал»", "вул. Надрічна, 1", 2019, 8_300, 1.7, "youth"),
    Place("V01", "Бібліотека села Заставище", "с. Заставище, вул. Шкільна, 5", 1956, 2_900, 0.5, "all"),
    Place("V02", "Бібліотека села Верболози", "с. Верболози, вул. Центральна, 12", 1959, 2_300, 0.5, "all"),
    Place("V03", "Бібліотека села Лугова Криниця", "с. Лугова Криниця, вул. Лісова, 3", 1961, 1_800, 0.4, "all"),
    Place("V04", "Бібліотека села Млинисько", "с. Млинисько, вул. Незалежності, 20", 1954, 2_100, 0.4, "all"),
    Place("V05", "Бібліотека села Дубова Гребля", "с. Дубова Гребля, вул. Миру, 9", 1967, 1_500, 0.35, "children"),
    Place("V06", "Бібліотека села Яснобір", "с. Яснобір, вул. Ставкова, 1", 1970, 1_200, 0.3, "all"),
    Place("V07", "Бібліотека села Старі Бджоляни", "с. Старі Бджоляни, вул. Садова, 17", 1963, 1_700, 0.35, "all"),
    Place("V08", "Бібліотека села Підвербне", "с. Підвербне, вул. Молодіжна, 4", 1976, 2_600, 0.4, "children"),
    Place("V09", "Бібліотека села Річиця-Нова", "с. Річиця-Нова, вул. Перемоги, 11", 1981, 1_400, 0.3, "adults"),
)

ACCOUNTS = (
    ("coordinator", LEADER, Role.COORDINATOR),
    ("staff", "Дарина Левадна", Role.STAFF),
    ("director", DIRECTOR, Role.DIRECTOR),
    ("accountant", ACCOUNTANT, Role.ACCOUNTANT),
    ("monitor", "Богдан Дубровець", Role.MONITOR),
    ("admin", "Назар Криничний", Role.ADMINISTRATOR),
)


def add_institution(world: World) -> None:
    """Name the institution and say that its data are a demo."""
    house = ensure_institution(world.session)
    house.name_uk = "Міська централізована бібліотечна система (демонстраційні дані)"
    house.name_en = "City Centralised Library System (demonstration data)"
    house.edrpou = next_edrpou(world)
    house.address = f"м. {CITY}, площа Ратушна, 3"
    house.director = DIRECTOR
    house.accountant = ACCOUNTANT
    house.is_demo = True
    world.session.flush()
    world.bands = ensure_default_bands(world.session)


def next_edrpou(world: World) -> str:
    """Return a registration code that is well formed and in nobody's use."""
    code = world.names.edrpou_start()
    while not valid_edrpou(str(code)):
        code += 1
    return str(code)


def add_branches(world: World) -> None:
    """Make the central library and its branches."""
    for place in PLACES:
        branch = create_branch(
            world.session,
            name=place.name,
            code=place.code,
            kind=BranchKind.CENTRAL if place.code == "CB" else BranchKind.BRANCH,
            address=place.address if place.address.startswith("с. ") else f"м. {CITY}, {place.address}",
            opened_year=place.year,
            population=place.population,
        )
        world.branches.append(branch)
        world.weights.append(place.weight)
        world.audiences.append(place.audience)


def add_accounts(world: World) -> None:
    """Make the six demo accounts; the one of branch staff belongs to a branch."""
    for key, name, role in ACCOUNTS:
        user = create_user(
            world.session,
            email=f"{key}@demo.example",
            name=name,
            role=role,
            branch_id=world.branch(STAFF_BRANCH).id if role is Role.STAFF else None,
        )
        give_password(user, DEMO_PASSWORD)
        world.users[key] = user
    world.session.info["actor_id"] = world.coordinator.id
