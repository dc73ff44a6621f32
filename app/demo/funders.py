"""Public funders with their real names and what is publicly known of their calls; the dates are the demo's own."""

from decimal import Decimal
from typing import NamedTuple

from app.demo.world import World
from app.domain.contacts import OrganisationType
from app.domain.money import Currency
from app.services.calls import CallData, create_call
from app.services.contacts import OrganisationData, save_organisation

T, C = OrganisationType, Currency
NOTICE = "Дати в цьому записі умовні (демонстраційні дані): перевіряйте їх на сайті програми."


class Funder(NamedTuple):
    """A public funder."""

    key: str
    name: str
    legal_name: str
    organisation_type: OrganisationType
    city: str
    website: str


class CallFacts(NamedTuple):
    """A call; days are reckoned back from today, negative ones lie ahead."""

    key: str
    funder: str
    title: str
    opens: int
    deadline: int | None
    decision: int | None
    least: int | None
    most: int | None
    currency: Currency
    cofinancing: int | None
    eligibility: str


FUNDERS = (
    Funder("ucf", "Український культурний фонд", "УКФ", T.AUTHORITY, "Київ", "https://ucf.in.ua"),
    Funder("hoe", "House of Europe", "", T.INTERNATIONAL, "Київ", "https://houseofeurope.org.ua"),
    Funder("ce", "Креативна Європа", "Creative Europe", T.INTERNATIONAL, "Брюссель",
           "https://culture.ec.europa.eu/creative-europe"),
    Funder("ecf", "European Cultural Foundation", "", T.INTERNATIONAL, "Амстердам", "https://culturalfoundation.eu"),
    Funder("irex", "IREX", "", T.INTERNATIONAL, "Київ", "https://www.irex.org"),
    Funder("evz", "Фонд EVZ", "Stiftung EVZ", T.INTERNATIONAL, "Берлін", "https://www.stiftung-evz.de"),
    Funder("ula", "Українська бібліотечна асоціація", "УБА", T.NGO, "Київ", "https://ula.org.ua"),
    Funder("ubi", "Український інститут книги", "УІК", T.AUTHORITY, "Київ", "https://book-institute.org.ua"),
    Funder("irf", "Міжнародний фонд «Відродження»", "", T.CHARITY, "Київ", "https://www.irf.ua"),
    Funder("undp", "ПРООН в Україні", "Програма розвитку ООН", T.INTERNATIONAL, "Київ",
           "https://www.undp.org/uk/ukraine"),
    Funder("goethe", "Goethe-Institut в Україні", "", T.INTERNATIONAL, "Київ", "https://www.goethe.de/ukraine"),
    Funder("bc", "British Council в Україні", "", T.INTERNATIONAL, "Київ", "https://www.britishcouncil.org.ua"),
)  # fmt: skip

CALLS = (
    CallFacts("ucf", "ucf", "Культура в громадах", 420, 356, 318, 200_000, 2_000_000, C.UAH, 10,
              "Заклади культури всіх форм власності. Зміни в заходах або кошторисі — лише за листом і додатковою"
              " угодою. Капітальний ремонт і будівництво не фінансують."),
    CallFacts("ucf_next", "ucf", "Культура в громадах: новий сезон", 40, -11, -75, 200_000, 2_000_000, C.UAH, 10,
              "Заклади культури всіх форм власності. Кошторис за формою фонду, аудит — за інші кошти."),
    CallFacts("ecf", "ecf", "The Europe Challenge", 300, 250, 190, None, 10_000, C.EUR, None,
              "Бібліотеки разом зі своєю громадою; до 10 000 євро на команду."),
    CallFacts("ubi", "ubi", "Промоція читання", 120, 72, 9, 100_000, 600_000, C.UAH, None,
              "Юридичні особи всіх форм; заявка з додатками."),
    CallFacts("hoe", "hoe", "Гранти на інфраструктуру", 210, 160, 95, 3_000, 6_000, C.EUR, None,
              "Культурні організації; не фінансують зарплати, оренду офісу та будівництво."),
    CallFacts("hoe_next", "hoe", "Гранти на інфраструктуру: наступний набір", 15, -26, -70, 3_000, 6_000, C.EUR, None,
              "Культурні організації; заявку часто подають через партнерську громадську організацію."),
    CallFacts("ce", "ce", "Проєкти співпраці: малий масштаб", 260, 180, None, None, 200_000, C.EUR, 20,
              "Щонайменше 3 організації з 3 країн; грант покриває до 80 % витрат."),
    CallFacts("evz", "evz", "єМістечко", 110, 62, -20, None, 8_000, C.EUR, None,
              "Заклади культури, зокрема бібліотеки: створення «третіх місць» у громадах."),
    CallFacts("irf", "irf", "Спільноти, що діють", 90, 38, -30, 300_000, 900_000, C.UAH, None,
              "Окремий рахунок; фінансовий звіт — 14 днів після завершення проєкту."),
    CallFacts("ula", "ula", "Бібліотека — місце сили", 10, -42, -90, None, None, C.UAH, None,
              "Публічні бібліотеки з членством в асоціації."),
    CallFacts("irex", "irex", "Єднання заради дії", 900, 860, 820, None, 10_000, C.USD, None,
              "Громади та публічні бібліотеки; проєкти на 4–8 місяців. Програму завершено."),
    CallFacts("undp", "undp", "Підтримка соціальної згуртованості", 5, -5, -60, None, None, C.USD, None,
              "Наступний транш — лише після прийняття змістового та фінансового звітів."),
)  # fmt: skip


def add_funders(world: World) -> None:
    """Make the public funders; they are organisations without invented people."""
    for funder in FUNDERS:
        kept = save_organisation(
            world.session,
            OrganisationData(
                name=funder.name,
                legal_name=funder.legal_name,
                organisation_type=funder.organisation_type,
                city=funder.city,
                website=funder.website,
                tags=("грантодавці",),
            ),
        )
        kept.is_public_funder = True
        world.organisations[funder.key] = kept
    world.session.flush()


def add_calls(world: World) -> None:
    """Make the calls: past ones, open ones, and ones whose deadline is near."""
    for call in CALLS:
        funder = world.organisations[call.funder]
        world.calls[call.key] = create_call(
            world.session,
            CallData(
                title=call.title,
                funder_id=funder.id,
                opens_on=world.ago(call.opens),
                deadline_on=None if call.deadline is None else world.ago(call.deadline),
                decision_on=None if call.decision is None else world.ago(call.decision),
                min_amount=None if call.least is None else Decimal(call.least),
                max_amount=None if call.most is None else Decimal(call.most),
                currency=call.currency,
                cofinancing_percent=call.cofinancing,
                eligibility=f"{call.eligibility}\n\n{NOTICE}",
                url=funder.website,
            ),
        )
