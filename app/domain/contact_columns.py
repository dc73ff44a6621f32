"""The columns that a spreadsheet of contacts may have, and the headings by which they are known."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from app.domain.custom_fields import FieldRule, name_key
from app.domain.imports import guess_mapping


class ContactField(StrEnum):
    """What a column may hold."""

    LAST_NAME = "last_name"
    FIRST_NAME = "first_name"
    MIDDLE_NAME = "middle_name"
    FULL_NAME = "full_name"
    NAME = "name"
    TYPE = "type"
    EDRPOU = "edrpou"
    EMAIL = "email"
    PHONE = "phone"
    CITY = "city"
    ADDRESS = "address"
    WEBSITE = "website"
    TAGS = "tags"
    ORGANISATION = "organisation"
    ROLE = "role"
    BIRTH_DATE = "birth_date"
    NOTES = "notes"


F = ContactField

NAMING = (F.LAST_NAME, F.FIRST_NAME, F.FULL_NAME, F.NAME)
"""Fields of which a file needs at least one."""

SYNONYMS: dict[ContactField, tuple[str, ...]] = {
    F.LAST_NAME: ("Прізвище", "Last name", "Surname", "Family name"),
    F.FIRST_NAME: ("Ім’я", "First name", "Given name"),
    F.MIDDLE_NAME: ("По батькові", "Patronymic", "Middle name"),
    F.FULL_NAME: (
        "ПІБ", "П.І.Б.", "ПІП", "Прізвище, ім’я, по батькові", "Прізвище та ім’я", "Прізвище ім’я по батькові",
        "Контакт", "Full name", "Name", "Contact",
    ),
    F.NAME: ("Назва", "Назва організації", "Найменування", "Organisation name", "Organization name", "Company name"),
    F.TYPE: ("Тип", "Вид", "Тип організації", "Тип контакту", "Type", "Kind"),
    F.EDRPOU: ("ЄДРПОУ", "Код ЄДРПОУ", "ЄДРПОУ/ІПН", "EDRPOU", "EDRPOU code", "Registration code"),
    F.EMAIL: (
        "E-mail", "Email", "Електронна адреса", "Електронна пошта", "Ел. пошта", "Ел. адреса", "Пошта", "E-mails",
        "Адреса електронної пошти", "Електронні адреси", "Mail",
    ),
    F.PHONE: (
        "Телефон", "Телефони", "Номер телефону", "Тел.", "Мобільний", "Мобільний телефон",
        "Мобільний тел.", "Моб. телефон", "Моб. тел.", "Моб.", "Phone", "Phones", "Phone number",
        "Mobile", "Mobile phone",
    ),
    F.CITY: ("Місто", "Населений пункт", "City", "Town"),
    F.ADDRESS: ("Адреса", "Поштова адреса", "Address", "Postal address"),
    F.WEBSITE: ("Сайт", "Вебсайт", "Веб-сайт", "Website", "Site", "URL"),
    F.TAGS: ("Теги", "Мітки", "Tags", "Labels"),
    F.ORGANISATION: (
        "Організація", "Місце роботи", "Працює в", "Установа", "Організація (місце роботи)",
        "Organisation", "Organization", "Company", "Employer", "Works at",
    ),
    F.ROLE: ("Посада", "Роль", "Position", "Job title", "Role"),
    F.BIRTH_DATE: (
        "Дата народження", "Дата народж.", "День народження", "Birth date", "Date of birth", "Birthday",
    ),
    F.NOTES: (
        "Примітки", "Примітка", "Нотатки", "Коментар", "Коментарі", "Notes", "Note", "Comment", "Comments", "Remarks",
    ),
}  # fmt: skip
# Headings of exported lists that are no fields of an import.
_OTHER_COLUMNS = ("Added", "Додано")


def recognise_contacts(columns: Sequence[str], own: Sequence[FieldRule] = ()) -> dict[str, str]:
    """Say which column is most probably which field; `own` are the fields that the institution added."""
    # A field that the institution calls «Примітки» is meant by a column of that name.
    known = {name_key(name) for rule in own for name in rule.names}
    notes = tuple(word for word in SYNONYMS[F.NOTES] if name_key(word) not in known)
    return guess_mapping(columns, {**SYNONYMS, F.NOTES: notes, **{rule.key: rule.names for rule in own}})


def is_taken_by_a_column(name: str) -> bool:
    """Say whether a file of contacts has a column of this name already, so that a field could not be told from it."""
    key = name_key(name)
    others = (words for field, words in SYNONYMS.items() if field is not F.NOTES)
    return any(key == name_key(word) for words in (*others, _OTHER_COLUMNS) for word in words)
