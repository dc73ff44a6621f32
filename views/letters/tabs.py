"""The parts of the section «Letters», and the preview that its editors share."""

from collections.abc import Mapping
from types import SimpleNamespace

from flask import request, url_for
from markupsafe import Markup

from app.domain.errors import RuleError
from app.domain.letters import Field, Template
from app.i18n import _
from app.labels import label, refusal
from app.letter_making import leave_url
from app.permissions import Permission
from app.services.letter_values import dressed, foot
from app.templating import can


def tabs() -> list[SimpleNamespace]:
    """Return the parts of the section that the account may open."""
    places = [
        (_("Letters"), "letters.index", Permission.MAIL_SEND),
        (_("Mailings"), "mailings.index", Permission.MAILINGS_RUN),
        (_("Templates"), "letters.templates", Permission.MAIL_SEND),
        (_("Addresses without mailings"), "mailings.suppressed_addresses", Permission.MAILINGS_RUN),
        (_("Letters that came back"), "mailings.bounces", Permission.MAILINGS_RUN),
    ]
    return [
        SimpleNamespace(text=text, url=url_for(endpoint), active=request.endpoint == endpoint)
        for text, endpoint, permission in places
        if can(permission)
    ]


def fields() -> list[tuple[str, str]]:
    """Return (code, words) of the fields that a letter may hold, as they are written."""
    return [(f"{{{{{field.value}}}}}", label(field)) for field in Field]


def preview(subject: str, body: str, values: Mapping[str, str], locale: str, *, may_leave: bool) -> SimpleNamespace:
    """Return a letter ready to show in a page, or what is wrong with it.

    Args:
        may_leave: whether it offers to unsubscribe. The link that is shown leads nowhere: the secret one is its
            reader’s alone.
    """
    if not subject.strip() and not body.strip():
        return SimpleNamespace(subject="", html="", foot="", text="", problem="", missing="")
    try:
        template = Template(subject or "—", body or "—")
    except RuleError as error:
        return SimpleNamespace(subject="", html="", foot="", text="", problem=refusal(error), missing="")
    filled = template.filled(values)
    sender = {"library": values[Field.LIBRARY_NAME], "address": values[Field.LIBRARY_ADDRESS], "locale": locale}
    return SimpleNamespace(
        subject=filled.subject,
        html=Markup(filled.html),  # noqa: S704
        foot=foot(**sender, leave_url="#letter-preview" if may_leave else ""),
        text=dressed(filled, **sender, leave_url=leave_url("…") if may_leave else "")[1],
        problem="",
        missing=", ".join(label(field) for field in template.missing(values)),
    )
