"""`python -m app.cli …`, which `./run manage …` calls: the command line of the application."""

import sys

from flask.cli import FlaskGroup

from app import create_app, migrations
from config import ConfigurationError


def main() -> None:
    """Run a command; settings that are missing or wrong are said in one sentence, without a traceback."""
    try:
        app = create_app()
        migrations.init_app(app)
    except ConfigurationError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    FlaskGroup(create_app=lambda: app).main(prog_name="./run manage")


if __name__ == "__main__":
    main()
