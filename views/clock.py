"""The clock of pages. What stands below them is given the day and the moment."""

from app.clock import today, zone

__all__ = ["today", "zone"]
