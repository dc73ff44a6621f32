"""Contacts: the list and the record (`records`), the two forms (`forms`), pickers and warnings (`helpers`)."""

from flask import Blueprint

bp = Blueprint("contacts", __name__, url_prefix="/contacts")

from views.contacts import forms, helpers, records  # noqa: E402, F401
