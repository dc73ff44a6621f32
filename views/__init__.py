"""Pages: one module or package of views per area, each with a blueprint called `bp`."""

from importlib import import_module

from flask import Flask

from views.addresses import RecordNumber

AREAS = (
    "accounts",
    "branches",
    "comments",
    "contacts",
    "dashboard",
    "donations",
    "drivers",
    "events",
    "files",
    "grants",
    "guide",
    "hours",
    "imports",
    "interactions",
    "jobs",
    "letters",
    "mailings",
    "memoranda",
    "partner_growth",
    "partner_profile",
    "opportunities",
    "partnerships",
    "personal",
    "personal_links",
    "privacy",
    "recognition",
    "reminders",
    "report_formats",
    "reports",
    "saved_views",
    "search",
    "settings",
    "tasks",
    "unsubscribe",
    "vendor",
    "verify",
    "volunteer_papers",
    "volunteering",
    "volunteers",
)


def register(app: Flask) -> None:
    """Attach the blueprint of every area, and the style guide where pages are built."""
    app.url_map.converters["int"] = RecordNumber
    for area in (*AREAS, "styleguide") if app.config["STYLEGUIDE"] else AREAS:
        app.register_blueprint(import_module(f"views.{area}").bp)
