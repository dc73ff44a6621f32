"""Volunteers: list, record, form, documents, and the sign-ups of those who want to become volunteers."""

from views.volunteers import documents, pages, sign_ups  # noqa: F401
from views.volunteers.blueprint import bp
from views.volunteers.pickers import settle_volunteer, show_volunteer

__all__ = ["bp", "settle_volunteer", "show_volunteer"]
