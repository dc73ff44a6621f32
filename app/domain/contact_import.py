"""Spreadsheets of contacts: what their lines mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.contact_columns import NAMING, ContactField, F
from app.domain.contacts import (
    EXTENSION_WORD,
    LONGEST_COMMENT,
    ChannelLabel,
    ContactKind,
    OrganisationType,
    display_person_name,
    normalise_email,
    normalise_phone_line,
    valid_edrpou,
)
from app.domain.custom_fields import BadValue, FieldRule, Value
from app.domain.errors import RuleError
from app.domain.imports import Issue, Line, RefusalCode, calendar_day, read_whole
from app.domain.matching import Candidate
from app.domain.organisation_types import type_by_name
from app.domain.text import search_text, sort_key, without_unseen

_TYPE_WORDS: dict[OrganisationType | None, tuple[str, ...]] = {
    None: ("Особа", "Людина", "Фізична особа", "Person", "Individual"),
    OrganisationType.NGO: ("ГО", "Громадська організація", "НГО", "NGO"),
    OrganisationType.CHARITY: ("БФ", "Благодійний фонд", "Благодійна організація", "Charity", "Charitable foundation"),
    OrganisationType.SCHOOL: ("Школа", "Ліцей", "Гімназія", "Заклад освіти", "School"),
    OrganisationType.UNIVERSITY: (
        "Університет", "Коледж", "ЗВО", "Університет або коледж", "University", "College", "University or college",
    ),
    OrganisationType.BUSINESS: ("Бізнес", "ТОВ", "Підприємство", "Компанія", "ФОП", "Business", "Company"),
    OrganisationType.MEDIA: ("Медіа", "ЗМІ", "Media"),
    OrganisationType.AUTHORITY: ("Орган влади", "Влада", "Рада", "Authority"),
    OrganisationType.CULTURAL_INSTITUTION: (
        "Заклад культури", "Культурна установа", "Музей", "Театр", "Бібліотека",
        "Cultural institution", "Cultural_institution",
    ),
    OrganisationType.INTERNATIONAL: ("Міжнародна організація", "International", "International organisation"),
    OrganisationType.COMMUNITY: (
        "Громада", "Спільнота", "Товариство", "Спільнота чи товариство", "Спільнота або товариство",
        "Community", "Community or society",
    ),
    OrganisationType.OTHER: (
        "Організація", "Юридична особа", "Установа", "Інше", "Organisation", "Organization", "Other",
    ),
}  # fmt: skip
_TYPES = {search_text(word): kind for kind, words in _TYPE_WORDS.items() for word in words}
_LOOKS_LIKE_ORGANISATION = re.compile(r"[«»„“\"]|^(?:ГО|БФ|БО|ТОВ|ТзОВ|ПП|КП|КЗ|КУ|КНП|АТ|ПрАТ|ДУ)\s")
_EMAILS_APART = re.compile(r"[;,\s]+")
# An extension stands behind a comma, too.
_PHONES_APART = re.compile(rf"[;,\n/]+(?!\s*{EXTENSION_WORD})", re.IGNORECASE)
_TAGS_APART = re.compile(r"[;,\n]+")


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact as it will be stored.

    `workplace` is the name of a person's organisation and `workplace_edrpou` its code: a code of eight digits in
    a person's line is the organisation's, one of ten digits the person's own. `notes` become a comment. `custom` pairs
    the ids of user-defined fields with their values; `labels` pairs e-mails, phones and the address with what they are
    for, as far as the source says it.
    """

    line: int
    kind: ContactKind
    display_name: str
    sort_key: str
    last_name: str = ""
    first_name: str = ""
    middle_name: str = ""
    birth_date: date | None = None
    organisation_type: OrganisationType | None = None
    edrpou: str | None = None
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    city: str = ""
    address: str = ""
    website: str = ""
    tags: tuple[str, ...] = ()
    workplace: str = ""
    workplace_edrpou: str | None = None
    role: str = ""
    notes: str = ""
    custom: tuple[tuple[int, Value], ...] = ()
    labels: tuple[tuple[str, ChannelLabel], ...] = ()

    def label_of(self, way: str) -> ChannelLabel:
        """Return what an e-mail, a phone or the address is for."""
        return dict(self.labels).get(way, ChannelLabel.WORK)

    @property
    def candidate(self) -> Candidate:
        """What the matching rules compare of the contact."""
        return Candidate(
            self.display_name, frozenset(self.emails), frozenset(self.phones), self.edrpou, self.birth_date
        )


def parse_contacts(
    lines: Iterable[Line], *, today: date, own: Sequence[FieldRule] = ()
) -> tuple[list[ContactRow], list[Issue], int]:
    """Read every line; return the contacts, the refused lines with the reason, and how many lines there were."""
    rows: list[ContactRow] = []
    issues: list[Issue] = []
    read = 0
    for line in lines:
        read += 1
        row, found = read_whole(line, lambda part: _contact(part, today, [r for r in own if part.mapping.get(r.key)]))
        issues += found
        if row is not None:
            rows.append(row)
    return rows, issues, read


def _contact(line: Line, today: date, own: Sequence[FieldRule]) -> ContactRow:
    last, first, middle = (line.short(name, 100) for name in (F.LAST_NAME, F.FIRST_NAME, F.MIDDLE_NAME))
    full, name = line.short(F.FULL_NAME, 300), line.short(F.NAME, 300)
    kind, organisation_type = _kind(line, full, name, named=bool(last or first))
    workplace = line.short(F.ORGANISATION, 300)
    is_person = kind is ContactKind.PERSON
    if is_person:
        if not (last or first):
            last, first, middle = _split(line, full)
        workplace = workplace or name
        display = display_person_name(last, first, middle)
    else:
        display = name or full or workplace or display_person_name(last, first, middle)
        last = first = middle = workplace = ""
    code = _edrpou(line)
    code_of_workplace = is_person and bool(workplace) and code is not None and len(code) == 8
    row = ContactRow(
        line=line.number,
        kind=kind,
        display_name=display,
        sort_key=sort_key(display),
        last_name=last,
        first_name=first,
        middle_name=middle,
        birth_date=_birth_date(line, today) if is_person else None,
        organisation_type=organisation_type,
        edrpou=None if code_of_workplace else code,
        emails=_channels(line, F.EMAIL, _EMAILS_APART, normalise_email, RefusalCode.BAD_EMAIL),
        phones=_channels(line, F.PHONE, _PHONES_APART, normalise_phone_line, RefusalCode.BAD_PHONE),
        city=line.short(F.CITY, 120),
        address=line.short(F.ADDRESS, 300),
        website=line.short(F.WEBSITE, 300),
        tags=_tags(line),
        workplace=workplace,
        workplace_edrpou=code if code_of_workplace else None,
        role=line.short(F.ROLE, 120) if is_person else "",
        notes=_notes(line),
        custom=_custom(line, kind, own),
    )
    # A name that was refused is not missing as well.
    if not search_text(display) and not line.lacks(NAMING):
        raise line.refuse(RefusalCode.NO_NAME, next((item for item in NAMING if line.heading(item)), ""))
    return row


def _custom(line: Line, kind: ContactKind, own: Sequence[FieldRule]) -> tuple[tuple[int, Value], ...]:
    found: list[tuple[int, Value]] = []
    for rule in own:
        typed = line.text(rule.key)
        try:
            value = rule.read(typed) if typed else None
        except BadValue as error:
            raise line.refuse(error.code, rule.key) from error
        if value is not None:
            # Without its type or name it is not known whose field it would be.
            if not rule.belongs_to(kind) and not line.lacks((F.TYPE, *NAMING)):
                raise line.refuse(RefusalCode.OTHER_KIND, rule.key)
            found.append((rule.id, value))
    return tuple(found)


def _kind(line: Line, full: str, name: str, *, named: bool) -> tuple[ContactKind, OrganisationType | None]:
    """Tell a person from an organisation of some type: by the type if there is one, else by which name is filled in."""
    typed = search_text(line.text(F.TYPE))
    if typed:
        if typed not in _TYPES:
            raise line.refuse(RefusalCode.UNKNOWN_VALUE, F.TYPE)
        found = _TYPES[typed]
        # «ГО» beside a surname is the type of the person's organisation.
        if found is not None and not named:
            return ContactKind.ORGANISATION, found
        return ContactKind.PERSON, None
    if named or (full and not _LOOKS_LIKE_ORGANISATION.search(full)):
        return ContactKind.PERSON, None
    if called := name or full or line.text(F.ORGANISATION):
        return ContactKind.ORGANISATION, type_by_name(called)
    return ContactKind.PERSON, None


def _split(line: Line, full: str) -> tuple[str, str, str]:
    """Take a full name apart: surname, given name, the rest is the patronymic."""
    words = full.replace(",", " ").split()
    parts = [words[0] if words else "", words[1] if len(words) > 1 else "", " ".join(words[2:])]
    if any(len(part) > 100 for part in parts):
        raise line.refuse(RefusalCode.TOO_LONG, F.FULL_NAME)
    return parts[0], parts[1], parts[2]


def _birth_date(line: Line, today: date) -> date | None:
    typed = line.told(F.BIRTH_DATE)
    if not typed:
        return None
    found = calendar_day(typed)
    if found is None or found > today:
        raise line.refuse(RefusalCode.BAD_DATE, F.BIRTH_DATE)
    return found


def _edrpou(line: Line) -> str | None:
    typed = line.told(F.EDRPOU).replace(" ", "").removesuffix(".0")
    if not typed:
        return None
    # A spreadsheet that takes the code for a number drops its leading zeros.
    code = typed.zfill(8) if typed.isdecimal() and len(typed) >= 5 else typed
    if not valid_edrpou(code):
        raise line.refuse(RefusalCode.BAD_CODE, F.EDRPOU)
    return code


def _channels(
    line: Line, field: ContactField, apart: re.Pattern[str], rule: Callable[[str], str], code: RefusalCode
) -> tuple[str, ...]:
    typed = line.told(field)
    if not typed:
        return ()
    found, wrong = dict[str, None](), list[str]()
    for piece in filter(None, map(str.strip, apart.split(typed))):
        try:
            found[rule(piece)] = None
        except RuleError:
            wrong.append(piece)
    if wrong:
        raise line.refuse(code, field, ", ".join(wrong) if found else None)
    return tuple(found)


def _notes(line: Line) -> str:
    found = without_unseen(line.text(F.NOTES)).strip()
    if len(found) > LONGEST_COMMENT:
        raise line.refuse(RefusalCode.TOO_LONG, F.NOTES)
    return found


def _tags(line: Line) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for piece in _TAGS_APART.split(line.text(F.TAGS)):
        tag = " ".join(piece.split())
        if len(tag) > 60:
            raise line.refuse(RefusalCode.TOO_LONG, F.TAGS, tag)
        if search_text(tag):
            found.setdefault(search_text(tag), tag)
    return tuple(found.values())
