"""Contacts: the list and the record (`records`), the two forms (`forms`), pickers and warnings (`helpers`)."""

from flask import Blueprint

bp = Blueprint("contacts", __name__, url_prefix="/contacts")

from views.contacts import (  # noqa: E402
    bulk,  # noqa: F401
    duplicates,  # noqa: F401
    forms,  # noqa: F401
    helpers,  # noqa: F401
    incoming,  # noqa: F401
    merging,  # noqa: F401
    network,  # noqa: F401
    records,  # noqa: F401
    relationships,  # noqa: F401
    talk,  # noqa: F401
    vcards,  # noqa: F401
)
