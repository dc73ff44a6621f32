"""Forms of the work on a grant: deliverables, activities, indicators and the texts of its report."""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any

from app.domain.grant_counts import GrantCount
from app.domain.grants import DeliverableKind, NarrativeSection
from app.forms.base import BaseForm, RecordForm
from app.forms.fields import IdSelectField, day, select, text
from app.forms.numbers import QuantityField
from app.i18n import _, _l
from app.services.grant_work import ActivityData, IndicatorData
from models.grants import Narrative

NARRATIVE_LIMIT = 40_000


class DeliverableForm(RecordForm):
    """Something that must be handed in by a date."""

    kind = select(_l("What is handed in"), DeliverableKind)
    due_on = day(_l("Due on"), required=True)
    submitted_on = day(_l("Submitted on"))
    accepted_on = day(_l("Accepted on"))
    note = text(_l("Note"), limit=300)


class ActivityForm(RecordForm):
    """An activity that the application promised."""

    ordered = (("planned_from", "planned_to", "dates_out_of_order"),)

    title = text(_l("Activity"), limit=300, required=True)
    planned_from = day(_l("Planned from"), required=True)
    planned_to = day(_l("Planned until"))
    place = text(_l("Place"))
    responsible = text(_l("Responsible"))
    event_id = IdSelectField(_l("Event that fulfilled it"))
    done_on = day(_l("Done on"))
    note = text(_l("Note"), limit=500)

    def activity_data(self) -> ActivityData:
        """Return what was typed, for the service."""
        return ActivityData(
            title=self.title.data,
            planned_from=self.planned_from.data,
            planned_to=self.planned_to.data,
            place=self.place.data or "",
            responsible=self.responsible.data or "",
            done_on=self.done_on.data,
            event_id=self.event_id.data,
            note=self.note.data or "",
        )


class IndicatorForm(RecordForm):
    """A result that the grant is judged by."""

    name = text(_l("Indicator"), limit=300, required=True)
    unit = text(_l("Unit"), limit=40)
    baseline = QuantityField(_l("Baseline"), negative=True)
    target = QuantityField(_l("Target"), negative=True)
    counted = select(_l("How it is known"), GrantCount, blank=_l("Typed by hand"))
    achieved = QuantityField(_l("Achieved"), negative=True)
    source = text(_l("Source of the figure"))

    def indicator_data(self) -> IndicatorData:
        """Return what was typed, for the service."""
        return IndicatorData(
            name=self.name.data,
            unit=self.unit.data or "",
            baseline=self.baseline.data,
            target=self.target.data,
            achieved=self.achieved.data,
            source=self.source.data or "",
            counted=self.counted.data,
        )


@dataclass
class SectionText:
    """One section in the form: what stands in its box, which version it grew from, and what went wrong.

    `digest` tells whether the person changed the text at all; `saved` is somebody else's text that was
    saved meanwhile.
    """

    section: NarrativeSection
    text: str = ""
    version: int = 0
    digest: str = ""
    saved: str | None = None
    errors: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Say whether the text is another one than the page was sent with."""
        return digest_of(self.text) != self.digest


def digest_of(text: str) -> str:
    """Return a short fingerprint of a text, the same for both kinds of line ends."""
    return hashlib.sha256(text.replace("\r\n", "\n").strip().encode()).hexdigest()[:16]


class NarrativeForm(BaseForm):
    """The texts of one language: a box, a version and a digest for each section."""

    def present(self, texts: dict[NarrativeSection, Narrative]) -> list[SectionText]:
        """Return the sections as they are saved."""
        return [self._saved(section, texts.get(section)) for section in NarrativeSection]

    def typed(self, fields: Any) -> list[SectionText]:
        """Return the sections as they were sent; one that is missing from the form counts as untouched."""
        sections = []
        for section in NarrativeSection:
            text = fields.get(section.value, "").replace("\x00", "").replace("\r\n", "\n")
            version = fields.get(f"{section.value}-version", "0")
            sent = section.value in fields
            item = SectionText(
                section,
                text,
                int(version) if re.fullmatch(r"[0-9]{1,9}", version) else 0,
                fields.get(f"{section.value}-digest", "") if sent else digest_of(text),
            )
            if len(text) > NARRATIVE_LIMIT:
                item.errors.append(_("Use at most %(max)d characters.", max=NARRATIVE_LIMIT))
            sections.append(item)
        return sections

    def confront(self, item: SectionText, saved: Narrative | None) -> None:
        """Show a text beside the one that somebody saved meanwhile; saving again keeps what is in the box."""
        item.saved = saved.text if saved else ""
        item.version = saved.version if saved else 0
        item.digest = digest_of(item.saved)

    def _saved(self, section: NarrativeSection, saved: Narrative | None) -> SectionText:
        text = saved.text if saved else ""
        return SectionText(section, text, saved.version if saved else 0, digest_of(text))
