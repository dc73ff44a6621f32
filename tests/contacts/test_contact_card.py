"""What a contact's page says at a glance is what the record holds, in its order."""

from sqlalchemy.orm import Session

from app.domain.contacts import ChannelLabel
from app.domain.tags import TagTone
from app.queries.contact_card import Roles, contact_card
from models.contacts import ContactEmail, ContactPhone
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

    card = contact_card(session, organisation.id)
    assert [tuple(row) for row in card.emails] == [(item.email, item.label) for item in organisation.emails]
    assert [tuple(row) for row in card.phones] == [(item.number, item.label) for item in organisation.phones]
    assert [row.address for row in card.addresses] == [item.address for item in organisation.addresses]
    tags = [(tag.id, tag.name, tag.group and tag.group.tone) for tag in organisation.tags]
    assert [tuple(row) for row in card.tags] == tags
    assert {email: [row.id for row in rows] for email, rows in card.marks.items()} == {"1@ngo.example": [mark.id]}
    assert card.roles == Roles(partnership.id, None, gifts=0, applications=0, calls=1)
    assert len(card.roles.words()) == 2


def test_the_card_of_a_bare_contact_is_empty(session: Session) -> None:
    card = contact_card(session, factories.make_person(session).id)
    assert not (card.emails or card.phones or card.addresses or card.tags or card.marks)
    assert card.roles == Roles(None, None, 0, 0, 0)
    assert card.roles.words() == []
