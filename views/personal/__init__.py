"""The page of a volunteer behind a personal link: no account, only what is the volunteer's own."""

from views.personal import hours, page, shifts
from views.personal.blueprint import bp

__all__ = ["bp", "hours", "page", "shifts"]
