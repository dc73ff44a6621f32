"""Mistok: a CRM for public libraries."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def create_app(environment: str | None = None, **overrides: object) -> "Flask":
    """Return the WSGI application.

    Args:
        environment: production, development or testing; MISTOK_ENV when omitted.
        overrides: settings that replace those of the environment, by name.
    """
    from app.factory import build_app

    return build_app(environment, overrides)
