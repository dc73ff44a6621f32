"""The roles of accounts; what each may do is decided by the permissions of the application."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Who a signed-in person is to the library."""

    ADMINISTRATOR = "administrator"
    DIRECTOR = "director"
    COORDINATOR = "coordinator"
    ACCOUNTANT = "accountant"
    STAFF = "staff"
    MONITOR = "monitor"


class Approver(StrEnum):
    """In which office somebody approves an application or a report; which roles hold it is said where they approve."""

    DIRECTOR = "director"
    ACCOUNTANT = "accountant"
