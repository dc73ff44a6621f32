"""Words of the area: imports."""

from typing import Any

from babel.dates import format_date

from app.domain.attendance_import import AttendanceField, AttendanceFile
from app.domain.attendance_values import ADULTS, Ages
from app.domain.contact_columns import ContactField
from app.domain.events import AttendanceMode
from app.domain.imports import DuplicateChoice, ImportKind, ImportStatus, RefusalCode
from app.domain.periods import Period, quarter, year
from app.formats import short_day
from app.i18n import _, _l, _n, locale_code
from app.spreadsheets import Refusal, UnreadableTable
from app.uploads import UploadCode

LABELS: dict[Any, dict[Any, Any]] = {
    ImportKind: {
        ImportKind.CONTACTS: _l("Contacts"),
        ImportKind.ATTENDANCE: _l("Attendance"),
    },
    ImportStatus: {
        ImportStatus.UPLOADED: _l("Columns to be checked"),
        ImportStatus.PREVIEWED: _l("Awaiting decision"),
        ImportStatus.RUNNING: _l("Running"),
        ImportStatus.DONE: _l("Done"),
        ImportStatus.FAILED: _l("Failed"),
    },
    RefusalCode: {
        RefusalCode.MISSING_VALUE: _l("The cell is empty, and the value is needed"),
        RefusalCode.NO_NAME: _l("There is no name"),
        RefusalCode.TOO_LONG: _l("The text is too long"),
        RefusalCode.BAD_NUMBER: _l("This is not a whole number"),
        RefusalCode.NEGATIVE: _l("The number is negative"),
        RefusalCode.BAD_DATE: _l("This is not a date in the past"),
        RefusalCode.BAD_PERIOD: _l("This is not a period in the past"),
        RefusalCode.BAD_EMAIL: _l("This does not look like an e-mail address"),
        RefusalCode.BAD_PHONE: _l("There is no such phone number"),
        RefusalCode.BAD_CODE: _l("The EDRPOU code has a wrong control digit"),
        RefusalCode.BAD_VALUE: _l("This is no value of the field"),
        RefusalCode.TWO_READINGS: _l("The comma may part thousands or a fraction: write none, or a point"),
        RefusalCode.OTHER_KIND: _l("Contacts of this kind do not have the field"),
        RefusalCode.UNKNOWN_VALUE: _l("The word is not known here"),
        RefusalCode.UNKNOWN_BRANCH: _l("There is no such branch"),
        RefusalCode.WRONG_COLUMNS: _l("The line has more cells than there are headings"),
        RefusalCode.OVERLAPPING_PERIOD: _l("The period overlaps another one, so people would count twice"),
        RefusalCode.DUPLICATE_LINE: _l("The same line was there before"),
        RefusalCode.LIKELY_DUPLICATE: _l("Most probably known already"),
        RefusalCode.POSSIBLE_DUPLICATE: _l("Has the name of a known contact"),
        RefusalCode.ONE_TAG_OF_GROUP: _l("A contact can have one tag of this group, so this one is left out"),
        RefusalCode.TOTAL_DIFFERS: _l("The total differs from the sum of its parts"),
        RefusalCode.TOTAL_REPLACED: _l("The total gives way to its parts"),
    },
    DuplicateChoice: {
        DuplicateChoice.SKIP: _l("Leave the known contact as it is"),
        DuplicateChoice.UPDATE: _l("Fill the gaps of the known contact"),
        DuplicateChoice.ADD: _l("Add a second contact"),
    },
    AttendanceFile: {
        AttendanceFile.ACTIVITY: _l("Events and participants"),
        AttendanceFile.VISITS: _l("Visits"),
        AttendanceFile.SERVICES: _l("Branches and their yearly figures"),
    },
    AttendanceField: {
        AttendanceField.BRANCH: _l("Branch (code or name)"),
        AttendanceField.BRANCH_NAME: _l("Name of the branch"),
        AttendanceField.MODE: _l("In person or online"),
        AttendanceField.AGE: _l("Age group"),
        AttendanceField.LOCATION: _l("Place of the visit"),
        AttendanceField.PERIOD: _l("Period"),
        AttendanceField.EVENTS: _l("Number of events"),
        AttendanceField.ATTENDANCES: _l("Number of participants"),
        AttendanceField.USERS: _l("Users"),
        AttendanceField.LOANS: _l("Loans"),
        AttendanceField.VISITS: _l("Number of visits"),
        AttendanceField.COMPUTER_HOURS: _l("Computer hours"),
        AttendanceField.WIFI_SESSIONS: _l("Wi-Fi sessions"),
        AttendanceField.POPULATION: _l("Population served"),
        AttendanceField.POPULATION_CHILDREN: _l("Population: children"),
        AttendanceField.POPULATION_TEENAGERS: _l("Population: teenagers"),
        AttendanceField.POPULATION_ADULTS: _l("Population: adults"),
    },
    ContactField: {
        ContactField.LAST_NAME: _l("Last name"),
        ContactField.FIRST_NAME: _l("First name"),
        ContactField.MIDDLE_NAME: _l("Patronymic"),
        ContactField.FULL_NAME: _l("Full name of a person"),
        ContactField.NAME: _l("Name of an organisation"),
        ContactField.TYPE: _l("Type"),
        ContactField.EDRPOU: _l("EDRPOU code"),
        ContactField.EMAIL: _l("E-mail"),
        ContactField.PHONE: _l("Phone"),
        ContactField.CITY: _l("City"),
        ContactField.ADDRESS: _l("Address"),
        ContactField.WEBSITE: _l("Website"),
        ContactField.TAGS: _l("Tags"),
        ContactField.ORGANISATION: _l("Where the person works"),
        ContactField.ROLE: _l("Job title"),
        ContactField.BIRTH_DATE: _l("Birth date"),
        ContactField.NOTES: _l("Notes (a comment on the contact)"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    ImportKind: {ImportKind.CONTACTS: "info", ImportKind.ATTENDANCE: "accent"},
    ImportStatus: {
        ImportStatus.UPLOADED: "neutral",
        ImportStatus.PREVIEWED: "warning",
        ImportStatus.RUNNING: "info",
        ImportStatus.DONE: "success",
        ImportStatus.FAILED: "danger",
    },
}
UPLOADS: dict[UploadCode, Any] = {
    UploadCode.TOO_LARGE: _l("The file is too large. Choose one of up to 50 MB, or cut it into parts."),
    UploadCode.EMPTY: _l("The file is empty."),
    UploadCode.TYPE_NOT_ALLOWED: _l(
        "Choose a spreadsheet: CSV, XLSX, XLS or ODS. If the file is one, it is damaged: save it anew."
    ),
    UploadCode.NOT_AN_IMAGE: _l("This is not a picture."),
    UploadCode.TOO_MANY_PIXELS: _l("The picture is too large."),
}
TABLES: dict[Refusal, Any] = {
    Refusal.EMPTY: _l("There is nothing in the file, or nothing under its headings."),
    Refusal.TOO_LARGE: _l("The file is too large. Choose one of up to 50 MB, or cut it into parts."),
    Refusal.TOO_MANY_COLUMNS: _l("The table has too many columns: %(detail)s."),
    Refusal.NO_HEADER: _l("The first line must hold the headings of the columns."),
    Refusal.DUPLICATE_COLUMN: _l("Two columns have the same heading: %(detail)s. Rename one of them."),
    Refusal.NOT_A_TABLE: _l("This is not a table. Save it as CSV or XLSX and try again."),
    Refusal.WRONG_ENCODING: _l("The text is not written in this encoding: %(detail)s. Choose another one."),
    Refusal.UNKNOWN_ENCODING: _l("This encoding is not known here: %(detail)s."),
    Refusal.BROKEN_QUOTES: _l("Quotation marks do not match near line %(line)s."),
    Refusal.LONG_CELL: _l(
        "A cell near line %(line)s holds more than 100,000 characters: a quotation mark may be missing before it."
    ),
    Refusal.ENCRYPTED: _l("The file is protected by a password. Save it without one."),
    Refusal.DAMAGED: _l("The file is damaged. Save it again and try once more."),
    Refusal.NO_SUCH_SHEET: _l("The workbook has no such sheet: %(detail)s."),
}
REFUSALS: dict[str, Any] = {
    **{f"upload_{code}": words for code, words in UPLOADS.items()},
    **{f"table_{code}": words for code, words in TABLES.items()},
    "import_not_ready": _l("This import was already started or finished, or its columns are not checked yet."),
    "import_has_refusals": _l("Some lines are refused. Agree to import the others, or correct the file."),
    "import_nothing_left": _l("No line of the file can be imported."),
    "import_fields_missing": _l("Choose the columns for: %(value)s."),
    "import_names_missing": _l("Choose a column for at least one of these: %(value)s."),
    "import_field_gone": _l("The field of this column was removed meanwhile: %(value)s. Choose the columns again."),
    "import_column_twice": _l("One column cannot serve two fields: %(value)s."),
    "import_kind_unknown": _l("The columns of %(value)s are not those of an attendance file."),
    "import_file_gone": _l("The uploaded file is no longer there. Upload it again."),
}

# What the numbers of a run count, in the order in which they are shown.
COUNTS: dict[str, Any] = {
    "lines": _l("Lines in the file"),
    "created": _l("Added"),
    "updated": _l("Changed"),
    "unchanged": _l("Without changes"),
    "skipped": _l("Skipped as known"),
    "refused": _l("Refused"),
    "branches": _l("New branches"),
    "branches_updated": _l("Branches filled in"),
    "organisations": _l("Organisations added on the way"),
    "events": _l("Events"),
    "attendances": _l("Attendances"),
    "visits": _l("Visits"),
    "users": _l("Users"),
    "loans": _l("Loans"),
    "computer_hours": _l("Computer hours"),
    "wifi_sessions": _l("Wi-Fi sessions"),
    "checked": _l("Totals compared with their parts"),
    "logged": _l("Events logged singly in the same time"),
}
# The same while nothing is written, in a preview or a run that was refused as a whole.
_TO_COME: dict[str, Any] = {
    "created": _l("To be added"),
    "updated": _l("To be changed"),
    "branches_updated": _l("Branches to be filled in"),
    "organisations": _l("Organisations to be added on the way"),
}


def counts_words(*, is_written: bool) -> dict[str, Any]:
    """Return the words for the numbers of a run, in their order; of what is not written they say that it would be."""
    return COUNTS if is_written else {**COUNTS, **_TO_COME}


def table_refusal(error: UnreadableTable) -> str:
    """Return why a file could not be read."""
    return str(TABLES[error.code]) % {"detail": error.detail, "line": error.line or ""}


def ages_words(ages: Ages) -> str:
    """Return an age group inside a sentence."""
    if ages.min_age is None:
        return _("all ages")
    if ages == ADULTS:
        return _("adults")
    if ages.max_age is None:
        return _n("from %(num)d year", "from %(num)d years", ages.min_age)
    if ages.min_age == 0:
        return _n("children under %(num)d", "children under %(num)d", ages.max_age + 1)
    return _n("%(least)d–%(num)d year", "%(least)d–%(num)d years", ages.max_age, least=ages.min_age)


def period_words(period: Period) -> str:
    """Return a period as people say it: квітень 2023, II квартал 2023 року, 2023 рік."""
    code = locale_code()
    start = period.start
    if period == year(start.year):
        return _("the year %(year)d", year=start.year)
    part = (start.month + 2) // 3
    if period == quarter(start.year, part):
        return _("%(quarter)s quarter of %(year)d", quarter=("I", "II", "III", "IV")[part - 1], year=start.year)
    if start.day == 1 and period.end.day == 1:
        first, last = (format_date(day, "LLLL y", locale=code) for day in (start, period.last_day))
        return first if first == last else f"{first} – {last}"
    first, last = (short_day(day) for day in (start, period.last_day))
    dash = " – " if " " in first else "–"
    return first if first == last else f"{first}{dash}{last}"


def mode_words(mode: AttendanceMode) -> str:
    """Return a way of taking part inside a sentence."""
    return _("online") if mode is AttendanceMode.ONLINE else _("in person")


def summary_title(ages: Ages, mode: AttendanceMode, period: Period) -> str:
    """Return the title of a summary of events."""
    return _(
        "Summary: %(ages)s, %(mode)s, %(period)s",
        ages=ages_words(ages),
        mode=mode_words(mode),
        period=period_words(period),
    )
