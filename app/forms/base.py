"""What every form shares: the token, the version of the record, and putting refusals next to fields."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField

from app.domain.errors import RuleError
from app.labels import refusal


class BaseForm(FlaskForm):
    """A form with a CSRF token."""

    form_errors: list[Any]

    def refuse(self, error: RuleError) -> None:
        """Show a refusal of the domain next to the field that it names, or above the form."""
        name = error.field
        if name and name in self._fields:
            field = self._fields[name]
            field.errors = [*field.errors, refusal(error)]
        else:
            self.form_errors = [*self.form_errors, refusal(error)]


class RecordForm(BaseForm):
    """A form that edits a record: `version` says which version the person saw."""

    version = HiddenField()

    def is_stale(self, record: Any) -> bool:
        """Say whether somebody saved the record after this form was opened."""
        return bool(self.version.data) and str(self.version.data) != str(record.version)

    def show_version(self, record: Any) -> None:
        """Remember the record's present version in the form."""
        self.version.data = str(record.version)
