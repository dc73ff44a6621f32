"""Invented organisations: 64 that the libraries work with, and those that give."""

from typing import NamedTuple

from app.demo.places import next_edrpou
from app.demo.words import latin
from app.demo.world import CITY, World
from app.domain.contacts import ChannelLabel, OrganisationType
from app.domain.partnerships import PartnerType
from app.services.contacts import OrganisationData, save_organisation
from models.contacts import Organisation

T, P = OrganisationType, PartnerType


class Group(NamedTuple):
    """Organisations of one sort: what they are, what each side gives, and their names."""

    organisation_type: OrganisationType
    partner_type: PartnerType
    partner_gives: tuple[str, ...]
    library_gives: tuple[str, ...]
    names: tuple[str, ...]


GROUPS = (
    Group(
        T.NGO,
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
        T.COMMUNITY,
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
        T.SCHOOL,
        P.SCHOOL,
        ("Класи на бібліотечні уроки, учителі – співведучі", "Студенти-практиканти, спільні конкурси читців"),
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
        T.BUSINESS,
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
        T.MEDIA,
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
        T.AUTHORITY,
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
        T.CULTURAL_INSTITUTION,
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
        T.OTHER,
        P.OTHER,
        ("Руки й інструменти для толок, сусідські свята",),
        ("Місце для зборів, бібліотека просто неба",),
        ("Ініціативна група «Наше подвір’я на Млиновій»",),
    ),
)

PATRONS = (
    (T.CHARITY, "Благодійний фонд «Світла шибка»"),
    (T.CHARITY, "Благодійний фонд «Друге дихання Вербограда»"),
    (T.CHARITY, "Благодійний фонд родини Узвишинів"),
    (T.BUSINESS, "ТОВ «Вербоградський молокозавод»"),
    (T.BUSINESS, "ТОВ «Цегла і черепиця»"),
    (T.BUSINESS, "ФГ «Яснобірська нива»"),
    (T.BUSINESS, "Видавництво «Паперовий змій Плюс»"),
    (T.BUSINESS, "Видавництво «Чорна смородина»"),
    (T.BUSINESS, "Аптечна мережа «М’ята»"),
    (T.BUSINESS, "Студія дизайну «Кутник»"),
    (T.BUSINESS, "ТОВ «Сонячні дахи Вербограда»"),
    (T.BUSINESS, "Автосервіс «Сьома передача»"),
    (T.COMMUNITY, "Товариство земляків «Вербоградці у світі»"),
    (T.COMMUNITY, "Клуб друзів бібліотеки «Формуляр»"),
    (T.INTERNATIONAL, "Stowarzyszenie «Most nad rzeką»"),
    (T.INTERNATIONAL, "Freundeskreis «Bücherbrücke»"),
    (T.UNIVERSITY, "Вербоградський гуманітарний інститут"),
    (T.MEDIA, "Журнал «Полиця і люди»"),
    (T.MEDIA, "Телеграм-канал «Вербоград читає»"),
    (T.CULTURAL_INSTITUTION, "Бібліотека-побратим міста Старолісся"),
    (T.CULTURAL_INSTITUTION, "Обласний будинок народної творчості «Криниця»"),
    (T.BUSINESS, "Готель «Над ставом»"),
    (T.BUSINESS, "Квіткова крамниця «Мальва»"),
    (T.NGO, "ГО «Аналітичний гурток громад»"),
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
        foreign = organisation_type is T.INTERNATIONAL
        address = "" if foreign else f"{rng.choice(streets)}, {rng.randint(1, 90)}"
        city = {"Stowarzyszenie": "Lublin", "Freundeskreis": "Leipzig"}.get(name.split()[0], CITY)
        world.patrons.append(add_organisation(world, name, organisation_type, address, ("благодійники",), city=city))


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
    host = latin("".join(word for word in quoted.split() if not word.isdigit()))[:14]
    host += str(len(world.organisations) + 3)
    phone = world.names.phone()
    if organisation_type is T.AUTHORITY:
        phone += f", дод. {100 + len(world.organisations)}"
    kept = save_organisation(
        world.session,
        OrganisationData(
            name=name,
            organisation_type=organisation_type,
            edrpou=next_edrpou(world) if city == CITY else "",
            emails=((f"{host}@example.org", ChannelLabel.WORK),),
            phones=((phone, ChannelLabel.WORK),),
            addresses=((f"м. {city}, {address}", ChannelLabel.WORK),) if address else (),
            city=city,
            website=f"https://{host}.example.org",
            tags=tags,
        ),
    )
    world.organisations[name] = kept
    return kept
