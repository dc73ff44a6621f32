"""Forms of written reports and of their templates."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from app.domain.grant_report import RateRule
from app.domain.grants import BudgetCategory, DeliverableKind
from app.domain.money import Currency
from app.domain.report_blocks import COLUMNS, BlockKind, Column
from app.domain.report_templates import MAX_FILE
from app.domain.text_limits import LimitUnit
from app.forms.base import BaseForm, RecordForm
from app.forms.calls import KindsField
from app.forms.fields import ContactField, Filled, IdSelectField, day, locale_choices, long_text, select, text, whole
from app.forms.grant_work import NARRATIVE_LIMIT
from app.i18n import _, _l
from app.labels import label
from app.services.report_blocks import BlockData
from app.services.report_templates import TemplateData
from app.services.reports import ReportData

MAX_LOGO = 5
KINDS = (DeliverableKind.FINAL_REPORT, DeliverableKind.INTERIM_REPORT)


class ReportForm(RecordForm):
    """What a report is about; `template_id` is asked only when it begins."""

    ordered = (("covers_from", "covers_until", "dates_out_of_order"),)

    kind = RadioField(
        _l("Kind of report"),
        [Filled()],
        choices=lambda: [SelectChoice(kind.value, label(kind)) for kind in KINDS],
    )
    locale = RadioField(_l("Language"), [Filled()], choices=locale_choices)
    template_id = IdSelectField(_l("Template"))
    deliverable_id = IdSelectField(_l("Which report that is due it fulfils"))
    covers_from = day(_l("Covers from"))
    covers_until = day(_l("Covers until"))
    currency = select(_l("Currency"), Currency, blank=_l("The grant’s currency"))
    rate_rule = select(_l("Rate"), RateRule, blank=_l("Not converted"))

    def report_data(self) -> ReportData:
        """Return what was typed, for the service."""
        return ReportData(
            kind=DeliverableKind(self.kind.data),
            locale=self.locale.data,
            deliverable_id=self.deliverable_id.data,
            covers_from=self.covers_from.data,
            covers_until=self.covers_until.data,
            currency=self.currency.data,
            rate_rule=self.rate_rule.data,
        )


class BlockForm(RecordForm):
    """A block: its heading, its text, and what the funder wants of it."""

    heading = text(_l("Own heading"), limit=200)
    text = TextAreaField(
        _l("Text"), [Optional(), Length(max=NARRATIVE_LIMIT, message=_l("Use at most %(max)d characters."))]
    )
    narrative_version = HiddenField()
    text_limit = whole(_l("Limit of the text"), least=1, most=1_000_000)
    limit_unit = select(_l("Counted in"), LimitUnit)
    required = BooleanField(_l("The text is required"))
    continues = BooleanField(_l("Stands in the section of the block before it, without a number of its own"))
    hide_when_empty = BooleanField(_l("Leave the block out when it is empty"))
    shown = KindsField(_l("What the block shows"), Column)

    def offer(self, kind: BlockKind) -> None:
        """Offer the columns that this kind of block has."""
        columns = COLUMNS.get(kind, ())
        self.shown.choices = [SelectChoice(column.value, label(column)) for column in columns]

    def block_data(self, kind: BlockKind) -> BlockData:
        """Return what was typed, without the text."""
        return BlockData(
            heading=self.heading.data or "",
            continues=self.continues.data,
            limit=self.text_limit.data,
            limit_unit=self.limit_unit.data or LimitUnit.CHARACTERS,
            required=self.required.data,
            hide_when_empty=self.hide_when_empty.data,
            hidden=tuple(column for column in COLUMNS.get(kind, ()) if column not in self.shown.data),
        )

    def typed_text(self) -> str:
        """Return the text as it is kept."""
        found: str = self.text.data or ""
        return found.replace("\x00", "").replace("\r\n", "\n").strip()

    def seen_narrative(self) -> int:
        """Return the version of the section's text that the page was sent with; 0 when there was none."""
        sent = self.narrative_version.data or "0"
        return int(sent) if sent.isdecimal() and len(sent) < 10 else 0


class DecisionForm(BaseForm):
    """What an approver writes beside the decision."""

    note = text(_l("Note"), limit=1000)


class NewVersionForm(BaseForm):
    """Why a final report is taken up again."""

    reason = text(_l("Why a new version is needed"), limit=500, required=True)


class ReportTemplateForm(RecordForm):
    """A funder's template without its blocks; the fields of categories are `category_` and their names."""

    name = text(_l("Name of the template"), limit=200, required=True)
    locale = RadioField(_l("Language"), [Filled()], choices=locale_choices)
    funder_id = ContactField(_l("Funder"), kind="organisation")
    currency = select(_l("Currency"), Currency, blank=_l("The grant’s currency"))
    rate_rule = select(_l("Rate"), RateRule, blank=_l("Not converted"))
    indicators = long_text(_l("Required indicators"), limit=15_000)
    disclaimer = long_text(_l("Disclaimer"), limit=4000)

    def read_categories(self, fields: Any) -> dict[BudgetCategory, str]:
        """Return the funder's names of categories as they were sent, cut at 200 characters."""
        found = {category: fields.get(f"category_{category.value}", "") for category in BudgetCategory}
        return {category: words.replace("\x00", "").strip()[:200] for category, words in found.items()}

    def template_data(self, categories: dict[BudgetCategory, str]) -> TemplateData:
        """Return what was typed, for the service."""
        return TemplateData(
            name=self.name.data or "",
            locale=self.locale.data,
            funder_id=self.funder_id.one_id,
            currency=self.currency.data,
            rate_rule=self.rate_rule.data,
            categories=categories,
            indicators=tuple((self.indicators.data or "").splitlines()),
            disclaimer=self.disclaimer.data or "",
        )

    def show_indicators(self, names: list[str]) -> None:
        """Put the names into the box, one a line."""
        self.indicators.data = "\n".join(names)


class LogoForm(BaseForm):
    """A logo of a template."""

    file = FileField(_l("Picture (PNG or JPEG)"), render_kw={"data-most": MAX_LOGO})
    name = text(_l("Whose logo it is"), limit=200)

    def data_of_file(self) -> bytes:
        """Return the file that was sent, empty when there is none or it is larger than the field says."""
        if not self.file.data:
            self.file.errors = [_("Choose a file.")]
            return b""
        found: bytes = self.file.data.read(MAX_LOGO * 2**20 + 1)
        if len(found) > MAX_LOGO * 2**20:
            self.file.errors = [_("Choose a picture of at most %(max)s MB.", max=MAX_LOGO)]
            return b""
        return found


class TemplateFileForm(BaseForm):
    """A template as a file."""

    file = FileField(_l("File of the template"), render_kw={"data-most": MAX_FILE // 2**20})
