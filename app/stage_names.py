"""How this institution calls and orders the stages of applications, everywhere a stage is shown.

`app.labels` asks here for the names. They are read once for each request or job and kept for no longer, so that a new
name is seen by every worker at once.
"""

from collections.abc import Mapping

from flask import Flask, g, has_app_context
from sqlalchemy.exc import SQLAlchemyError

from app.domain.grants import Stage
from app.labels import OWN
from app.queries.grant_stages import StageSetting, built_in_settings, stage_settings
from models import db


def init_app(_app: Flask) -> None:
    """Let every label of a stage ask for the institution's name."""
    OWN[Stage] = stage_names


def present_stages() -> Mapping[Stage, StageSetting]:
    """Return the stages in the institution's order; as they come with the product where no database answers."""
    if not has_app_context():
        return built_in_settings()
    found: Mapping[Stage, StageSetting] | None = g.get("grant_stages")
    if found is None:
        try:
            found = g.grant_stages = stage_settings(db.session())
        except SQLAlchemyError:
            # A page that says what went wrong with the database has to be drawn too.
            return built_in_settings()
    return found


def stage_names() -> Mapping[Stage, Mapping[str, str]]:
    """Return the institution's own names by stage and language, in its order."""
    kept: Mapping[Stage, Mapping[str, str]] | None = g.get("stage_names") if has_app_context() else None
    if kept is not None:
        return kept
    names = _names(present_stages())
    if has_app_context() and "grant_stages" in g:
        g.stage_names = names
    return names


def _names(settings: Mapping[Stage, StageSetting]) -> Mapping[Stage, Mapping[str, str]]:
    return {stage: setting.names for stage, setting in settings.items()}


def forget_names() -> None:
    """Read the stages anew: somebody has just changed them."""
    g.pop("grant_stages", None)
    g.pop("stage_names", None)
