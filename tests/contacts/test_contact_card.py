"""What a contact's page says at a glance is what the record holds, in its order."""

from sqlalchemy.orm import Session

from app.clock import today
from app.domain.contacts import ChannelLabel
from app.domain.roles import Role
from app.domain.tags import TagTone
from app.queries.contact_card import Roles, contact_card
from app.queries.volunteers import years_before
from app.scope import EVERYTHING
from models.base import utc_now
from models.contacts import ContactEmail, ContactPhone
from tests.conftest import SignIn
from tests.support import factories


def test_the_card_holds_what_the_record_holds(session: Session) -> None:
    organisation = factories.make_organisation(session)
    for place, label in ((2, ChannelLabel.OTHER), (0, ChannelLabel.WORK), (1, ChannelLabel.HOME)):
        organisation.emails.append(ContactEmail(email=f"{place}@ngo.example", label=label, position=place))
        organisation.phones.append(ContactPhone(number=f"+38050111223{place}", label=label, position=place))
    factories.make_address(session, organisation)
    group = factories.make_tag_group(session, tone=TagTone.ACCENT)
    factories.make_tag(session, "Школи", organisation).group = group
    factories.make_tag(session, "Архіви", organisation)
    mark = factories.make_suppression(session, "1@ngo.example")
    factories.make_suppression(session, "9@ngo.example")
    partnership = factories.make_partnership(session, organisation)
    factories.make_call(session, organisation)
    session.expire_all()

    card = contact_card(session, organisation.id, EVERYTHING)
    assert [tuple(row) for row in card.emails] == [(item.email, item.label) for item in organisation.emails]
    assert [tuple(row) for row in card.phones] == [(item.number, item.label) for item in organisation.phones]
    assert [row.address for row in card.addresses] == [item.address for item in organisation.addresses]
    tags = [(tag.id, tag.name, tag.group and tag.group.tone) for tag in organisation.tags]
    assert [tuple(row) for row in card.tags] == tags
    assert {email: [row.id for row in rows] for email, rows in card.marks.items()} == {"1@ngo.example": [mark.id]}
    assert card.roles == Roles(partnership.id, calls=1, is_partner=True, is_funder=True)
    assert len(card.roles.words()) == 2


def test_the_card_of_a_bare_contact_is_empty(session: Session) -> None:
    card = contact_card(session, factories.make_person(session).id, EVERYTHING)
    assert not (card.emails or card.phones or card.addresses or card.tags or card.marks)
    assert card.roles == Roles()
    assert card.roles.words() == []


def test_a_branch_is_led_to_its_own_records_only(session: Session, login: SignIn) -> None:
    own, other = factories.make_branch(session), factories.make_branch(session)
    volunteer = factories.make_volunteer(
        session,
        factories.make_person(session, birth_date=years_before(today(), 15)),
        branch=other,
        guardian_name="Коваль Ірина",
        guardian_phone="+380671112234",
    )
    person = volunteer.person
    for branch in (own, other, other):
        factories.make_donation(session, donor=person, branch=branch)
    factories.make_donation(session, donor=person, branch=other, archived_at=utc_now())
    theirs = login(Role.STAFF, branch=own).get(f"/contacts/{person.id}")
    assert f"/volunteers/{volunteer.id}" not in theirs.links
    assert "Коваль Ірина" not in theirs.text
    assert theirs.texts(".link-list .count") == ["1"]
    assert "Volunteer" in theirs.text
    whole = login("coordinator").get(f"/contacts/{person.id}")
    assert f"/volunteers/{volunteer.id}" in whole.links
    assert "names a parent or guardian: Коваль Ірина, +380 67 111 22 34" in whole.text
    assert whole.texts(".link-list .count") == ["3"]
    add = next(link for link in whole.links if "guardian=1" in link)
    assert login("coordinator").get(add).form()["other_text"] == "Коваль Ірина"
