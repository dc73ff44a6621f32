"""Questions about mailings: the list, what became of each letter, the next letter to send."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.mailings import AudienceKind, MailingStatus, RecipientState
from app.i18n import _l
from app.labels.mailings import reason_text
from app.queries.contacts import ROLE_WORDS
from app.queries.filters import enum_filter, flag_filter
from app.queries.listing import Column, Filter, Kind, ListSpec
from app.queries.segments import segments
from app.scope import Scope
from models.accounts import User
from models.mailings import Mailing, MailingRecipient
from models.saved_views import SavedView


def mailing_by_id(session: Session, mailing_id: int) -> Mailing | None:
    """Return one mailing."""
    return session.get(Mailing, mailing_id)


def recipient_by_id(session: Session, recipient_id: int) -> MailingRecipient | None:
    """Return one letter of a mailing."""
    return session.get(MailingRecipient, recipient_id)


def recipient_by_token(session: Session, token: str) -> MailingRecipient | None:
    """Return the letter whose unsubscribe link holds the token."""
    found = session.scalar(sa.select(MailingRecipient).where(MailingRecipient.token == token[:43]))
    return found if found is not None and token == found.token else None


def state_counts(session: Session, mailing_id: int) -> dict[RecipientState, int]:
    """Return how many letters of a mailing are in each state."""
    statement = (
        sa.select(MailingRecipient.state, sa.func.count().label("number"))
        .where(MailingRecipient.mailing_id == mailing_id)
        .group_by(MailingRecipient.state)
    )
    return {row.state: row.number for row in session.execute(statement)}


def after_sending(session: Session, mailing_id: int) -> tuple[int, int]:
    """Return how many recipients unsubscribed and how many letters came back."""
    statement = sa.select(
        sa.func.count(MailingRecipient.unsubscribed_at), sa.func.count(MailingRecipient.bounced_at)
    ).where(MailingRecipient.mailing_id == mailing_id)
    row = session.execute(statement).one()
    return row[0], row[1]


def trouble_counts(session: Session, mailing_id: int) -> list[tuple[str, str, int]]:
    """Return (reason, the server's words, how many) of the letters that did not leave, the most frequent first."""
    row = MailingRecipient
    statement = (
        sa.select(row.reason, row.detail, sa.func.count().label("number"))
        .where(row.mailing_id == mailing_id, row.state.in_((RecipientState.FAILED, RecipientState.SKIPPED)))
        .group_by(row.reason, row.detail)
        .order_by(sa.desc("number"), row.reason)
        .limit(20)
    )
    return [(found.reason, found.detail, found.number) for found in session.execute(statement)]


def next_recipient(session: Session, mailing_id: int, now: datetime) -> int | None:
    """Return the id of the next letter whose time has come, or None."""
    row = MailingRecipient
    statement = (
        sa.select(row.id)
        .where(
            row.mailing_id == mailing_id,
            row.state == RecipientState.PENDING,
            sa.or_(row.try_after.is_(None), row.try_after <= now),
        )
        .order_by(row.id)
        .limit(1)
    )
    return session.scalar(statement)


def next_attempt(session: Session, mailing_id: int) -> datetime | None:
    """Return when the earliest letter that a server put off is tried again, or None when no letter waits."""
    row = MailingRecipient
    statement = (
        sa.select(row.try_after)
        .where(row.mailing_id == mailing_id, row.state == RecipientState.PENDING)
        .order_by(row.try_after)
        .limit(1)
    )
    return session.scalar(statement)


def segment_choices(session: Session, account_id: int) -> list[tuple[str, str]]:
    """Return (id, name) of the segments that an account may send to."""
    return [(str(view.id), view.name) for view in segments(session, account_id)]


def role_choices() -> list[tuple[str, str]]:
    """Return (code, words) of the roles that contacts have."""
    return [(code, str(words)) for code, words in ROLE_WORDS.items()]


def audience_name(session: Session, mailing: Mailing) -> str:
    """Return what the audience of a mailing is called beside its kind; nothing when the kind says it all."""
    match mailing.audience:
        case AudienceKind.SEGMENT:
            view = session.get(SavedView, mailing.view_id or 0)
            return view.name if view else ""
        case AudienceKind.TAG:
            return mailing.tag.name if mailing.tag else ""
        case AudienceKind.ROLE:
            return str(ROLE_WORDS.get(mailing.role, ""))
        case _:
            return ""


def _select_mailings(_scope: Scope) -> Any:
    return sa.select(
        Mailing.id,
        Mailing.name,
        Mailing.status,
        Mailing.subject,
        Mailing.recipient_count,
        Mailing.scheduled_at,
        Mailing.started_at,
        Mailing.created_at,
        User.name.label("author"),
    ).outerjoin(User, User.id == Mailing.created_by_id)


MAILING_LIST = ListSpec(
    name="mailings",
    title=_l("Mailings"),
    select=_select_mailings,
    id_column=Mailing.id,
    columns=(
        Column(
            "name",
            _l("Mailing"),
            lambda row: row.name,
            Kind.LINK,
            url=lambda row: ("mailings.show", {"mailing_id": row.id}),
            primary=True,
        ),
        Column("status", _l("State"), lambda row: row.status, Kind.BADGE, secondary=True),
        Column("subject", _l("Subject"), lambda row: row.subject),
        Column("letters", _l("Letters"), lambda row: row.recipient_count or None, Kind.NUMBER, secondary=True),
        Column("begins", _l("Begins"), lambda row: row.started_at or row.scheduled_at, Kind.DATETIME),
        Column("author", _l("Author"), lambda row: row.author),
        Column("created", _l("Created"), lambda row: row.created_at, Kind.DATE, Mailing.created_at),
    ),
    default_sort="-created",
    filters=(enum_filter("status", _l("State"), Mailing.status, MailingStatus),),
)


def recipient_list(mailing: Mailing) -> ListSpec:
    """Return the list of the letters of a mailing and what became of them."""
    row = MailingRecipient

    def select(_scope: Scope) -> Any:
        return sa.select(
            row.id,
            row.name,
            row.email,
            row.contact_id,
            row.state,
            row.reason,
            row.detail,
            row.sent_at,
            row.unsubscribed_at,
            row.bounced_at,
        ).where(row.mailing_id == mailing.id)

    def by_reason(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
        return statement.where(row.reason == value[:40])

    return ListSpec(
        name="mailing-recipients",
        title=_l("Recipients"),
        about=_l("Mailing: %(name)s", name=mailing.name),
        select=select,
        id_column=row.id,
        columns=(
            Column(
                "name",
                _l("Contact"),
                lambda item: item.name or "—",
                Kind.PERSON,
                row.name,
                lambda item: ("contacts.show", {"contact_id": item.contact_id}) if item.contact_id else None,
                primary=True,
            ),
            Column("email", _l("E-mail"), lambda item: item.email, secondary=True),
            Column("state", _l("State"), lambda item: item.state, Kind.BADGE, secondary=True),
            Column("reason", _l("Why"), lambda item: reason_text(item.reason, item.detail)),
            Column("sent", _l("Sent"), lambda item: item.sent_at, Kind.DATETIME),
            Column("unsubscribed", _l("Unsubscribed"), lambda item: item.unsubscribed_at, Kind.DATETIME),
            Column("bounced", _l("Came back"), lambda item: item.bounced_at, Kind.DATETIME),
        ),
        default_sort="name",
        filters=(
            enum_filter("state", _l("State"), row.state, RecipientState),
            flag_filter("unsubscribed", _l("Unsubscribed"), row.unsubscribed_at.is_not(None)),
            flag_filter("bounced", _l("Came back"), row.bounced_at.is_not(None)),
            Filter("reason", _l("Why"), by_reason, kind="hidden"),
        ),
    )
