"""What day it is for the institution, whatever the server's clock is set to."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import current_app


def zone() -> ZoneInfo:
    """Return the institution's time zone."""
    return ZoneInfo(current_app.config["TIME_ZONE"])


def today() -> date:
    """Return the institution's present day."""
    return datetime.now(zone()).date()
