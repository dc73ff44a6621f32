"""What a mailing must not do: send what was stopped, give consents twice, forget a withdrawal at midnight."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.domain.errors import RuleError
from app.domain.mailings import MailingStatus, RecipientState
from app.domain.privacy import ConsentChannel
from app.queries.consents import consented
from app.services.consents import give_consent, withdraw_consent
from app.services.mailing_leaving import come_back, leave
from app.services.mailings import confirm_mailing, send_unknown_again
from models.accounts import User
from models.base import utc_now
from models.mailings import Mailing, MailingRecipient
from models.privacy import Consent
from tests.conftest import SignIn
from tests.support import factories as make
from tests.support.pages import PageClient
from tests.support.together import at_once


@pytest.mark.parametrize("status", [MailingStatus.STOPPED, MailingStatus.PAUSED])
def test_sending_unknown_letters_again_does_not_wake_a_mailing_that_was_halted(
    session: Session, login: SignIn, status: MailingStatus
) -> None:
    mailing = make.make_mailing(session, status=status, started_at=make.MOMENT, recipient_count=2)
    first, second = (make.make_person(session, email=f"{number}@demo.example") for number in (1, 2))
    make.make_recipient(session, mailing, first, state=RecipientState.UNKNOWN)
    waiting = make.make_recipient(session, mailing, second, state=RecipientState.PENDING)
    client = login("coordinator")
    assert not client.get(f"/mailings/{mailing.id}").select("form[action$='unknown']")
    client.post(f"/mailings/{mailing.id}/unknown")
    session.expire_all()
    assert (mailing.status, waiting.state) == (status, RecipientState.PENDING)
    with pytest.raises(RuleError, match="mailing_not_now"):
        send_unknown_again(session, mailing)


def test_a_mailing_that_is_confirmed_twice_at_once_begins_once(app: Flask, session: Session) -> None:
    make.make_organisation(session, email="one@demo.example")
    mailing, user = make.make_mailing(session), make.make_user(session)
    session.commit()
    number, author = mailing.id, user.id

    def confirm(own: Session, ready: Callable[[], None]) -> str:
        present, by = own.get_one(Mailing, number), own.get_one(User, author)
        ready()
        confirm_mailing(own, present, expected=1, at=None, by=by, on=make.DAY, now=utc_now())
        return "begun"

    results = at_once(app, confirm, confirm)
    assert results.count("begun") == 1
    assert any(isinstance(result, StaleDataError | RuleError | sa.exc.OperationalError) for result in results)


def test_coming_back_twice_gives_one_consent(session: Session, visitor: PageClient) -> None:
    person = make.make_person(session, email="olena@demo.example")
    give_consent(session, person.id, "mailing", channel=ConsentChannel.PAPER, now=utc_now())
    token = make.make_recipient(session, make.make_mailing(session), person).token
    visitor.post(f"/unsubscribe/{token}/back")
    assert session.scalar(sa.select(sa.func.count()).select_from(Consent)) == 1
    visitor.post(f"/unsubscribe/{token}")
    visitor.post(f"/unsubscribe/{token}/back")
    visitor.post(f"/unsubscribe/{token}/back")
    assert session.scalar(sa.select(sa.func.count()).select_from(Consent)) == 2


def test_coming_back_after_midnight_counts_although_the_server_is_still_in_yesterday(session: Session) -> None:
    person = make.make_person(session, email="olena@demo.example")
    recipient: MailingRecipient = make.make_recipient(session, make.make_mailing(session), person)
    today = date(2026, 7, 15)
    # In Kyiv it is half past midnight.
    now = utc_now().replace(year=2026, month=7, day=14, hour=21, minute=30)
    give_consent(session, person.id, "mailing", channel=ConsentChannel.PAPER, now=now - timedelta(days=9))
    withdraw_consent(session, person.id, "mailing", channel=ConsentChannel.PHONE, now=now, today=today)
    leave(session, recipient, now=now, today=today)
    assert session.scalars(consented("mailing", today)).all() == []
    come_back(session, recipient, now=now, today=today)
    assert session.scalars(consented("mailing", today)).all() == [person.id]
