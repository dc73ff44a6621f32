"""Pages of volunteers: list, record, form; suggestions for pickers."""

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.contacts import ChannelLabel, ContactKind, normalise_email, normalise_phone
from app.domain.errors import RuleError
from app.domain.matching import Candidate
from app.domain.volunteer_documents import state_of
from app.domain.volunteers import DayPart, age_on, needs_guardian
from app.forms.volunteers import NewVolunteerForm, VolunteerForm
from app.i18n import _
from app.labels import label
from app.labels.volunteers import WEEKDAYS
from app.permissions import Permission
from app.queries import volunteers as questions
from app.queries.accounts import coordinator_choices
from app.queries.contacts import person
from app.queries.duplicates import LikelyDuplicate, likely_duplicates
from app.queries.sign_ups import waiting_count
from app.queries.volunteer_documents import documents_of
from app.queries.volunteer_hours import hours_summary
from app.queries.volunteer_papers import papers_of
from app.security import current_scope, requires
from app.services import volunteers as verbs
from app.services.contacts import PersonData, add_ways, save_person
from app.services.volunteers import VolunteerData
from app.templating import can
from models import db
from models.accounts import User
from models.base import utc_now
from views.addresses import record_id
from views.editing import Saving, answer_edit
from views.listing import EmptyState, Listing, listing_page
from views.messages import flash_undo
from views.pickers import offer_branches, settle_contact, show_contacts
from views.privacy.common import note_access
from views.tasks.helpers import tasks_card
from views.timeline import entries_for
from views.volunteer_papers.batch import bulk_actions
from views.volunteers.blueprint import bp, load_volunteer
from views.volunteers.documents import gap_lines

FORM = "volunteers/form.html"


@bp.get("")
@requires(Permission.VOLUNTEERS_VIEW)
def index() -> Any:
    """Show the volunteers."""
    empty = EmptyState(
        "person-heart",
        _("No volunteers yet"),
        _("Write down who helps, with their skills and free time, and log their hours."),
        url_for(".create") if can(Permission.VOLUNTEERS_EDIT) else None,
        _("Add a volunteer"),
    )

    def adjust(listing: Listing) -> None:
        listing.bulk_actions = [] if everybody else bulk_actions()
        listing.selectable = bool(listing.bulk_actions)

    waiting = waiting_count(db.session(), current_scope()) if can(Permission.VOLUNTEERS_EDIT) else 0
    # Who helped with a grant did so, whatever became of the record since.
    everybody = bool(request.args.get("grant"))
    spec = questions.volunteer_list(today(), archive_too=everybody)
    return listing_page(spec, empty, "volunteers/index.html", adjust=adjust, waiting=waiting)


@bp.get("/lookup")
@requires(Permission.VOLUNTEERS_VIEW)
def lookup() -> Response:
    """Suggestions for a picker: `[{"id", "text", "note"}]`."""
    rows = questions.lookup(db.session(), request.args.get("q", "")[:200], current_scope())
    return jsonify([{"id": row.id, "text": row.display_name, "note": row.branch_name} for row in rows])


@bp.get("/<int:volunteer_id>")
@requires(Permission.VOLUNTEERS_VIEW)
def show(volunteer_id: int) -> str:
    """Show one volunteer with hours, availability and everything that happened."""
    volunteer = load_volunteer(volunteer_id)
    now = today()
    birth_date = volunteer.person.birth_date
    documents = documents_of(db.session(), volunteer.id)
    page = render_template(
        "volunteers/show.html",
        volunteer=volunteer,
        age=age_on(birth_date, now) if birth_date else None,
        is_minor=bool(birth_date and needs_guardian(birth_date, now)),
        languages=[label(item.code) for item in volunteer.languages],
        gaps=gap_lines(volunteer.id, now),
        documents=[(document, state_of(document.expires_on, now)) for document in documents],
        hours=hours_summary(db.session(), volunteer.id, now),
        year=now.year,
        weekdays=WEEKDAYS,
        parts=list(DayPart),
        free={(slot.weekday, slot.part) for slot in volunteer.availability},
        tasks=tasks_card("volunteer", volunteer.id),
        papers=papers_of(db.session(), volunteer.id),
        timeline_entries=entries_for("volunteer", volunteer.id),
    )
    note_access(volunteer.person)
    return page


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.VOLUNTEERS_EDIT)
def create() -> Any:
    """Enrol a volunteer: one of the contacts, or somebody new."""
    form = NewVolunteerForm()
    _offer(form)
    if request.method == "GET":
        form.branch_id.data = current_scope().branch_id
        form.started_on.data = today()
        show_contacts(form.person, request.args.get("person", type=record_id))
        return render_template(FORM, form=form, volunteer=None)
    existing, lookalikes = None, []
    if known := request.form.get("known", type=record_id):
        form.drop_name()
        show_contacts(form.person, known)
    in_order = form.validate_on_submit()
    if form.names_a_person:
        lookalikes = _unchecked_lookalikes(form) if in_order else []
    else:
        in_order = settle_contact(form.person, required=True) and in_order
    if in_order and not lookalikes:
        try:
            volunteer = verbs.enrol_volunteer(
                db.session(), _person_id(form), _data(form), today=today(), scope=current_scope(), by=current_user
            )
        except RuleError as error:
            form.refuse(error)
            existing = error.details.get("volunteer_id")
        else:
            flash(_("Volunteer added"), "success")
            return redirect(url_for(".show", volunteer_id=volunteer.id))
    return render_template(FORM, form=form, volunteer=None, existing=existing, lookalikes=lookalikes), 422


@bp.route("/<int:volunteer_id>/edit", methods=["GET", "POST"])
@requires(Permission.VOLUNTEERS_EDIT)
def edit(volunteer_id: int) -> Any:
    """Change a volunteer."""
    volunteer = load_volunteer(volunteer_id)
    form = VolunteerForm(obj=volunteer, birth_date=volunteer.person.birth_date)
    _offer(form, volunteer.coordinator)
    if request.method == "GET":
        form.skills.data = [skill.name for skill in volunteer.skills]
        form.spoken.data = [item.code.value for item in volunteer.languages]
        form.free_time.data = [f"{slot.weekday}-{slot.part.value}" for slot in volunteer.availability]
        form.show_version(volunteer)
        return render_template(FORM, form=form, volunteer=volunteer)

    def save() -> None:
        terms = {"today": today(), "scope": current_scope(), "by": current_user, "now": utc_now()}
        verbs.change_volunteer(db.session(), volunteer, _data(form), **terms)

    saving = Saving(save, _("Changes saved"), lambda _saved: url_for(".show", volunteer_id=volunteer.id))
    return answer_edit(form, volunteer, FORM, saving, valid=form.validate_on_submit(), volunteer=volunteer)


@bp.post("/<int:volunteer_id>/archive")
@requires(Permission.VOLUNTEERS_EDIT)
def archive(volunteer_id: int) -> Response:
    """Put a volunteer into the archive."""
    volunteer = load_volunteer(volunteer_id)
    verbs.archive_volunteer(db.session(), volunteer, now=utc_now())
    undo = url_for(".restore", volunteer_id=volunteer.id)
    flash_undo(_("Volunteer archived"), undo)
    return redirect(url_for(".index"))


@bp.post("/<int:volunteer_id>/restore")
@requires(Permission.VOLUNTEERS_EDIT)
def restore(volunteer_id: int) -> Response:
    """Bring a volunteer back from the archive."""
    volunteer = load_volunteer(volunteer_id)
    verbs.restore_volunteer(db.session(), volunteer)
    flash(_("Volunteer restored"), "success")
    return redirect(url_for(".show", volunteer_id=volunteer.id))


def _offer(form: VolunteerForm, coordinator: User | None = None) -> None:
    offer_branches(form.branch_id, _("Choose a branch"))
    people = coordinator_choices(db.session())
    if coordinator is not None and (str(coordinator.id), coordinator.name) not in people:
        people.append((str(coordinator.id), coordinator.name))
    form.coordinator_id.offer(people, blank=_("Nobody in particular"))


def _unchecked_lookalikes(form: NewVolunteerForm) -> list[LikelyDuplicate]:
    """Return the contacts that look like the new person, once: the next time the reader has decided."""
    if form.checked_duplicates.data:
        return []
    email, phone = _ways(form)
    parts = (form.last_name.data, form.first_name.data, form.middle_name.data)
    candidate = Candidate(
        name=" ".join(filter(None, parts)),
        emails=frozenset(filter(None, (email,))),
        phones=frozenset(filter(None, (phone,))),
        birth_date=form.birth_date.data,
    )
    found = likely_duplicates(db.session(), candidate, ContactKind.PERSON)
    form.checked_duplicates.data = "1" if found else ""
    return found


def _ways(form: NewVolunteerForm) -> tuple[str, str]:
    """Return the e-mail and the phone in their normal form, empty where none was typed; both have been read."""
    email, phone = form.email.data, form.phone.data
    return normalise_email(email) if email else "", normalise_phone(phone) if phone else ""


def _person_id(form: NewVolunteerForm) -> int:
    if not form.names_a_person:
        known, (email, phone) = person(db.session(), form.person.one_id or 0), _ways(form)
        if known is not None:
            add_ways(known, email=email, phone=phone)
        return form.person.one_id or 0
    typed = PersonData(
        last_name=form.last_name.data or "",
        first_name=form.first_name.data or "",
        middle_name=form.middle_name.data or "",
        birth_date=form.birth_date.data,
        phones=[(form.phone.data, ChannelLabel.MOBILE)] if form.phone.data else [],
        emails=[(form.email.data, ChannelLabel.HOME)] if form.email.data else [],
    )
    try:
        return save_person(db.session(), typed, today=today()).id
    except RuleError as error:
        names = {"phones": "phone", "emails": "email"}
        raise RuleError(error.code, error.value, field=names.get(error.field or "", error.field)) from error


def _data(form: VolunteerForm) -> VolunteerData:
    return VolunteerData(
        branch_id=form.branch_id.data,
        status=form.status.data,
        status_reason=form.status_reason.data or "",
        birth_date=form.birth_date.data,
        coordinator_id=form.coordinator_id.data,
        started_on=form.started_on.data,
        left_on=form.left_on.data,
        contract_number=form.contract_number.data or "",
        contract_from=form.contract_from.data,
        contract_until=form.contract_until.data,
        certificate_number=form.certificate_number.data or "",
        certificate_on=form.certificate_on.data,
        oriented_on=form.oriented_on.data,
        briefed_on=form.briefed_on.data,
        guardian_name=form.guardian_name.data or "",
        guardian_phone=form.guardian_phone.data or "",
        emergency_contact=form.emergency_contact.data or "",
        emergency_phone=form.emergency_phone.data or "",
        about=form.about.data or "",
        skills=form.skills.data or [],
        languages=form.spoken.codes,
        availability=form.free_time.slots,
    )
