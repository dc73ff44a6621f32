"""The form of a funder's own headings: the headings in their order, and which of our categories stand under which."""

from typing import Any

from wtforms import FieldList, Form, FormField
from wtforms.fields.choices import SelectChoice

from app.domain.grants import BudgetCategory
from app.domain.headings import MOST_HEADINGS, HeadingData
from app.forms.base import RecordForm
from app.forms.fields import EnumField, text
from app.i18n import _, _l
from app.labels import label
from models.funder_headings import HeadingSet


class HeadingRow(Form):
    """One heading."""

    code = text(_l("Code"), limit=20)
    name_uk = text(_l("Heading in Ukrainian"), limit=200)
    name_en = text(_l("Heading in English"), limit=200)


class HeadingsForm(RecordForm):
    """The headings, and one menu for each of our categories, named `place-<category>` in the page."""

    headings = FieldList(FormField(HeadingRow), _l("Headings"), min_entries=1, max_entries=MOST_HEADINGS)

    def show(self, found: HeadingSet | None) -> None:
        """Fill the form with what is saved, and one more row."""
        rows = found.headings if found else []
        self.process(data={"headings": [{n: getattr(row, n) for n in ("code", "name_uk", "name_en")} for row in rows]})
        self.add_row()
        if found is not None:
            self.show_version(found)

    def add_row(self) -> None:
        """Add an empty row, unless there are enough."""
        if len(self.headings) < MOST_HEADINGS:
            self.headings.append_entry()

    def typed(self) -> list[HeadingData]:
        """Return the headings that were typed; rows without a word are left out."""
        found = []
        for entry in self.headings:
            values = [" ".join((entry.form[name].data or "").split()) for name in ("code", "name_uk", "name_en")]
            if any(values):
                found.append(HeadingData(*values))
        return found


class PlacesForm(Form):
    """Under which heading each of our categories stands."""

    @classmethod
    def of(cls, headings: list[HeadingData], *, formdata: Any = None, chosen: dict[str, str] | None = None) -> Any:
        """Return the menus for these headings, filled from the page or with what is saved."""
        choices = [SelectChoice("", _("Nowhere yet"))]
        choices += [SelectChoice(one.code, f"{one.code} {one.name_uk}".strip()) for one in headings if one.code]
        menus = {
            str(category): EnumField(label(category), choices=choices, validate_choice=False)
            for category in BudgetCategory
        }
        return type("CategoryPlaces", (cls,), menus)(formdata, data=chosen or {}, prefix="place-")

    def places(self) -> dict[BudgetCategory, str]:
        """Return the code of the heading that was chosen for each category that has one."""
        return {category: self[str(category)].data for category in BudgetCategory if self[str(category)].data}
