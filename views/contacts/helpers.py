"""Answers for scripts: suggestions of a picker, a contact made in place, a warning while typing."""

from flask import Response, jsonify, render_template, request

from app.clock import today
from app.domain.contacts import ContactKind
from app.domain.errors import RuleError
from app.forms.contacts import OrganisationForm, PersonForm
from app.labels import refusal
from app.permissions import Permission
from app.queries import contacts as questions
from app.security import requires
from app.services.contacts import OrganisationData, PersonData, save_organisation, save_person
from models import db
from models.contacts import Contact
from views.addresses import record_id
from views.contacts import bp
from views.contacts.forms import candidate_from, duplicates_of


@bp.get("/lookup")
@requires(Permission.CONTACTS_VIEW)
def lookup() -> Response:
    """Suggestions for a picker: `[{"id", "text", "note"}]`."""
    wanted = request.args.get("kind", "")
    kind = ContactKind(wanted) if wanted in {*ContactKind} else None
    rows = questions.lookup(db.session(), request.args.get("q", "")[:200], kind)
    return jsonify([{"id": row.id, "text": row.display_name, "note": row.email or row.city or ""} for row in rows])


@bp.post("/quick")
@requires(Permission.CONTACTS_EDIT)
def quick_create() -> tuple[Response, int]:
    """Add a contact by its name alone, from a picker. A person's name is «last first patronymic»."""
    sent = request.get_json(silent=True)
    data = sent if isinstance(sent, dict) else request.form
    name = clean_name(str(data.get("name", "")))
    try:
        if data.get("kind") == ContactKind.PERSON:
            last, first, middle = [*name.split(" ", 2), "", "", ""][:3]
            typed = PersonData(last_name=last[:100], first_name=first[:100], middle_name=middle[:100])
            saved: Contact = save_person(db.session(), typed, today=today())
        else:
            saved = save_organisation(db.session(), OrganisationData(name=name))
    except RuleError as error:
        return jsonify(error=refusal(error)), 422
    return jsonify(id=saved.id, text=saved.display_name), 201


def clean_name(typed: str) -> str:
    """Return a name on one line without what no database takes: control characters, halves of letters."""
    whole = typed.encode("utf-8", "ignore").decode()
    return " ".join("".join(letter if letter.isprintable() else " " for letter in whole).split())[:300]


@bp.get("/likely")
@requires(Permission.CONTACTS_VIEW)
def likely() -> str:
    """A warning about likely duplicates of what is typed in a form, or nothing."""
    kind = ContactKind.PERSON if "last_name" in request.args else ContactKind.ORGANISATION
    form = (
        PersonForm(request.args, meta={"csrf": False})
        if kind is ContactKind.PERSON
        else OrganisationForm(request.args, meta={"csrf": False})
    )
    found = duplicates_of(candidate_from(form), kind, request.args.get("exclude", type=record_id))
    return render_template("contacts/_likely.html", duplicates=found)
