"""Commands of `./run manage …`, one module per area, each with a function `register(app)`."""

from importlib import import_module

from flask import Flask

AREAS = (
    "bench",
    "demo",
    "funders",
    "imports",
    "jobs",
    "mail",
    "privacy",
    "rates",
    "reports",
    "schedule",
    "storage",
    "users",
)


def register(app: Flask) -> None:
    """Attach the commands of every area."""
    for area in AREAS:
        import_module(f"app.cli.{area}").register(app)
