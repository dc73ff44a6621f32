"""Invented organisations: 64 that the libraries work with, and those that give."""

from typing import NamedTuple

from app.demo.places import next_edrpou
from app.demo.words import latin
from app.demo.world import CITY, World
from app.domain.contacts import ChannelLabel, OrganisationType
from app.domain.partnerships import PartnerType
from app.services.contacts import OrganisationData, save_organisation
from models.contacts import Organisation

O, P = OrganisationType, PartnerType


class Group(NamedTuple):
    """Organisations of one sort: what they are, what each side gives, and their names."""

    organisation_type: OrganisationType
    partner_type: PartnerType
    partner_gives: tuple[str, ...]
    library_gives: tuple[str, ...]
    names: tuple[str, ...]


GROUPS = (
    Group(
        O.NGO,
        P.NGO,
        (
            "Тренери та ведучі занять, запрошення учасників зі своєї громади",
            "Спільна підготовка заявок на гранти, волонтери на події",
            "Психологиня на зустрічі груп підтримки двічі на місяць",
        ),
        (
            "Зала і техніка безкоштовно, афіша подій, облік учасників",
            "Приміщення для зустрічей щосереди, книжки за темою, реклама у філіях",
        ),
        (
            "ГО «Читальня на розі»",
            "ГО «Тепла оселя Вербоград»",
            "ГО «Простір Сходинка»",
            "ГО «Ветеранський причал»",
            "ГО «Калинова нитка»",
            "ГО «Без порогів Вербоград»",
            "ГО «Молодіжна рада Вітрила»",
            "ГО «Еколанка»",
            "ГО «Мамина школа Вербоград»",
            "ГО «Мистецька артіль Глечик»",
            "ГО «Медіакуток»",
            "ГО «Новий дім над річкою»",
            "ГО «Клуб мандрівок Стежина»",
            "ГО «Цифрова лавка»",
            "ГО «Друга молодість Вербоград»",
            "ГО «Сусіди поруч»",
        ),
    ),
    Group(
        O.COMMUNITY,
        P.SOCIETY,
        ("Ведучі клубних зустрічей, власні збірки книжок та ігор", "Лектори, екскурсії містом, архівні світлини"),
        ("Зала щосуботи, полиця клубу, допомога з афішею", "Місце для виставок, доступ до краєзнавчого фонду"),
        (
            "Товариство книголюбів «Закладинка»",
            "Літературне об’єднання «Верболіз»",
            "Клуб настільних ігор «Шостий кубик»",
            "Польське культурне товариство Вербограда",
            "Краєзнавче товариство «Стара брама»",
            "Шаховий клуб «Біла тура»",
            "Скаутський осередок «Ватра над річкою»",
            "Садівниче товариство «Яблуневий цвіт»",
        ),
    ),
    Group(
        O.SCHOOL,
        P.SCHOOL,
        ("Класи на бібліотечні уроки, учителі — співведучі", "Студенти-практиканти, спільні конкурси читців"),
        ("Бібліотечні уроки за графіком, добірки до програми", "База практики, методична підтримка, виїзні події"),
        (
            "Ліцей № 4 міста Вербограда",
            "Ліцей № 7 міста Вербограда",
            "Ліцей № 9 міста Вербограда",
            "Ліцей № 12 міста Вербограда",
            "Гімназія № 3 міста Вербограда",
            "Гімназія № 15 міста Вербограда",
            "Заклад дошкільної освіти № 8 «Жолудик»",
            "Заклад дошкільної освіти № 21 «Лелеченя»",
            "Спеціальна школа «Довіра і крок»",
            "Вербоградський фаховий коледж культури",
            "Вербоградський педагогічний коледж",
            "Вербоградська художня школа",
        ),
    ),
    Group(
        O.BUSINESS,
        P.BUSINESS,
        ("Книжки за видавничою ціною, подарунки переможцям", "Поліграфія зі знижкою 30 %, призи, частування"),
        ("Подяка на афішах і сайті, місце для презентацій", "Аудиторія читачів, спільні акції до свят"),
        (
            "Книгарня «Третя полиця»",
            "Кав’ярня «Чорнильниця»",
            "Друкарня «Вербодрук»",
            "ТОВ «Вербонет»",
            "Пекарня «Рум’яна»",
            "Видавництво «Сьома гілка»",
            "Кінозала «Промінчик»",
            "Меблева майстерня «Дубовий листок»",
            "Крамниця ремесел «Клубочок»",
        ),
    ),
    Group(
        O.MEDIA,
        P.MEDIA,
        ("Анонси й репортажі, рубрика про книжки щоп’ятниці",),
        ("Готові тексти, світлини, герої для інтерв’ю",),
        (
            "Газета «Вербоградські новини»",
            "Радіо «Верба FM»",
            "Телеканал «Верба-ТБ»",
            "Сайт «Місто над річкою»",
            "Студія подкастів «Голоси подвір’я»",
        ),
    ),
    Group(
        O.AUTHORITY,
        P.AUTHORITY,
        ("Кошти місцевої програми розвитку культури, листи підтримки до заявок", "Інформування громади, транспорт"),
        ("Звіти за показниками програми, зала для зустрічей", "Події за планом громади, консультації"),
        (
            "Департамент культури Вербоградської міської ради",
            "Управління соціального захисту Вербоградської міської ради",
            "Служба у справах дітей Вербоградської міської ради",
            "Вербоградський міський центр зайнятості",
            "Старостинський округ «Надріччя»",
        ),
    ),
    Group(
        O.CULTURAL_INSTITUTION,
        P.INSTITUTION,
        ("Виставки й лекції фахівців, сцена для великих подій", "Фахівці на заняття, супровід учасників"),
        ("Спільна афіша, книжкові добірки до виставок", "Простір для виїзних занять, спеціальні видання"),
        (
            "Вербоградський краєзнавчий музей",
            "Ляльковий театр «Котигорошко і друзі»",
            "Міський палац культури Вербограда",
            "Центр фізичної реабілітації «Крок уперед»",
            "Молодіжний центр «Платформа 5»",
            "Інклюзивно-ресурсний центр Вербограда",
            "Територіальний центр соціального обслуговування Вербограда",
            "Вербоградська галерея «Стара пошта»",
        ),
    ),
    Group(
        O.OTHER,
        P.OTHER,
        ("Руки й інструменти для толок, сусідські свята",),
        ("Місце для зборів, бібліотека просто неба",),
        ("Ініціативна група «Наше подвір’я на Млиновій»",),
    ),
)

PATRONS = (
    (O.CHARITY, "Благодійний фонд «Світла шибка»"),
    (O.CHARITY, "Благодійний фонд «Друге дихання Вербограда»"),
    (O.CHARITY, "Благодійний фонд родини Узвишинів"),
    (O.BUSINESS, "ТОВ «Вербоградський молокозавод»"),
    (O.BUSINESS, "ТОВ «Цегла і черепиця»"),
    (O.BUSINESS, "ФГ «Яснобірська нива»"),
    (O.BUSINESS, "Видавництво «Паперовий змій Плюс»"),
    (O.BUSINESS, "Видавництво «Чорна смородина»"),
    (O.BUSINESS, "Аптечна мережа «М’ята»"),
    (O.BUSINESS, "Студія дизайну «Кутник»"),
    (O.BUSINESS, "ТОВ «Сонячні дахи Вербограда»"),
    (O.BUSINESS, "Автосервіс «Сьома передача»"),
    (O.COMMUNITY, "Товариство земляків «Вербоградці у світі»"),
    (O.COMMUNITY, "Клуб друзів бібліотеки «Формуляр»"),
    (O.INTERNATIONAL, "Stowarzyszenie «Most nad rzeką»"),
    (O.INTERNATIONAL, "Freundeskreis «Bücherbrücke»"),
    (O.UNIVERSITY, "Вербоградський гуманітарний інститут"),
    (O.MEDIA, "Журнал «Полиця і люди»"),
    (O.MEDIA, "Телеграм-канал «Вербоград читає»"),
    (O.CULTURAL_INSTITUTION, "Бібліотека-побратим міста Старолісся"),
    (O.CULTURAL_INSTITUTION, "Обласний будинок народної творчості «Криниця»"),
    (O.BUSINESS, "Готель «Над ставом»"),
    (O.BUSINESS, "Квіткова крамниця «Мальва»"),
    (O.NGO, "ГО «Аналітичний гурток громад»"),
)
TAGS = {
    P.NGO: ("громадський сектор",),
    P.SCHOOL: ("освіта",),
    P.MEDIA: ("медіа",),
    P.BUSINESS: ("бізнес міста",),
    P.AUTHORITY: ("влада",),
    P.INSTITUTION: ("культура",),
}


def add_organisations(world: World) -> None:
    """Make the partners' and the givers' organisations with their channels."""
    streets = ("вул. Ткацька", "вул. Липова", "просп. Злагоди", "вул. Мостова", "вул. Садова", "вул. Гончарна")
    rng = world.rng("organisations")
    for group in GROUPS:
        for name in group.names:
            tags = TAGS.get(group.partner_type, ())
            address = f"{rng.choice(streets)}, {rng.randint(1, 90)}"
            world.partners.append(add_organisation(world, name, group.organisation_type, address, tags))
    for organisation_type, name in PATRONS:
        foreign = organisation_type is O.INTERNATIONAL
        address = "" if foreign else f"{rng.choice(streets)}, {rng.randint(1, 90)}"
        city = {"Stowarzyszenie": "Lublin", "Freundeskreis": "Leipzig"}.get(name.split()[0], CITY)
        world.patrons.append(
            add_organisation(world, name, organisation_type, address, ("благодійники",), city=city)
        )


def add_organisation(
    world: World,
    name: str,
    organisation_type: OrganisationType,
    address: str,
    tags: tuple[str, ...],
    *,
    city: str = CITY,
) -> Organisation:
    """Make one invented organisation."""
    quoted = name.partition("«")[2].partition("»")[0] or name
    host = latin("".join(word for word in quoted.split() if not word.isdigit()))[:24] + str(len(world.organisations) + 3)
    kept = save_organisation(
        world.session,
        OrganisationData(
            name=name,
            organisation_type=organisation_type,
            edrpou=next_edrpou(world) if city == CITY else "",
            emails=((f"office@{host}.example.org", ChannelLabel.WORK),),
            phones=((world.names.phone(), ChannelLabel.WORK),),
            addresses=((f"м. {city}, {address}", ChannelLabel.WORK),) if address else (),
            city=city,
            website=f"https://{host}.example.org",
            tags=tags,
        ),
    )
    world.organisations[name] = kept
    return kept
