"""Contact cards: one, many and a whole list out; a file of them in, looked at before anything is saved."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from flask import Response as FileResponse
from flask import current_app, flash, redirect, render_template, request, stream_with_context, url_for
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.contact_duplicates import Duplicate
from app.domain.errors import RuleError
from app.domain.imports import RefusalCode
from app.domain.privacy import AccessAction
from app.domain.vcard_writing import write_cards
from app.domain.vcards import MAX_BYTES, MAX_CARDS, Card, read_cards
from app.forms.incoming import CardFileForm, CardsForm
from app.i18n import _, _n
from app.labels import refusal
from app.permissions import Permission
from app.queries import contacts as questions
from app.queries.contacts import CONTACT_LIST
from app.queries.listing import complete, every_row
from app.queries.vcards import card_data, lookalikes
from app.security import current_scope, requires
from app.services.privacy_access import record_list_export
from app.services.vcards import ADD, SKIP, take_cards
from app.uploads import Kind, UnknownFile, upload_store
from app.uploads.kinds import VCF
from models import db
from models.base import utc_now
from views.contacts import bp
from views.editing import get_or_404
from views.listing.filters import asked, asked_words
from views.privacy.common import note_access

PATIENCE = 24 * 60 * 60
MOST_CHOSEN = 1_000
Answer = Response | FileResponse | str | tuple[str, int]


@dataclass(frozen=True)
class CardView:
    """A card as the preview draws it: what it says, what was left out, whom it looks like, what is offered."""

    card: Card
    problem: str
    notes: list[str]
    known_id: int | None
    known_name: str
    earlier: int
    choice: str


@bp.get("/<int:contact_id>.vcf")
@requires(Permission.CONTACTS_VIEW)
def vcard(contact_id: int) -> FileResponse:
    """One contact as a card."""
    contact = get_or_404(questions.contact(db.session(), contact_id))
    answer = cards_file([contact_id], file_name(contact.display_name))
    note_access(contact, AccessAction.EXPORT)
    return answer


@bp.get("/vcards.vcf")
@requires(Permission.CONTACTS_VIEW)
def list_vcards() -> FileResponse:
    """Every contact that the list shows under the same filters, as cards."""
    session = db.session()
    spec = complete(session, CONTACT_LIST, today())
    state = asked(spec)
    ids = [row.id for row in every_row(session, spec, state, current_scope())]
    note_list(len(ids), asked_words(spec, state))
    return cards_file(ids, f"contacts-{today().isoformat()}")


@bp.post("/vcards/chosen")
@requires(Permission.CONTACTS_VIEW)
def chosen_vcards() -> FileResponse | Response:
    """The contacts that are ticked in the list, as cards."""
    ids = [
        int(value) for value in request.form.getlist("ids") if value.isascii() and value.isdigit() and len(value) < 10
    ]
    if not ids:
        flash(_("Choose at least one contact."), "danger")
        return redirect(url_for("contacts.index"))
    note_list(len(ids), "")
    return cards_file(dict.fromkeys(ids[:MOST_CHOSEN]), f"contacts-{today().isoformat()}")


def note_list(rows: int, filters: str) -> None:
    """Write down that cards of several people were taken away."""
    record_list_export(
        db.session(), user_id=current_user.id, list_name="contacts", rows=rows, filters=filters, now=utc_now()
    )


def cards_file(ids: Iterable[int], name: str) -> FileResponse:
    """Return the cards of contacts as a file, piece by piece."""
    pieces = write_cards(card_data(db.session(), ids, current_app.config["BASE_URL"]))
    response: FileResponse = current_app.response_class(stream_with_context(pieces), mimetype="text/vcard")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.vcf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def file_name(name: str) -> str:
    """Return a contact's name in Latin letters as the name of a file."""
    from app.domain.text import latin_text

    return re.sub(r"[^a-z0-9]+", "-", latin_text(name)).strip("-")[:80] or "contact"


@bp.route("/vcards", methods=["GET", "POST"])
@requires(Permission.CONTACTS_EDIT)
def receive_cards() -> Answer:
    """Take a file of cards and show what is in it; nothing is saved yet."""
    form = CardFileForm()
    if not form.is_submitted():
        return file_page(form)
    chosen = request.files.get("file")
    if not form.validate() or chosen is None or not chosen.filename:
        form.refuse(RuleError("no_file", field="file"))
        return file_page(form), 422
    raw = chosen.stream.read(MAX_BYTES + 1)
    try:
        cards = read_cards(raw, today=today())
    except RuleError as error:
        form.refuse(error)
        return file_page(form), 422
    kept = upload_store().save(BytesIO(raw), chosen.filename, max_bytes=MAX_BYTES, allowed={Kind.TEXT}, known=VCF)
    return preview(CardsForm(formdata=None, cards=signer().dumps([kept.token, current_user.id])), cards, {})


@bp.post("/vcards/save")
@requires(Permission.CONTACTS_EDIT)
def save_cards() -> Answer:
    """Do with each card what was chosen."""
    session = db.session()
    form = CardsForm()
    cards = cards_again(form.cards.data or "")
    if cards is None:
        again = CardFileForm(formdata=None)
        again.refuse(RuleError("cards_link_old", field="file"))
        return file_page(again), 422
    choices = {card.number: request.form.get(f"card-{card.number}", SKIP) for card in cards}
    offered = {number: item.known.contact_id for number, item in lookalikes(session, cards).items()}
    updatable = {number: contact_id for number, contact_id in offered.items() if contact_id is not None}
    if form.validate():
        try:
            result = take_cards(session, cards, choices, updatable, by=current_user, now=utc_now())
        except RuleError as error:
            form.refuse(error)
        else:
            flash(
                " ".join(
                    (
                        _n("%(num)d contact added.", "%(num)d contacts added.", result.added),
                        _n("%(num)d updated.", "%(num)d updated.", result.updated),
                        _n("%(num)d known already.", "%(num)d known already.", result.unchanged),
                        _n("%(num)d left out.", "%(num)d left out.", result.skipped),
                    )
                ),
                "success",
            )
            return redirect(url_for("contacts.index", sort="-added"))
    return preview(form, cards, choices), 422


def signer() -> URLSafeTimedSerializer:
    """Return what signs the name of a file of cards between the two pages."""
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="received-cards")


def cards_again(signed: str) -> list[Card] | None:
    """Return the cards that the preview showed to this account, or None when they waited too long."""
    try:
        token, user_id = signer().loads(signed, max_age=PATIENCE)
        if user_id != current_user.id:
            return None
        with upload_store().open(token) as file:
            return read_cards(file.read(), today=today())
    except (BadSignature, UnknownFile, ValueError, TypeError):
        return None


def file_page(form: CardFileForm) -> str:
    """Return the page that takes a file of cards."""
    return render_template("contacts/cards_file.html", form=form, cards=MAX_CARDS)


def preview(form: CardsForm, cards: list[Card], choices: dict[int, str]) -> str:
    """Return the page that shows the cards with whom they look like."""
    session = db.session()
    found = lookalikes(session, cards)
    ids = [item.known.contact_id for item in found.values() if item.known.contact_id is not None]
    names = questions.names_of(session, ids)
    views = [card_view(card, found.get(card.number), names, choices) for card in cards]
    return render_template("contacts/cards_preview.html", form=form, cards=views, add=ADD, skip=SKIP)


def card_view(card: Card, found: Duplicate | None, names: dict[int, str], choices: dict[int, str]) -> CardView:
    """Return a card ready to draw; one that is probably known is to be filled in unless it is chosen otherwise."""
    known_id = found.known.contact_id if found else None
    is_likely = found is not None and found.code is RefusalCode.LIKELY_DUPLICATE
    choice = SKIP if is_likely and known_id is None else str(known_id) if is_likely else ADD
    return CardView(
        card,
        refusal(RuleError(card.refused.code, card.refused.value)) if card.refused else "",
        [refusal(RuleError(note.code, note.value)) for note in card.notes],
        known_id,
        names.get(known_id or 0, ""),
        found.known.line if found and known_id is None else 0,
        choices.get(card.number, choice),
    )
