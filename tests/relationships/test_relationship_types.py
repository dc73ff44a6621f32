"""The kinds of relationships that an administrator keeps."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.relationships import Relationship, RelationshipType
from tests.conftest import SignIn
from tests.support import factories

PAGE = "/settings/relationship-types"
TYPED = {
    "name_uk": "є хрещеним",
    "reverse_uk": "має хрещеного",
    "name_en": "is a godparent of",
    "reverse_en": "is a godchild of",
    "from_kind": "person",
    "to_kind": "person",
}


def kind(session: Session, code: str) -> RelationshipType:
    return session.scalars(sa.select(RelationshipType).where(RelationshipType.code == code)).one()


def test_the_shipped_kinds_are_there_with_their_codes(session: Session) -> None:
    codes = set(session.scalars(sa.select(RelationshipType.code)))
    assert {"part_of", "guardian", "chairs", "member_of", "referred_by", "spouse", "colleague"} <= codes
    acyclic = set(session.scalars(sa.select(RelationshipType.code).where(RelationshipType.acyclic)))
    assert acyclic == {"part_of", "guardian"}


def test_an_administrator_adds_a_kind_and_it_is_offered(session: Session, login: SignIn) -> None:
    me = login("administrator")
    me.submit(me.get(f"{PAGE}/new"), TYPED)
    person = factories.make_person(session)
    offered = me.get(f"/contacts/{person.id}/relationships/new").texts("#choice option")
    assert {"is a godparent of", "is a godchild of"} <= set(offered)
    added = session.scalars(sa.select(RelationshipType).where(RelationshipType.code.is_(None))).one()
    page = me.get(f"{PAGE}/{added.id}")
    me.submit(page, {"name_en": "is godmother or godfather of"})
    session.expire_all()
    assert added.name_en == "is godmother or godfather of"
    assert me.submit(page, {"name_en": "стара"}, 409).status == 409


def test_a_kind_that_reads_the_same_both_ways_needs_one_wording(session: Session, login: SignIn) -> None:
    me = login("administrator")
    blank = {**TYPED, "reverse_uk": "", "reverse_en": ""}
    refused = me.submit(me.get(f"{PAGE}/new"), blank, 422)
    assert len(refused.texts(".field-error")) == 2 and refused.form()["name_uk"] == "є хрещеним"
    me.submit(me.get(f"{PAGE}/new"), {**blank, "symmetric": "y"})
    added = session.scalars(sa.select(RelationshipType).where(RelationshipType.code.is_(None))).one()
    assert (added.reverse_uk, added.reverse_en) == (added.name_uk, added.name_en)
    for wrong in ({"to_kind": "organisation"}, {"acyclic": "y"}):
        me.submit(me.get(f"{PAGE}/new"), {**blank, "symmetric": "y", **wrong}, 422)


def test_whom_a_used_or_shipped_kind_joins_stays(session: Session, login: SignIn) -> None:
    me = login("administrator")
    me.submit(me.get(f"{PAGE}/new"), TYPED)
    added = session.scalars(sa.select(RelationshipType).where(RelationshipType.code.is_(None))).one()
    one, two = factories.make_person(session), factories.make_person(session)
    factories.save(session, Relationship(type_id=added.id, from_contact_id=one.id, to_contact_id=two.id))
    for known in (added, kind(session, "chairs")):
        page = me.get(f"{PAGE}/{known.id}")
        assert "from_kind" not in page.form()
        me.submit(page, {"from_kind": "organisation", "to_kind": "organisation", "acyclic": "y"})
        session.expire_all()
        assert (known.from_kind, known.acyclic) == ("person", False)


def test_an_archived_kind_is_not_offered_and_what_uses_it_stays(session: Session, login: SignIn) -> None:
    person, place = factories.make_person(session), factories.make_organisation(session)
    record = factories.make_relationship(session, person, place, "founder")
    founder = kind(session, "founder")
    me = login("administrator")
    me.post(f"{PAGE}/{founder.id}/archive")
    assert "founded" not in me.get(f"/contacts/{person.id}/relationships/new").texts("#choice option")
    assert "founded" in me.get(f"/contacts/{person.id}").text
    edit = me.get(f"/contacts/relationships/{record.id}/edit")
    assert "founded" in edit.texts("#choice option")
    me.submit(edit, {"note": "1998"})
    assert "In the archive" in me.get(PAGE).text
    me.post(f"{PAGE}/{founder.id}/restore")
    assert "founded" in me.get(f"/contacts/{person.id}/relationships/new").texts("#choice option")


def test_kinds_that_the_product_asks_for_stay_in_use(session: Session, login: SignIn) -> None:
    me = login("administrator")
    page = me.post(f"{PAGE}/{kind(session, 'guardian').id}/archive", status=422)
    assert "rely on this kind" in page.text
    session.expire_all()
    assert kind(session, "guardian").archived_at is None


def test_only_administrators_keep_the_kinds(session: Session, login: SignIn) -> None:
    me = login("coordinator")
    number = kind(session, "chairs").id
    me.get(PAGE, status=403)
    me.get(f"{PAGE}/new", status=403)
    me.get(f"{PAGE}/{number}", status=403)
    me.post(f"{PAGE}/{number}/archive", status=403)
