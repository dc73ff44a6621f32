"""Verbs of received letters: keep the file for a look, write the letter down with its files."""

import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from sqlalchemy.orm import Session

from app.domain.contacts import InteractionKind
from app.domain.errors import RuleError
from app.domain.incoming import IncomingLetter, LetterFile, read_letter
from app.domain.interactions import Direction
from app.i18n import _
from app.queries.interactions import letter_with
from app.services.files import ALLOWED, MAX_BYTES, attach_stored, shown_name
from app.services.interactions import Facts, add_participant, note_interaction, restore_interaction
from app.uploads import MAX_MEGABYTES, FileStore, Kind, UploadCode, UploadRefused
from app.uploads.kinds import EML, check_image, recognise
from models.accounts import User
from models.contacts import Contact
from models.interactions import Interaction


@dataclass(frozen=True)
class OfferedFile:
    """A file of a letter on the page that shows it before it is saved.

    `refusal` is the code of why it cannot be kept, or nothing.
    """

    place: int
    filename: str
    size: int
    inline: bool
    refusal: str = ""


def keep_raw(store: FileStore, raw: bytes, filename: str) -> str:
    """Keep the file while a person looks at the letter; return its token. What is not saved is swept away later."""
    return store.save(
        io.BytesIO(raw), filename or "letter.eml", max_bytes=len(raw), allowed={Kind.TEXT}, known=EML
    ).token


def read_kept(store: FileStore, token: str, *, now: datetime) -> IncomingLetter:
    """Read a letter that is being looked at once more. Raises what `read_letter` and `FileStore.open` raise."""
    with store.open(token) as file:
        return read_letter(file.read(), now=now)


def offered_files(letter: IncomingLetter) -> list[OfferedFile]:
    """Return the files of a letter, each with the reason why it cannot be kept if there is one."""
    return [
        OfferedFile(place, item.filename, len(item.content), item.inline, item.problem or _problem(item))
        for place, item in enumerate(letter.files)
    ]


def _problem(item: LetterFile) -> str:
    """Return the code with which the store would refuse a file."""
    if len(item.content) > MAX_BYTES:
        return f"file_{UploadCode.TOO_LARGE}"
    with NamedTemporaryFile() as handle:
        handle.write(item.content)
        handle.flush()
        path = Path(handle.name)
        found = recognise(path, item.filename)
        if found is None or found.kind not in ALLOWED:
            return f"file_{UploadCode.TYPE_NOT_ALLOWED}"
        try:
            if found.kind is Kind.IMAGE:
                check_image(path)
        except UploadRefused as error:
            return f"file_{error.code}"
    return ""


def file_refusal(file: OfferedFile) -> RuleError:
    """Return why a file cannot be kept, for the page to put into words."""
    return RuleError(file.refusal, shown_name(file.filename), most=MAX_MEGABYTES)


def keep_letter(
    session: Session,
    store: FileStore,
    record: Contact,
    token: str,
    letter: IncomingLetter,
    *,
    subject: str,
    occurred_at: datetime,
    direction: Direction | None,
    contact_ids: Sequence[int],
    user_ids: Sequence[int],
    files: Collection[int],
    by: User | None,
    now: datetime,
) -> Interaction:
    """Write a letter down: its words, the chosen files and the letter itself, on the record and all participants.

    Args:
        token: where the store keeps the letter.
        files: places of the files to be kept; those that cannot be are left out.

    Raises:
        RuleError: `letter_already`, or what `note_interaction` refuses.
    """
    if letter_with(session, letter.message_id) is not None:
        raise RuleError("letter_already")
    interaction = note_interaction(
        session,
        record,
        kind=InteractionKind.EMAIL,
        subject=subject,
        body=letter.text,
        occurred_at=occurred_at,
        by=by,
        now=now,
        direction=direction,
        message_id=letter.message_id,
        facts=Facts(
            contact_ids=contact_ids,
            user_ids=user_ids,
            sender=str(letter.sender or ""),
            recipients=", ".join(map(str, letter.recipients))[:1000],
        ),
    )
    for place in sorted(set(files)):
        if place < len(letter.files) and not letter.files[place].problem:
            _attach(session, store, interaction, letter.files[place], by)
    raw = store.adopt(token, f"{subject[:80]}.eml", EML)
    row = attach_stored(session, "contact", record.id, raw, by=by)
    row.caption = _("The letter as it was received")
    interaction.files.append(row)
    session.flush()
    return interaction


def _attach(session: Session, store: FileStore, interaction: Interaction, item: LetterFile, by: User | None) -> None:
    """Keep a file of a letter, unless the store refuses it, which the page has said beforehand."""
    try:
        stored = store.save(io.BytesIO(item.content), item.filename, max_bytes=MAX_BYTES, allowed=set(ALLOWED))
    except UploadRefused:
        return
    interaction.files.append(attach_stored(session, "contact", interaction.contact_id, stored, by=by))


def link_letter(session: Session, known: Interaction, record: Contact, *, now: datetime) -> None:
    """Show a letter that is already written down on one more contact, bringing it back from the archive."""
    if known.archived_at is not None:
        restore_interaction(session, known)
    add_participant(session, known, record, now=now)
