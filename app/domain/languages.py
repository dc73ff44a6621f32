"""Languages that people of a community speak."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """A language by its ISO 639 code, in the order in which forms offer it."""

    UK = "uk"
    EN = "en"
    PL = "pl"
    DE = "de"
    FR = "fr"
    ES = "es"
    IT = "it"
    RO = "ro"
    HU = "hu"
    SK = "sk"
    CS = "cs"
    BG = "bg"
    LT = "lt"
    TR = "tr"
    AR = "ar"
    KA = "ka"
    CRH = "crh"
    ROM = "rom"
    RU = "ru"
    UKL = "ukl"
