"""Imports of files: what can be imported, how far it has come, and why a line was refused."""

from __future__ import annotations

from enum import StrEnum


class ImportKind(StrEnum):
    """What a file holds."""

    CONTACTS = "contacts"
    ATTENDANCE = "attendance"


class ImportStatus(StrEnum):
    """How far an import has come."""

    UPLOADED = "uploaded"
    PREVIEWED = "previewed"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class RefusalCode(StrEnum):
    """Why a line of a file was not taken over."""

    MISSING_VALUE = "missing_value"
    NO_NAME = "no_name"
    TOO_LONG = "too_long"
    BAD_NUMBER = "bad_number"
    NEGATIVE = "negative"
    BAD_DATE = "bad_date"
    BAD_PERIOD = "bad_period"
    BAD_EMAIL = "bad_email"
    BAD_PHONE = "bad_phone"
    BAD_CODE = "bad_code"
    UNKNOWN_VALUE = "unknown_value"
    UNKNOWN_BRANCH = "unknown_branch"
    WRONG_COLUMNS = "wrong_columns"
    OVERLAPPING_PERIOD = "overlapping_period"
    DUPLICATE_LINE = "duplicate_line"
    LIKELY_DUPLICATE = "likely_duplicate"
