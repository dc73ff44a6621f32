"""Putting the application together: configuration, extensions, blueprints, errors, commands."""

from collections.abc import Mapping

from flask import Flask

import views
from app import (
    cli,
    database,
    errors,
    head_requests,
    health,
    jobs,
    locale,
    logs,
    security,
    stage_names,
    tasks,
    templating,
    timing,
    transaction,
)
from app.url_rules import UrlRule
from config import ROOT, load_config, private_folder
from models import db


def build_app(environment: str | None, overrides: Mapping[str, object]) -> Flask:
    """Return a configured application; see `app.create_app`."""
    app = Flask(
        "mistok",
        root_path=str(ROOT),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "app" / "static"),
    )
    app.url_rule_class = UrlRule
    app.config.from_object(load_config(environment))
    app.config.from_mapping(overrides)
    private_folder(app.config["DATA_DIR"])
    logs.init_app(app)
    db.init_app(app)
    database.init_app(app)
    locale.init_app(app)
    templating.init_app(app)
    stage_names.init_app(app)
    security.init_app(app)
    head_requests.init_app(app)
    transaction.init_app(app)
    timing.init_app(app)
    jobs.init_app(app)
    tasks.register()
    errors.init_app(app)
    health.init_app(app)
    views.register(app)
    cli.register(app)
    return app
