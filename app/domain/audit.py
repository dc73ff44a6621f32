"""The kinds of change that the audit log keeps."""

from __future__ import annotations

from enum import StrEnum


class AuditAction(StrEnum):
    """What happened to a record."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
