"""Public funders and their programmes, as publicly known: where an institution begins its own list.

Names are real; every fact has the public address that it was taken from. No dates: a programme is not a call that is
open, and people add the dates once the funder has announced them. The texts are Ukrainian, as the records are.
"""

from typing import NamedTuple

from app.domain.calls import ApplicantKind
from app.domain.contacts import OrganisationType
from app.domain.money import Currency

T, C, A = OrganisationType, Currency, ApplicantKind


class Programme(NamedTuple):
    """A programme that gives grants; amounts are the least and the most, co-financing is in per cent."""

    key: str
    title: str
    eligibility: str
    sources: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    currency: Currency = C.UAH
    cofinancing: int | None = None
    applicants: tuple[ApplicantKind, ...] = ()
    eligible: str = ""
    ineligible: str = ""
    languages: str = ""
    url: str = ""


class PublicFunder(NamedTuple):
    """A public funder with its programmes; `key` never changes, so that a renamed one is not added again."""

    key: str
    name: str
    organisation_type: OrganisationType
    city: str
    website: str
    interests: str
    legal_name: str = ""
    least: int | None = None
    most: int | None = None
    currency: Currency = C.UAH
    languages: str = ""
    reporting: str = ""
    partner_note: str = ""
    sources: tuple[str, ...] = ()
    programmes: tuple[Programme, ...] = ()


PUBLIC_FUNDERS = (
    PublicFunder(
        "ucf", "Український культурний фонд", T.AUTHORITY, "Київ", "https://ucf.in.ua",
        "Культурні й мистецькі проєкти: державні гранти для закладів культури всіх форм власності.",
        legal_name="УКФ", languages="українська",
        reporting="Працюють за типовим договором. Будь-яку зміну заходів, результатів, команди чи кошторису"
        " погоджують листом і додатковою угодою. Кошторис подають у таблиці Excel за формою фонду, з рядками"
        " до третього рівня.",
        sources=("https://ucf.in.ua/faq/11", "https://docs.dtkt.ua/doc/1233.2323.1?page=2"),
        programmes=(
            Programme(
                "ucf.grants", "Культура в громадах", "Заклади культури та інші юридичні особи.",
                ("https://ucf.in.ua/faq/22",), applicants=(A.BUDGET_INSTITUTION, A.NGO, A.BUSINESS),
                eligible="Роботу власних працівників оплачують лише премією.",
                ineligible="Будівництво, капітальний ремонт, проєктні роботи; аудит коштом гранту"
                " (з інших джерел можна).",
                languages="українська", url="https://ucf.in.ua",
            ),
        ),
    ),
    PublicFunder(
        "hoe", "House of Europe", T.INTERNATIONAL, "Київ", "https://houseofeurope.org.ua",
        "Програма Європейського Союзу: культура, обміни, інфраструктура; виконує Goethe-Institut із партнерами.",
        least=1_000, most=100_000, currency=C.EUR, languages="українська, англійська",
        partner_note="До більших грантів допускають лише зареєстровані громадські організації, тому бібліотека"
        " зазвичай бере участь через партнерську ГО.",
        sources=("https://oth.nlu.org.ua/?p=7705",),
        programmes=(
            Programme(
                "hoe.infrastructure", "Гранти на інфраструктуру",
                "Перший набір давав 3 000 або 6 000 євро; у 2023 році гранти до 100 000 євро були тільки для"
                " зареєстрованих ГО.",
                ("https://decentralization.ua/en/news/11846", "https://oth.nlu.org.ua/?p=7705"),
                3_000, 100_000, C.EUR, applicants=(A.NGO, A.THROUGH_PARTNER), url="https://houseofeurope.org.ua",
            ),
            Programme(
                "hoe.individual", "Гранти на особисті проєкти", "Фізичні особи; виплачують двома частинами.",
                ("https://ukrainet.eu/2019/11/08/house-of-europe/",), 1_000, 4_000, C.EUR,
                applicants=(A.INDIVIDUAL,),
                ineligible="Купівля обладнання, поточні витрати (зарплати, оренда офісу), будівництво.",
                url="https://houseofeurope.org.ua",
            ),
        ),
    ),
    PublicFunder(
        "ce", "Креативна Європа", T.INTERNATIONAL, "Брюссель", "https://culture.ec.europa.eu/creative-europe",
        "Європейська співпраця в культурі: спільні проєкти організацій із різних країн.",
        legal_name="Creative Europe", most=2_000_000, currency=C.EUR, languages="англійська",
        reporting="Проміжні та підсумкові звіти за правилами ЄС; облік ведуть за весь проєкт, а не тільки за частку"
        " донора.",
        partner_note="Потрібен консорціум; бібліотека може бути партнером, а не заявником.",
        sources=("https://euro-access.eu/en/calls/952",),
        programmes=(
            Programme(
                "ce.small", "Проєкти співпраці: малий масштаб",
                "Щонайменше 3 організації з 3 країн; грант покриває до 80 % витрат.",
                ("https://euro-access.eu/en/calls/952", "https://euro-access.eu/en/calls/1728"),
                None, 200_000, C.EUR, 20, (A.CONSORTIUM, A.THROUGH_PARTNER), languages="англійська",
                url="https://culture.ec.europa.eu/creative-europe",
            ),
            Programme(
                "ce.medium", "Проєкти співпраці: середній масштаб", "Консорціум; грант покриває до 70 % витрат.",
                ("https://euro-access.eu/en/calls/952",), None, 1_000_000, C.EUR, 30,
                (A.CONSORTIUM, A.THROUGH_PARTNER), languages="англійська",
                url="https://culture.ec.europa.eu/creative-europe",
            ),
            Programme(
                "ce.large", "Проєкти співпраці: великий масштаб", "Консорціум; грант покриває до 60 % витрат.",
                ("https://euro-access.eu/en/calls/952",), None, 2_000_000, C.EUR, 40,
                (A.CONSORTIUM, A.THROUGH_PARTNER), languages="англійська",
                url="https://culture.ec.europa.eu/creative-europe",
            ),
        ),
    ),
    PublicFunder(
        "ecf", "European Cultural Foundation", T.INTERNATIONAL, "Амстердам", "https://culturalfoundation.eu",
        "Бібліотеки, які разом зі своєю громадою шукають відповідь на її потребу.", most=10_000, currency=C.EUR,
        languages="англійська",
        programmes=(
            Programme(
                "ecf.challenge", "The Europe Challenge",
                "Бібліотека разом із громадою; робота триває від січня до вересня.",
                ("https://westmor.pl/europe-challenge-2024-granty-dla-bibiliotek/",), None, 10_000, C.EUR,
                applicants=(A.BUDGET_INSTITUTION, A.NGO), languages="англійська", url="https://culturalfoundation.eu",
            ),
        ),
    ),
    PublicFunder(
        "irex", "IREX", T.INTERNATIONAL, "Київ", "https://www.irex.org",
        "Згуртованість громад, молодь, медіаграмотність.", most=10_000, currency=C.USD,
        programmes=(
            Programme(
                "irex.unity", "Єднання заради дії",
                "Одного разу набирали проєкти на 4–8 місяців; про новий набір не відомо. Луцька міська бібліотечна"
                " система мала тут проєкт «ЯК ВДОМА» для переселенців.",
                ("https://ostro.org", "https://volynnews.com"), None, 10_000, C.USD, url="https://www.irex.org",
            ),
        ),
    ),
    PublicFunder(
        "evz", "Фонд EVZ", T.INTERNATIONAL, "Берлін", "https://www.stiftung-evz.de",
        "Заклади культури громад, зокрема бібліотеки як «треті місця».", legal_name="Stiftung EVZ", currency=C.EUR,
        programmes=(
            Programme(
                "evz.town", "єМістечко", "Заклади культури, зокрема бібліотеки, які створюють «третє місце» в громаді.",
                ("https://pr-metod.blogspot.com/2024/02/blog-post_23.html",), currency=C.EUR,
                applicants=(A.BUDGET_INSTITUTION,), url="https://www.stiftung-evz.de",
            ),
        ),
    ),
    PublicFunder(
        "ula", "Українська бібліотечна асоціація", T.NGO, "Київ", "https://ula.org.ua",
        "Спільні проєкти з бібліотеками-членами.", legal_name="УБА", languages="українська",
        partner_note="Потрібне оформлене партнерство з асоціацією: кошти інших донорів ідуть через неї.",
        programmes=(
            Programme(
                "ula.strength", "Бібліотека – місце сили",
                "Партнерський проєкт із міською бібліотекою Берліна за кошти House of Europe: 5 бібліотек, потрібне"
                " партнерство з УБА.",
                ("https://mistosontsia.com.ua",), applicants=(A.BUDGET_INSTITUTION, A.THROUGH_PARTNER),
                url="https://ula.org.ua",
            ),
        ),
    ),
    PublicFunder(
        "ubi", "Український інститут книги", T.AUTHORITY, "Київ", "https://book-institute.org.ua",
        "Промоція читання та української книги.", legal_name="УІК", languages="українська",
        programmes=(
            Programme(
                "ubi.reading", "Промоція читання", "Юридичні особи всіх форм; подають заявку з додатками.",
                ("https://mcsc.gov.ua", "https://zoda.gov.ua/news/69721"),
                applicants=(A.BUDGET_INSTITUTION, A.NGO, A.BUSINESS), languages="українська",
                url="https://book-institute.org.ua",
            ),
        ),
    ),
    PublicFunder(
        "irf", "Міжнародний фонд «Відродження»", T.CHARITY, "Київ", "https://www.irf.ua",
        "Громадянське суспільство, спільноти, права людини.", languages="українська",
        reporting="Фінансовий звіт – за 14 днів після завершення проєкту; платежів у ці дні вже не роблять. Окремий"
        " рахунок, депозити заборонено. Від 20 000 доларів ключові працівники мають трудові договори. П’ять груп"
        " витрат.",
        sources=("https://irf.ua/grant-money",),
        programmes=(
            Programme(
                "irf.communities", "Спільноти, що діють", "Переважно громадські організації.",
                applicants=(A.NGO, A.THROUGH_PARTNER), url="https://www.irf.ua",
            ),
        ),
    ),
    PublicFunder(
        "undp", "ПРООН в Україні", T.INTERNATIONAL, "Київ", "https://www.undp.org/uk/ukraine",
        "Відновлення громад, соціальна згуртованість.", legal_name="Програма розвитку ООН", currency=C.USD,
        reporting="Наступний транш надходить лише після прийняття і змістового, і фінансового звітів. Зміни –"
        " за попередньою згодою.",
        sources=("https://issuu.com/undpukraine",),
        programmes=(
            Programme(
                "undp.cohesion", "Підтримка соціальної згуртованості", "Умови кожного набору оголошують окремо.",
                currency=C.USD, applicants=(A.NGO, A.THROUGH_PARTNER), url="https://www.undp.org/uk/ukraine",
            ),
        ),
    ),
    PublicFunder(
        "lutsk", "Луцька міська рада", T.AUTHORITY, "Луцьк", "https://www.lutskrada.gov.ua",
        "Проєкти громади міським коштом, зокрема за поданням депутатів.", languages="українська",
        partner_note="Депутатські кошти: 2019 року філії 5 і 10 отримали 15 000 гривень"
        " (https://konkurent.ua/publication/46770).",
        programmes=(
            Programme(
                "lutsk.budget", "Бюджет участі Луцька",
                "До 250 000 гривень на проєкт, у 2024 році 4 млн на всі; останнім часом тільки оборона та цивільний"
                " захист.",
                ("https://volynonline.com", "https://volynpost.com/news/259012"), None, 250_000,
                applicants=(A.INDIVIDUAL,), languages="українська",
            ),
        ),
    ),
    PublicFunder(
        "goethe", "Goethe-Institut в Україні", T.INTERNATIONAL, "Київ", "https://www.goethe.de/ukraine",
        "Культурна співпраця, німецька мова, бібліотечні проєкти.", currency=C.EUR,
        languages="українська, німецька, англійська",
    ),
    PublicFunder(
        "bc", "British Council в Україні", T.INTERNATIONAL, "Київ", "https://www.britishcouncil.org.ua",
        "Мистецтво, освіта, англійська мова, активні громадяни.", currency=C.GBP, languages="англійська, українська",
    ),
    PublicFunder(
        "eu4culture", "EU4Culture", T.INTERNATIONAL, "", "", "Розвиток культури в містах країн Східного партнерства.",
        currency=C.EUR, languages="англійська",
    ),
    PublicFunder(
        "isar", "ІСАР Єднання", T.NGO, "Київ", "https://ednannia.ua",
        "Розвиток громадських організацій і громад.", languages="українська",
        partner_note="Гранти переважно для ГО: бібліотека бере участь як партнер.",
    ),
    PublicFunder(
        "usembassy", "Посольство США в Україні", T.AUTHORITY, "Київ", "https://ua.usembassy.gov",
        "Культура, освіта, англійська мова.", currency=C.USD, languages="англійська",
    ),
    PublicFunder(
        "polish", "Польський Інститут у Києві", T.INTERNATIONAL, "Київ", "https://instytutpolski.pl/kyjiw/",
        "Польсько-українська культурна співпраця.", currency=C.PLN, languages="українська, польська",
    ),
    PublicFunder(
        "interreg", "Interreg NEXT Польща – Україна", T.INTERNATIONAL, "Варшава", "https://www.pl-ua.eu",
        "Транскордонна співпраця, спадщина, туризм.", currency=C.EUR, languages="англійська",
        partner_note="Потрібен партнер із Польщі.",
    ),
    PublicFunder(
        "erasmus", "Еразмус+ в Україні", T.INTERNATIONAL, "Київ", "https://erasmusplus.org.ua",
        "Освіта дорослих, молодь, обмін досвідом.", currency=C.EUR, languages="англійська",
        partner_note="Проєкти співпраці подають разом із закордонними партнерами.",
    ),
)  # fmt: skip
