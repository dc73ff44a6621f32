"""Files of aggregated attendance: which columns they have, and what their lines mean.

Three kinds of table are known. *Activity* counts events, attendances or both by branch, way of taking part,
age and period. *Visits* counts visits by branch, place and period. *Services* has a branch a line, with
its name, population and yearly figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.attendance_values import Ages, parse_ages, parse_import_period, parse_mode
from app.domain.events import AttendanceMode
from app.domain.imports import Issue, Line, RefusalCode, guess_mapping, read_whole
from app.domain.periods import Period
from app.domain.text import search_text

MAX_CODE = 32
MAX_NAME = 200
MAX_DETAIL = 60


class AttendanceFile(StrEnum):
    """The kinds of tables."""

    ACTIVITY = "activity"
    VISITS = "visits"
    SERVICES = "services"


class AttendanceField(StrEnum):
    """What a column may hold."""

    BRANCH = "branch"
    BRANCH_NAME = "branch_name"
    MODE = "mode"
    AGE = "age"
    LOCATION = "location"
    PERIOD = "period"
    EVENTS = "events"
    ATTENDANCES = "attendances"
    USERS = "users"
    LOANS = "loans"
    VISITS = "visits"
    COMPUTER_HOURS = "computer_hours"
    WIFI_SESSIONS = "wifi_sessions"
    POPULATION = "population"
    POPULATION_CHILDREN = "population_children"
    POPULATION_TEENAGERS = "population_teenagers"
    POPULATION_ADULTS = "population_adults"


F = AttendanceField

FIELDS: dict[AttendanceFile, tuple[AttendanceField, ...]] = {
    AttendanceFile.ACTIVITY: (F.BRANCH, F.MODE, F.AGE, F.PERIOD, F.EVENTS, F.ATTENDANCES),
    AttendanceFile.VISITS: (F.BRANCH, F.LOCATION, F.PERIOD, F.VISITS),
    AttendanceFile.SERVICES: (
        F.BRANCH, F.BRANCH_NAME, F.PERIOD, F.USERS, F.LOANS, F.VISITS, F.COMPUTER_HOURS, F.WIFI_SESSIONS,
        F.EVENTS, F.ATTENDANCES,
        F.POPULATION, F.POPULATION_CHILDREN, F.POPULATION_TEENAGERS, F.POPULATION_ADULTS,
    ),
}  # fmt: skip
REQUIRED: dict[AttendanceFile, tuple[AttendanceField, ...]] = {
    AttendanceFile.ACTIVITY: (F.BRANCH, F.PERIOD),
    AttendanceFile.VISITS: (F.BRANCH, F.PERIOD, F.VISITS),
    AttendanceFile.SERVICES: (F.BRANCH,),
}
FIGURES = (F.USERS, F.LOANS, F.VISITS, F.COMPUTER_HOURS, F.WIFI_SESSIONS)
POPULATIONS = (F.POPULATION_CHILDREN, F.POPULATION_TEENAGERS, F.POPULATION_ADULTS)

SYNONYMS: dict[AttendanceField, tuple[str, ...]] = {
    F.BRANCH: (
        "Authority code", "Authority", "Branch code", "Branch", "Library code", "Service code",
        "Код філії", "Філія", "Код бібліотеки", "Бібліотека", "Код",
    ),
    F.BRANCH_NAME: (
        "Library service", "Authority nice name", "Branch name", "Library", "Name",
        "Назва філії", "Назва бібліотеки", "Назва",
    ),
    F.MODE: (
        "Event type", "Mode", "Place", "Format",
        "Форма участі", "Спосіб участі", "Формат", "Місце проведення", "Тип заходу",
    ),
    F.AGE: ("Age group", "Age band", "Age", "Вікова група", "Вік"),
    F.LOCATION: ("Location", "Place of visit", "Місце", "Місце відвідування", "Вид обслуговування"),
    F.PERIOD: ("Period", "Month", "Date", "Період", "Місяць", "Дата", "Рік"),
    F.EVENTS: (
        "Count of events", "Number of events", "Events",
        "Кількість заходів", "Заходів", "Заходи", "Число заходів",
    ),
    F.ATTENDANCES: (
        "Count of attendances", "Attendance", "Attendances", "Participants", "Number of participants",
        "Кількість учасників", "Учасників", "Учасники", "Відвідувань заходів",
    ),
    F.USERS: ("Users", "Active users", "Members", "Користувачі", "Користувачів", "Кількість користувачів"),
    F.LOANS: ("Loans", "Issues", "Книговидача", "Видано", "Кількість видач"),
    F.VISITS: (
        "Visits", "Number of visits", "Відвідування", "Відвідувань", "Кількість відвідувань",
    ),
    F.COMPUTER_HOURS: ("Computer hours", "Години за комп’ютером", "Години роботи за комп’ютером"),
    F.WIFI_SESSIONS: ("Wifi sessions", "Wi-Fi sessions", "Сеанси Wi-Fi", "Сеансів Wi-Fi"),
    F.POPULATION: ("Population", "Населення", "Кількість населення"),
    F.POPULATION_CHILDREN: ("Population under 12", "Населення до 12 років"),
    F.POPULATION_TEENAGERS: ("Population 12-17", "Населення 12–17 років"),
    F.POPULATION_ADULTS: ("Population adult", "Доросле населення", "Населення 18+"),
}  # fmt: skip
_BARE_COUNT = frozenset(map(search_text, ("Count", "Number", "Total", "Кількість", "Число", "Разом", "Усього")))
_ATTENDANCE_IN_NAME = re.compile(r"attend|particip|учасн|відвідуван", re.IGNORECASE)
_EVENTS_IN_NAME = re.compile(r"event|захід|заход", re.IGNORECASE)
_OWN_OF_SERVICES = frozenset({F.USERS, F.LOANS, F.COMPUTER_HOURS, F.WIFI_SESSIONS, F.POPULATION, *POPULATIONS})


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """Events and attendances of one branch, way of taking part, age and period; None is unknown."""

    line: int
    branch: str
    mode: AttendanceMode
    ages: Ages
    period: Period
    events: int | None
    attendances: int | None


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure of a branch for a period; `detail` splits it, "" is the whole."""

    line: int
    branch: str
    measure: AttendanceField
    detail: str
    period: Period
    value: int


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One branch with what is known about it; `stated` are its totals of events and attendances."""

    line: int
    branch: str
    name: str
    period: Period | None
    population: int | None
    figures: Mapping[AttendanceField, int]
    stated: Mapping[AttendanceField, int]


Row = ActivityRow | FigureRow | ServiceRow


@dataclass(frozen=True, slots=True)
class Parsed:
    """The lines of a file that can be read, and the others with the reason."""

    rows: list[Row]
    issues: list[Issue]
    read: int


def recognise(columns: Sequence[str], filename: str = "") -> tuple[AttendanceFile | None, dict[str, str]]:
    """Say what kind of table has these columns, and which column is which field.

    A column that is only called «Count» is settled by the other columns and, between events and
    attendances, by the name of the file; without a hint it stays unmapped for the person to decide.
    """
    found = guess_mapping(columns, SYNONYMS)
    bare = next((column for column in columns if search_text(column) in _BARE_COUNT), None)
    if _OWN_OF_SERVICES & found.keys():
        kind = AttendanceFile.SERVICES
    elif F.LOCATION in found or (F.VISITS in found and not {F.AGE, F.MODE} & found.keys()):
        kind = AttendanceFile.VISITS
        if bare:
            found.setdefault(F.VISITS, bare)
    elif bare or {F.EVENTS, F.ATTENDANCES} & found.keys():
        kind = AttendanceFile.ACTIVITY
        counted = _counted(filename)
        if bare and counted and not {F.EVENTS, F.ATTENDANCES} & found.keys():
            found[counted] = bare
    else:
        return None, found
    # A branch is known by its code or by its name alike; only a table of branches has both.
    if kind is not AttendanceFile.SERVICES and F.BRANCH not in found and F.BRANCH_NAME in found:
        found[F.BRANCH] = found[F.BRANCH_NAME]
    return kind, {str(key): found[key] for key in FIELDS[kind] if key in found}


def _counted(filename: str) -> AttendanceField | None:
    if _ATTENDANCE_IN_NAME.search(filename):
        return F.ATTENDANCES
    return F.EVENTS if _EVENTS_IN_NAME.search(filename) else None


def missing_fields(kind: AttendanceFile, mapping: Mapping[str, str]) -> list[AttendanceField]:
    """List the fields without which a table of this kind cannot be imported."""
    missing = [name for name in REQUIRED[kind] if name not in mapping]
    if kind is AttendanceFile.ACTIVITY and not {F.EVENTS, F.ATTENDANCES} & mapping.keys():
        missing.append(F.ATTENDANCES)
    if kind is AttendanceFile.SERVICES and F.PERIOD not in mapping and set(FIGURES) & mapping.keys():
        missing.append(F.PERIOD)
    return missing


def parse_lines(
    kind: AttendanceFile, lines: Iterable[Line], *, today: date, known_ages: Mapping[str, Ages] | None = None
) -> Parsed:
    """Read every line by the rules of its kind of table; a line that breaks one is refused with the reason."""
    rules: dict[AttendanceFile, Callable[[Line], Row]] = {
        AttendanceFile.ACTIVITY: lambda line: _activity(line, today, known_ages),
        AttendanceFile.VISITS: lambda line: _visits(line, today),
        AttendanceFile.SERVICES: lambda line: _service(line, today),
    }
    rows: list[Row] = []
    issues: list[Issue] = []
    read = 0
    for line in lines:
        read += 1
        row, found = read_whole(line, rules[kind])
        issues += found
        if row is not None:
            rows.append(row)
    return Parsed(rows, issues, read)


def _activity(line: Line, today: date, known_ages: Mapping[str, Ages] | None) -> ActivityRow:
    mode = parse_mode(line.text(F.MODE))
    if mode is None:
        raise line.refuse(RefusalCode.UNKNOWN_VALUE, F.MODE)
    ages = parse_ages(line.text(F.AGE), known_ages)
    if ages is None:
        raise line.refuse(RefusalCode.UNKNOWN_VALUE, F.AGE)
    events, attendances = line.whole(F.EVENTS), line.whole(F.ATTENDANCES)
    if events is None and attendances is None and not line.lacks((F.EVENTS, F.ATTENDANCES)):
        raise line.refuse(RefusalCode.MISSING_VALUE, F.ATTENDANCES if line.heading(F.ATTENDANCES) else F.EVENTS)
    return ActivityRow(line.number, _branch(line), mode, ages, _period(line, today), events, attendances)


def _visits(line: Line, today: date) -> FigureRow:
    line.required(F.VISITS)
    value = line.whole(F.VISITS)
    if line.heading(F.LOCATION):
        line.required(F.LOCATION)
    detail = line.short(F.LOCATION, MAX_DETAIL)
    return FigureRow(line.number, _branch(line), F.VISITS, detail, _period(line, today), value or 0)


def _service(line: Line, today: date) -> ServiceRow:
    figures = {name: value for name in FIGURES if (value := line.whole(name)) is not None}
    stated = {name: value for name in (F.EVENTS, F.ATTENDANCES) if (value := line.whole(name)) is not None}
    population = line.whole(F.POPULATION)
    parts = [value for name in POPULATIONS if (value := line.whole(name)) is not None]
    if population is None and parts:
        population = sum(parts)
    period = _period(line, today) if figures or line.text(F.PERIOD) else None
    name = line.short(F.BRANCH_NAME, MAX_NAME)
    return ServiceRow(line.number, _branch(line), name, period, population, figures, stated)


def _branch(line: Line) -> str:
    line.required(F.BRANCH)
    return line.short(F.BRANCH, MAX_NAME)


def _period(line: Line, today: date) -> Period:
    found = parse_import_period(line.required(F.PERIOD))
    if found is None or found.start > today:
        raise line.refuse(RefusalCode.BAD_PERIOD, F.PERIOD)
    return found
