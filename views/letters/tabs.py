"""The parts of the section «Letters», and the preview that its editors share."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from flask import request, url_for
from markupsafe import Markup

from app.domain.errors import RuleError
from app.domain.letters import Field, Template
from app.i18n import _
from app.labels import label, refusal
from app.permissions import Permission
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


def preview(subject: str, body: str, values: Mapping[str, str]) -> SimpleNamespace:
    """Return a letter ready to show in a page, or what is wrong with it."""
    if not subject.strip() and not body.strip():
        return SimpleNamespace(subject="", html="", text="", problem="", missing="")
    try:
        template = Template(subject or "—", body or "—")
    except RuleError as error:
        return SimpleNamespace(subject="", html="", text="", problem=refusal(error), missing="")
    filled: Any = template.filled(values)
    return SimpleNamespace(
        subject=filled.subject,
        html=Markup(filled.html),  # noqa: S704
        text=filled.text,
        problem="",
        missing=", ".join(label(field) for field in template.missing(values)),
    )
