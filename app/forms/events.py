"""Forms of events: the full one, the counts, and the fast log."""

from collections.abc import Iterable, Mapping
from datetime import time
from typing import Any
from urllib.parse import urlsplit

from wtforms import BooleanField, Field, ValidationError
from wtforms import TimeField as BaseTimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import TextInput

from app.domain.errors import RuleError
from app.domain.events import AttendanceMode, CountMethod, EventStatus, EventType, Mark, Place
from app.forms.base import RecordForm
from app.forms.fields import ContactField, EnumField, IdSelectField, day, long_text, select, text, whole
from app.i18n import _, _l
from app.labels import LABELS, label, refusal

PEOPLE = "people"
WHOLE = {"inputmode": "numeric", "autocomplete": "off"}


class TimeField(BaseTimeField):
    """An hour of the day: what the browser sends (18:30) or what a person types (18.30)."""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip().replace(".", ":") if valuelist else ""
        self.data: time | None = None
        if typed:
            try:
                self.data = time.fromisoformat(typed.rjust(5, "0")).replace(second=0, microsecond=0, tzinfo=None)
            except ValueError as error:
                raise ValueError(_("Enter a time, for example 18:30.")) from error


class CountGridField(Field):
    """Numbers of people by age band and column, each in a box called `NAME-BAND-COLUMN`.

    Its data maps (code of the band, column) to a number; empty boxes are left out. What was typed comes
    back as it was, even when it is not a number.
    """

    widget = TextInput()

    def __init__(self, label: Any, validators: Any = None, *, columns: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(label, validators or [], **kwargs)
        self.columns = [(key, str(words)) for key, words in columns.items()]
        self.rows: list[tuple[str, str]] = []

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors: list[str] = []
        self.typed: dict[tuple[str, str], str] = {}
        self.data: dict[tuple[str, str], int] = dict(data or {})
        if not formdata:
            return
        self.data = {}
        for name in formdata:
            code, _dash, column = name.removeprefix(f"{self.name}-").rpartition("-")
            written = str(formdata.get(name)).strip()
            if name.startswith(f"{self.name}-") and column in dict(self.columns) and written:
                self._read(code, column, written[:20])

    def _read(self, code: str, column: str, written: str) -> None:
        self.typed[code, column] = written
        try:
            self.data[code, column] = int("".join(written.replace("−", "-").split()))
        except ValueError:
            problem = _("“%(value)s” is not a whole number.", value=written)
            self.process_errors = [*self.process_errors, problem]

    def offer(self, bands: Iterable[tuple[str, str]]) -> None:
        """Set the rows of the grid from (code, name) pairs; numbers of other bands are dropped."""
        self.rows = list(bands)
        known = {code for code, _name in self.rows}
        self.data = {key: count for key, count in self.data.items() if key[0] in known}

    @property
    def cells(self) -> dict[str, dict[str, Any]]:
        """The boxes as `forms.count_grid` draws them."""
        return {
            f"{code}-{column}": {
                "name": f"{self.name}-{code}-{column}",
                "value": self.typed.get((code, column), self.data.get((code, column))),
            }
            for code, _name in self.rows
            for column, _words in self.columns
        }


def _mark(mark: Mark) -> Any:
    return whole(LABELS[Mark][mark], render_kw={**WHOLE, "data-mark": ""})


def _method() -> Any:
    def offered() -> list[Any]:
        return [
            SelectChoice(method.value, label(method)) for method in CountMethod if method is not CountMethod.IMPORTED
        ]

    return EnumField(_l("How the number is known"), choices=offered, coerce=CountMethod, default=CountMethod.COUNTED)


class CountedForm(RecordForm):
    """The numbers that both ways of entering participants share."""

    stated_total = whole(_l("Total number"), most=1_000_000, render_kw={**WHOLE, "data-stated-total": ""})
    mark_idps = _mark(Mark.IDPS)
    mark_veterans = _mark(Mark.VETERANS)
    mark_disabilities = _mark(Mark.DISABILITIES)
    mark_military = _mark(Mark.MILITARY)
    method = _method()

    @property
    def mark_fields(self) -> list[Any]:
        """The fields of the marks in order."""
        return [self[f"mark_{mark.value}"] for mark in Mark]

    def marks(self) -> dict[Mark, int]:
        """Return the marks that were filled in."""
        values = {mark: self[f"mark_{mark.value}"].data for mark in Mark}
        return {mark: count for mark, count in values.items() if count is not None}

    def show_marks(self, marks: Mapping[Mark, int]) -> None:
        """Fill the marks in."""
        for mark, count in marks.items():
            self[f"mark_{mark.value}"].data = count


class CountsForm(CountedForm):
    """Participants by age band and mode."""

    by_age = CountGridField(
        _l("Participants by age"),
        columns={mode.value: LABELS[AttendanceMode][mode] for mode in AttendanceMode},
    )

    def people(self) -> dict[tuple[str, AttendanceMode], int]:
        """Return the numbers by code of the band and mode."""
        return {(code, AttendanceMode(column)): count for (code, column), count in self.by_age.data.items()}


class EventFields(RecordForm):
    """What the full form and the fast log both ask."""

    title = text(_l("What was it"), limit=300, required=True, render_kw={"autocomplete": "off"})
    event_type = select(_l("Type"), EventType, default=EventType.OTHER)
    starts_on = day(_l("When was it"), required=True)
    branch_id = IdSelectField(_l("Branch"))
    place = select(_l("Place"), Place, default=Place.ON_SITE)
    is_creative = BooleanField(_l("Creative event"))
    is_personal_development = BooleanField(
        _l("Personal development event"),
        description=_l(
            "It gives or improves knowledge and skills outside formal education and without a state "
            "certificate: a course, training, seminar, workshop, lecture or master class."
        ),
    )
    application_id = IdSelectField(_l("Grant that paid for it"))
    partner_ids = ContactField(_l("Partners"), kind="organisation", multiple=True)
    volunteer_ids = ContactField(_l("Volunteers"), multiple=True)


class EventForm(EventFields):
    """Everything about an event except its participants."""

    filled_anew = True
    together = (("starts_on", "start_time", "ends_on", "end_time"),)
    ordered = (("starts_on", "ends_on", "ends_before_start"),)

    title = text(_l("Title"), limit=300, required=True)
    starts_on = day(_l("Begins on"), required=True)
    start_time = TimeField(_l("Time"), [Optional()])
    ends_on = day(_l("Ends on"))
    end_time = TimeField(_l("Time of the end"), [Optional()])
    status = select(_l("Status"), EventStatus, default=EventStatus.PLANNED)
    venue = text(_l("Venue or link"), limit=200)
    planned_participants = whole(_l("Planned participants"), most=1_000_000, render_kw=WHOLE)
    description = long_text(_l("Description"))
    publication_url = text(_l("Publication link"), limit=500, render_kw={"inputmode": "url"})

    def validate_publication_url(self, field: Any) -> None:
        """Accept an address of a page on the web, whole."""
        parts = urlsplit(field.data or "")
        if field.data and (parts.scheme not in {"http", "https"} or "." not in parts.netloc):
            raise ValidationError(_("Enter the whole address, for example https://library.example/news/5."))

    def validate_end_time(self, field: Any) -> None:
        """Refuse an hour of the end that comes before the beginning on the same day."""
        is_one_day = self.ends_on.data in (None, self.starts_on.data)
        if field.data and self.start_time.data and is_one_day and field.data <= self.start_time.data:
            raise ValidationError(refusal(RuleError("ends_before_start")))

    def drop_times(self) -> None:
        """Leave out what a summary row does not have: its period came with the import."""
        for name in ("starts_on", "start_time", "ends_on", "end_time", "status"):
            delattr(self, name)


class LogForm(EventFields, CountedForm):
    """«Who came?»: what, when, how many; the rest only when somebody wants to say it."""

    stated_total = whole(_l("How many people came"), most=1_000_000, render_kw={**WHOLE, "data-stated-total": ""})
    by_age = CountGridField(_l("Participants by age"), columns={PEOPLE: _l("Participants")})

    def people(self) -> dict[tuple[str, AttendanceMode], int]:
        """Return the numbers by code of the band; the place of the event says in which mode."""
        mode = AttendanceMode.ONLINE if self.place.data is Place.ONLINE else AttendanceMode.ON_SITE
        return {(code, mode): count for (code, _column), count in self.by_age.data.items()}

    def refuse(self, error: RuleError) -> None:
        """Ask for the one number first when there is none at all."""
        if error.code == "counts_empty":
            error.field = "stated_total"
        super().refuse(error)
