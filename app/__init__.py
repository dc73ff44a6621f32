"""Mistok: a CRM for public libraries."""

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def create_app(environment: str | None = None, **overrides: object) -> "Flask":
    """Return the WSGI application.

    Args:
        environment: production, development or testing; MISTOK_ENV when omitted.
        overrides: settings that replace those of the environment, by name.
    """
    # What is loaded here stays: looking through it for garbage, now or ever after, would be a third of the start.
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        from app.factory import build_app

        return build_app(environment, overrides)
    finally:
        gc.freeze()
        if was_collecting:
            gc.enable()
