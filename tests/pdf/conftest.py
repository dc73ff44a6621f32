"""What tests of paper share."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app import locale, templating
from config import ROOT


@pytest.fixture(scope="module")
def paper_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Templates and translations only: a report on paper needs no database."""
    app = Flask(
        "mistok",
        root_path=str(ROOT),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "app" / "static"),
    )
    app.config.update(
        BASE_CURRENCY="UAH",
        DATA_DIR=tmp_path_factory.mktemp("paper"),
        BABEL_DEFAULT_LOCALE="uk",
        TIME_ZONE="Europe/Kyiv",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "app" / "translations"),
    )
    locale.init_app(app)
    templating.init_app(app)
    with app.app_context():
        yield app
