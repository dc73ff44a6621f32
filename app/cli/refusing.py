"""What a command says when a rule refuses: in English, as everything else on the command line."""

import click
from flask_babel import force_locale

from app.domain.errors import RuleError
from app.labels import refusal

LANGUAGE = "en"


def refused(error: RuleError) -> click.ClickException:
    """Return the end of a command that a rule refused, to be raised."""
    with force_locale(LANGUAGE):
        return click.ClickException(refusal(error))
