"""What cells and columns of imported files mean."""

from collections.abc import Sequence
from datetime import date

import pytest

from app.domain.attendance_import import AttendanceFile, missing_fields, parse_lines, recognise
from app.domain.attendance_values import Ages, parse_ages, parse_import_period, parse_mode
from app.domain.contact_columns import recognise_contacts
from app.domain.contact_duplicates import DuplicateIndex, Known
from app.domain.contact_import import ContactRow, parse_contacts
from app.domain.contacts import ContactKind, OrganisationType
from app.domain.custom_fields import FieldRule, FieldType
from app.domain.events import AttendanceMode
from app.domain.imports import Issue, Line, RefusalCode, calendar_day, guess_mapping, whole_number
from app.domain.periods import Period
from app.services.imports.outcome import Outcome

TODAY = date(2026, 3, 2)


def period(start: str, end: str) -> Period:
    return Period(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("Under 12", Ages(0, 11)),
        ("12-17", Ages(12, 17)),
        ("12–17 років", Ages(12, 17)),
        ("Adult", Ages(18)),
        ("Дорослі", Ages(18)),
        ("60+", Ages(60)),
        ("від 60 років", Ages(60)),
        ("до 14 років", Ages(0, 13)),
        ("All ages", Ages()),
        ("", Ages()),
        ("youngish", None),
        ("17-12", None),
        ("under 0", None),
        ("over 900", None),
    ],
)
def test_age_groups_are_read_in_both_languages(text: str, ages: Ages | None) -> None:
    assert parse_ages(text) == ages


def test_an_age_group_may_be_one_of_the_institutions_own() -> None:
    assert parse_ages("Підлітки", {"підлітки": Ages(14, 17)}) == Ages(14, 17)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023-04-01/P1M", period("2023-04-01", "2023-05-01")),
        ("2023-04-01/P3M", period("2023-04-01", "2023-07-01")),
        ("2023-04-01/P1Y", period("2023-04-01", "2024-04-01")),
        ("2023/2024", period("2023-04-01", "2024-04-01")),
        ("2023/24", period("2023-04-01", "2024-04-01")),
        ("2011-12", period("2011-12-01", "2012-01-01")),
        ("2023", period("2023-01-01", "2024-01-01")),
        ("2023 рік", period("2023-01-01", "2024-01-01")),
        ("квітень 2023", period("2023-04-01", "2023-05-01")),
        ("April 2023", period("2023-04-01", "2023-05-01")),
        ("04.2023", period("2023-04-01", "2023-05-01")),
        ("II квартал 2023", period("2023-04-01", "2023-07-01")),
        ("2023-01-01..2023-03-31", period("2023-01-01", "2023-04-01")),
        ("2023/2026", None),
        ("13.2023", None),
        ("someday", None),
        ("1066", None),
    ],
)
def test_periods_are_read_in_every_usual_form(text: str, expected: Period | None) -> None:
    assert parse_import_period(text) == expected


def test_ways_of_taking_part_are_read_and_a_blank_means_on_site() -> None:
    assert (
        parse_mode("Physical")
        is parse_mode("На місці")
        is parse_mode("Наживо")
        is parse_mode("")
        is AttendanceMode.ON_SITE
    )
    assert parse_mode("Digital") is parse_mode("онлайн") is AttendanceMode.ONLINE
    assert parse_mode("by pigeon") is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("1 234", 1234), ("1\u00a0234 567", 1234567), ("12.0", 12), ("-3", -3), ("1,5", None), ("", None)],
)
def test_whole_numbers_are_read_as_spreadsheets_write_them(text: str, number: int | None) -> None:
    assert whole_number(text) == number


def test_days_are_read_in_usual_forms_only() -> None:
    assert calendar_day("31.12.2000") == calendar_day("2000-12-31") == date(2000, 12, 31)
    for written in ("31.12.2000 р.", "31.12.2000р.", "31.12.2000 року"):
        assert calendar_day(written) == date(2000, 12, 31)
    assert calendar_day("31.02.2000") is calendar_day("0001-01-01") is None


def test_a_column_serves_one_field_and_the_best_heading_wins() -> None:
    synonyms = {"code": ("Authority code", "Authority"), "name": ("Authority", "Name")}
    assert guess_mapping(["AUTHORITY", "authority-code"], synonyms) == {
        "code": "authority-code",
        "name": "AUTHORITY",
    }


def test_a_bare_count_is_settled_by_the_name_of_the_file() -> None:
    columns = ["Authority", "Event type", "Age group", "Period", "Count"]
    assert recognise(columns, "events.csv")[1]["events"] == "Count"
    assert recognise(columns, "event_attendance.csv")[1]["attendances"] == "Count"
    kind, mapping = recognise(columns, "2023.csv")
    assert kind is AttendanceFile.ACTIVITY
    assert missing_fields(kind, mapping) == ["attendances"]


def test_kinds_of_tables_are_told_by_their_columns() -> None:
    assert recognise(["Authority", "Location", "Period", "Count"])[0] is AttendanceFile.VISITS
    assert recognise(["Філія", "Період", "Користувачі"])[0] is AttendanceFile.SERVICES
    assert recognise(["Філія", "Місяць", "Кількість заходів", "Учасники"])[0] is AttendanceFile.ACTIVITY
    assert recognise(["Colour", "Taste"])[0] is None


@pytest.mark.parametrize("heading", ["Назва філії", "Назва бібліотеки", "Філія / відділ", "Код філії"])
def test_a_branch_is_known_by_its_name_or_its_code(heading: str) -> None:
    for figures in (["Місяць", "Кількість заходів", "Учасники"], ["Місяць", "Відвідування"]):
        kind, mapping = recognise([heading, *figures])
        assert kind is not None
        assert mapping["branch"] == heading
        assert missing_fields(kind, mapping) == []


def test_a_heading_of_several_words_is_known_by_any_of_them() -> None:
    columns = ["Організація / заклад", "Тел./факс", "ПІБ", "E-mail/сайт"]
    assert recognise_contacts(columns) == {
        "full_name": "ПІБ",
        "email": "E-mail/сайт",
        "phone": "Тел./факс",
        "organisation": "Організація / заклад",
    }
    assert recognise_contacts(["Телефон/факс", "Телефон"])["phone"] == "Телефон"


def test_what_people_write_for_nothing_is_nothing() -> None:
    for typed in ("немає", "Немає", "-", "–", "н/д", ""):
        cells = {"ПІБ": "Коваль Іван", "Телефон": typed, "E-mail": typed, "Дата народження": typed, "ЄДРПОУ": typed}
        rows, issues, _ = parse_contacts([Line(2, cells, recognise_contacts(list(cells)))], today=TODAY)
        assert not issues, typed
        assert (rows[0].phones, rows[0].emails, rows[0].birth_date, rows[0].edrpou) == ((), (), None, None)
    names = {"Прізвище": "Коваль", "Ім’я": "Іван", "По батькові": "—"}
    rows, _, _ = parse_contacts([Line(2, names, recognise_contacts(list(names)))], today=TODAY)
    assert rows[0].display_name == "Коваль Іван"


def refused(cells: dict[str, str | None]) -> list[Issue]:
    mapping = {"branch": "Branch", "age": "Age", "period": "Period", "attendances": "People"}
    full = {"Branch": "B1", "Age": "18+", "Period": "2025", "People": "5", **cells}
    return parse_lines(AttendanceFile.ACTIVITY, [Line(7, full, mapping)], today=TODAY).issues


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("Branch", None, RefusalCode.MISSING_VALUE),
        ("People", None, RefusalCode.MISSING_VALUE),
        ("People", "many", RefusalCode.BAD_NUMBER),
        ("People", "99999999999", RefusalCode.BAD_NUMBER),
        ("People", "-1", RefusalCode.NEGATIVE),
        ("Age", "grown", RefusalCode.UNKNOWN_VALUE),
        ("Period", "soon", RefusalCode.BAD_PERIOD),
        ("Period", "2027", RefusalCode.BAD_PERIOD),
    ],
)
def test_a_refusal_names_line_column_and_value(column: str, value: str | None, code: RefusalCode) -> None:
    assert refused({column: value}) == [Issue(7, column, code, value or "")]


def test_every_fault_of_a_line_of_attendance_is_told() -> None:
    told = refused({"Branch": None, "Age": "grown", "Period": "soon", "People": "-1"})
    assert [(issue.column, issue.code) for issue in told] == [
        ("Age", RefusalCode.UNKNOWN_VALUE),
        ("People", RefusalCode.NEGATIVE),
        ("Branch", RefusalCode.MISSING_VALUE),
        ("Period", RefusalCode.BAD_PERIOD),
    ]


def contacts(heading: str, *rows: str, own: Sequence[FieldRule] = ()) -> tuple[list[ContactRow], list[Issue]]:
    columns = heading.split(";")
    mapping = recognise_contacts(columns, own)
    lines = [
        Line(number, {name: cell.strip() or None for name, cell in zip(columns, row.split(";"), strict=True)}, mapping)
        for number, row in enumerate(rows, start=2)
    ]
    return parse_contacts(lines, today=TODAY, own=own)[:2]


def test_people_and_organisations_are_told_apart() -> None:
    rows, issues = contacts(
        "ПІБ;Назва;Тип;Організація",
        "Ґудзь Олена Петрівна;;;ГО «Читанка»",
        ";Музей історії;Музей;",
        "ТОВ «Книга»;;;",
        "Шевчук Іван;ГО «Промінь»;;",
    )
    assert issues == []
    assert [(row.kind, row.display_name, row.workplace) for row in rows] == [
        (ContactKind.PERSON, "Ґудзь Олена Петрівна", "ГО «Читанка»"),
        (ContactKind.ORGANISATION, "Музей історії", ""),
        (ContactKind.ORGANISATION, "ТОВ «Книга»", ""),
        (ContactKind.PERSON, "Шевчук Іван", "ГО «Промінь»"),
    ]
    assert rows[0].middle_name == "Петрівна"
    types = [row.organisation_type for row in rows]
    # The third says its type by its name alone.
    assert types == [None, OrganisationType.CULTURAL_INSTITUTION, OrganisationType.BUSINESS, None]


def test_channels_tags_and_codes_are_brought_to_their_normal_form() -> None:
    rows, issues = contacts(
        "Назва;E-mail;Телефон;ЄДРПОУ;Теги",
        "ГО «Зразок»;A@Example.org, b@example.org;8 050 123 45 67 / 0332723344;14360570;друг, Друг",
    )
    assert issues == []
    assert rows[0].emails == ("a@example.org", "b@example.org")
    assert rows[0].phones == ("+380501234567", "+380332723344")
    assert rows[0].edrpou == "14360570"
    assert rows[0].tags == ("друг",)


def test_everything_that_is_wrong_in_a_line_is_told_at_once() -> None:
    rows, issues = contacts(
        "Прізвище;E-mail;Телефон;Дата народження;Місто",
        "Шевчук;not an address;12;31.02.1990;Луцьк",
        f"Шевчук;;12;;{'Л' * 121}",
        "Коваль;koval@example.org;;;",
    )
    assert [row.display_name for row in rows] == ["Коваль"]
    assert [(issue.line, issue.column) for issue in issues] == [
        (2, "Дата народження"),
        (2, "E-mail"),
        (2, "Телефон"),
        (3, "Телефон"),
        (3, "Місто"),
    ]
    assert Outcome(issues=issues).refused == 2


def test_a_line_without_name_or_known_type_tells_its_other_faults_too() -> None:
    own = [FieldRule(1, FieldType.NUMBER, ("Членський квиток",), for_people=False)]
    rows, issues = contacts(
        "Прізвище;Тип;E-mail;Телефон;Членський квиток",
        ";;no address, nor this;12;",
        "Шевчук;дракон;a@example.org, no, b@;12 / 050 123 45 67;7",
        f"{'Ш' * 101};;no address;;7",
        ";дракон;a@example.org;;seven",
        own=own,
    )
    assert rows == []
    name, kind, email, phone, ticket = "Прізвище", "Тип", "E-mail", "Телефон", "Членський квиток"
    assert [(issue.line, issue.column, issue.value) for issue in issues] == [
        (2, email, "no address, nor this"),
        (2, phone, "12"),
        (2, name, ""),
        (3, kind, "дракон"),
        (3, email, "no, b@"),
        (3, phone, "12"),
        (4, name, "Ш" * 101),
        (4, email, "no address"),
        (5, kind, "дракон"),
        (5, ticket, "seven"),
        (5, name, ""),
    ]


@pytest.mark.parametrize(
    ("heading", "row", "code", "column"),
    [
        ("Прізвище;E-mail", ";a@example.org", RefusalCode.NO_NAME, "Прізвище"),
        ("Прізвище;E-mail", "Шевчук;not an address", RefusalCode.BAD_EMAIL, "E-mail"),
        ("Прізвище;Телефон", "Шевчук;12", RefusalCode.BAD_PHONE, "Телефон"),
        ("Прізвище;Дата народження", "Шевчук;31.12.2026", RefusalCode.BAD_DATE, "Дата народження"),
        ("Назва;ЄДРПОУ", "Музей;12345679", RefusalCode.BAD_CODE, "ЄДРПОУ"),
        ("Назва;Тип", "Музей;дракон", RefusalCode.UNKNOWN_VALUE, "Тип"),
        ("Прізвище;Місто", f"Шевчук;{'Л' * 121}", RefusalCode.TOO_LONG, "Місто"),
    ],
)
def test_a_contact_that_breaks_a_rule_is_refused(heading: str, row: str, code: RefusalCode, column: str) -> None:
    rows, issues = contacts(heading, row)
    assert rows == []
    assert [(issue.line, issue.column, issue.code) for issue in issues] == [(2, column, code)]


def found(first: str, second: str, heading: str = "ПІБ;E-mail;Телефон;Дата народження") -> RefusalCode | None:
    (one, other), _issues = contacts(heading, first, second)
    index = DuplicateIndex()
    index.add(Known(one.kind, one.sort_key, one.candidate, contact_id=1))
    duplicate = index.find(Known(other.kind, other.sort_key, other.candidate, line=3))
    return duplicate.code if duplicate else None


def test_duplicates_are_found_by_what_they_share() -> None:
    likely, possible = RefusalCode.LIKELY_DUPLICATE, RefusalCode.POSSIBLE_DUPLICATE
    assert found("Шевчук Іван;a@example.org;;", "Шевчук Іван;a@example.org;;") is likely
    assert found("Шевчук Іван;;0501234567;", "Shevchuk Ivan;;0501234567;") is likely
    assert found("Шевчук Іван;;;01.02.1990", "Шевчук Iван;;;01.02.1990") is likely
    assert found("Шевчук Іван;a@example.org;;", "Шевчук Іван;;;") is likely, "the line says nothing new"
    assert found("Шевчук Іван;a@example.org;;", "Шевчук Іван;b@example.org;;") is possible
    assert found("Шевчук Іван;;0501234567;", "Мельник Дар’я;;0501234567;") is None
    assert found("Шевчук Іван;;;01.02.1990", "Шевчук Іван;;;01.02.1991") is None
