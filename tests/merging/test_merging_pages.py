"""The pages of duplicates and merging, as their users meet them."""

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain import duplicates
from app.domain.duplicates import MOST_PER_KEY, PairStatus
from app.domain.roles import Role
from app.queries import base_scan
from models.base import utc_now
from models.contacts import Contact, ContactPhone
from models.duplicates import DuplicatePair, MatchRules
from models.merging import Merge
from tests.conftest import SignIn
from tests.support import factories as make
from tests.support.databases import costs

MERGE_FORM = "main form.merge-form"


def a_pair(session: Session) -> tuple[Contact, Contact]:
    first = make.make_person(session, "Коваль", "Олена", email="olena@library.example", city="Луцьк")
    second = make.make_person(
        session, "Koval", "Olena", email="olena@library.example", phone="+380671112233", middle_name="Іванівна"
    )
    make.make_donation(session, second)
    session.commit()
    return first, second


def test_a_search_finds_pairs_that_are_merged_and_brought_back(session: Session, login: SignIn) -> None:
    first, second = a_pair(session)
    me = login("coordinator")
    assert "The base was not searched yet" in me.get("/contacts/duplicates").text
    me.post("/contacts/duplicates/scan")
    page = me.get("/contacts/duplicates")
    assert "Коваль Олена" in page.text
    assert "same e-mail" in page.text
    assert "2 contacts compared" in page.text
    assert "+380\N{NO-BREAK SPACE}67\N{NO-BREAK SPACE}111" in page.html
    page = me.get(f"/contacts/merge?a={first.id}&b={second.id}")
    assert "Donations – 1" in page.text
    suggested = page.form(MERGE_FORM)
    assert {suggested[f"field-{part}"] for part in ("last_name", "first_name", "middle_name")} == {str(second.id)}
    names = {"field-last_name": str(first.id), "field-first_name": str(first.id)}
    done = me.submit(page, names, css=MERGE_FORM)
    assert done.location == f"/contacts/{first.id}"
    session.expire_all()
    assert first.display_name == "Коваль Олена Іванівна"
    assert me.get(f"/contacts/{second.id}", status=302).location == f"/contacts/{first.id}"
    me.post(f"/contacts/{second.id}/restore", status=422)
    assert "Koval Olena" in me.get("/contacts/merges").text
    made = session.scalars(sa.select(Merge)).one()
    me.post(f"/contacts/merges/{made.id}/undo")
    session.expire_all()
    assert first.display_name == "Коваль Олена"
    assert "Koval Olena" in me.get(f"/contacts/{second.id}").heading


def test_as_many_records_move_as_the_page_said(session: Session, login: SignIn) -> None:
    first, second = a_pair(session)
    me = login("coordinator")
    page = me.get(f"/contacts/merge?a={first.id}&b={second.id}")
    told = next(line for line in page.texts(".callout strong") if "move" in line)
    done = me.follow(me.submit(page, css=MERGE_FORM))
    assert f": {told.split()[0]} records moved" in done.text


def test_a_mother_and_her_son_are_not_merged_by_mistake(session: Session, login: SignIn) -> None:
    mother = make.make_person(session, "Вишнівецька", "Дана", email="dana@demo.example", middle_name="Данилівна")
    son = make.make_person(session, "Вишнівецький", "Лук’ян", email="dana@demo.example")
    me = login("coordinator")
    for survivor, other in ((mother, son), (son, mother)):
        session.commit()
        page = me.get(f"/contacts/merge?a={survivor.id}&b={other.id}")
        sent = page.form(MERGE_FORM)
        assert {sent[f"field-{part}"] for part in ("last_name", "first_name", "middle_name")} == {str(mother.id)}
        assert "two different contacts" not in page.text
    make.make_relationship(session, mother, son, "guardian", ends_on=make.DAY)
    session.commit()
    page = me.get(f"/contacts/merge?a={son.id}&b={mother.id}")
    assert "two different contacts" in page.text
    assert "Вишнівецька Дана Данилівна is parent or guardian of: Вишнівецький Лук’ян" in page.text
    me.submit(page, {}, css=MERGE_FORM)
    session.expire_all()
    assert son.display_name == mother.display_name == "Вишнівецька Дана Данилівна"


def test_a_record_that_somebody_changed_meanwhile_is_not_merged(session: Session, login: SignIn) -> None:
    first, second = a_pair(session)
    me = login("coordinator")
    page = me.get(f"/contacts/merge?a={first.id}&b={second.id}")
    second.city = "Рівне"
    session.commit()
    chosen = {f"field-{part}": str(second.id) for part in ("last_name", "first_name", "middle_name")}
    page = me.submit(page, chosen, css=MERGE_FORM, status=409)
    assert "Nothing was merged" in page.text
    assert "Рівне" in page.text
    assert page.form(MERGE_FORM)["field-last_name"] == str(second.id)
    assert session.scalars(sa.select(Merge)).all() == []
    me.submit(page, {}, css=MERGE_FORM)
    session.expire_all()
    assert first.last_name == "Koval"


def test_the_other_contact_may_stay_instead(session: Session, login: SignIn) -> None:
    first, second = a_pair(session)
    me = login("coordinator")
    page = me.get(f"/contacts/merge?a={first.id}&b={second.id}")
    page = me.submit(page, {"swap": "1", "field-city": str(first.id)}, css=MERGE_FORM, status=200)
    assert page.form(MERGE_FORM)["field-city"] == str(first.id)
    assert me.submit(page, {}, css=MERGE_FORM).location == f"/contacts/{second.id}"
    session.expire_all()
    assert (second.city, first.archived_at is not None) == ("Луцьк", True)


def test_own_values_that_differ_stand_side_by_side(session: Session, login: SignIn) -> None:
    one, other = make.make_person(session, "Коваль"), make.make_person(session, "Ковалль")
    card, same, alone = (make.make_custom_field(session, name=name) for name in ("Квиток", "Мова", "Коло"))
    for person, number in ((one, "12"), (other, "13")):
        make.make_custom_value(session, person, card, number)
        make.make_custom_value(session, person, same, "українська")
    make.make_custom_value(session, other, alone, "театр")
    page = login("coordinator").get(f"/contacts/merge?a={one.id}&b={other.id}")
    row = next(row for row in page.select("tbody tr") if row.select_one("[name=card-custom_values]"))
    assert [cell.get_text(strip=True) for cell in row.find_all("td")] == ["Квиток: 12", "Квиток: 13"]


def test_a_dismissed_pair_stays_dismissed_until_something_is_added(session: Session, login: SignIn) -> None:
    first, second = a_pair(session)
    me = login("coordinator")
    me.post("/contacts/duplicates/scan")
    pair = session.scalars(sa.select(DuplicatePair)).one()
    me.post(f"/contacts/duplicates/{pair.id}/dismiss")
    me.post("/contacts/duplicates/scan")
    session.expire_all()
    assert pair.status is PairStatus.DISMISSED
    assert "Коваль Олена" in me.get("/contacts/duplicates?view=dismissed").text
    for contact in (first, second):
        contact.phones.append(ContactPhone(number="+380501112233"))
    session.commit()
    me.post("/contacts/duplicates/scan")
    session.expire_all()
    assert pair.status is PairStatus.OPEN
    me.post(f"/contacts/duplicates/{pair.id}/dismiss")
    me.post(f"/contacts/duplicates/{pair.id}/reopen")
    session.expire_all()
    assert pair.status is PairStatus.OPEN
    second.last_name, second.first_name, second.middle_name = "Мороз", "Петро", ""
    second.rename()
    second.emails.clear()
    second.phones.clear()
    session.commit()
    me.post("/contacts/duplicates/scan")
    assert session.scalars(sa.select(DuplicatePair)).all() == []


def test_who_shares_only_a_name_of_many_makes_no_pair(session: Session, login: SignIn) -> None:
    same = [make.make_person(session, "Шевченко", "Олена") for _ in range(MOST_PER_KEY + 1)]
    slips = [make.make_person(session, "Барвінчук", first) for first in ("Зоряна", "Зорянна")]
    for person in same[:2]:
        person.phones.append(ContactPhone(number="+380671112233"))
    session.commit()
    me = login("coordinator")
    me.post("/contacts/duplicates/scan")
    pairs = session.execute(sa.select(DuplicatePair.first_id, DuplicatePair.second_id)).all()
    assert set(map(tuple, pairs)) == {(same[0].id, same[1].id), (slips[0].id, slips[1].id)}
    page = me.get("/contacts/duplicates")
    assert "1,274 pairs were left out: the two share only a name that many contacts bear." in page.text
    assert "Шевченко Олена – 51 contacts" in page.text
    page = login("coordinator", locale="uk").get("/contacts/duplicates")
    assert "пари не показано: у них збігається лише поширене ім’я чи назва" in page.text


def test_names_of_few_are_looked_at_before_those_of_many(
    session: Session, login: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicates, "MOST_NAMESAKES", 4)
    for name, bearers in (("Мороз", 4), ("Вовк", 2), ("Бондар", 3)):
        for _ in range(bearers):
            make.make_person(session, name, "Олена")
    session.commit()
    me = login("coordinator")
    me.post("/contacts/duplicates/scan")
    page = me.get("/contacts/duplicates")
    assert len(page.select("li.pair")) == 1 + 3
    assert "6 pairs were left out" in page.text and "more name" not in page.text
    assert "Мороз Олена – 4 contacts" in page.text
    monkeypatch.setattr(duplicates, "SHOWN_GROUPS", 1)
    monkeypatch.setattr(duplicates, "MOST_NAMESAKES", 0)
    me.post("/contacts/duplicates/scan")
    assert "and 2 more names" in me.get("/contacts/duplicates").text
    admin = login("administrator")
    admin.submit(admin.get("/settings/duplicates"), {"name_points": "30"})
    admin.post("/contacts/duplicates/scan")
    assert "left out" not in admin.get("/contacts/duplicates").text


def test_of_too_many_pairs_the_strongest_are_kept(
    session: Session, login: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base_scan, "MOST_PAIRS", 1)
    first, second = a_pair(session)
    for _ in range(2):
        make.make_person(session, "Вовк", "Ганна")
    session.commit()
    me = login("coordinator")
    me.post("/contacts/duplicates/scan")
    assert session.execute(sa.select(DuplicatePair.first_id, DuplicatePair.second_id)).one() == (first.id, second.id)
    assert "1 weaker pair was left out" in me.get("/contacts/duplicates").text


def test_the_rules_are_the_same_for_the_search_and_the_warning(session: Session, login: SignIn) -> None:
    make.make_person(session, "Мороз", phone="+380501112233")
    make.make_person(session, "Вовк", phone="+380501112233")
    session.commit()
    admin = login("administrator")
    asked = {"last_name": "Бондар", "phones-0-value": "+380501112233"}
    assert "Мороз" not in admin.get("/contacts/likely", query_string=asked).html
    page = admin.get("/settings/duplicates")
    admin.submit(page, {"phone_points": "80"})
    assert "Мороз" in admin.get("/contacts/likely", query_string=asked).html
    admin.post("/contacts/duplicates/scan")
    assert session.scalars(sa.select(DuplicatePair.score)).one() == 80
    page = admin.get("/settings/duplicates")
    admin.submit(page, {"phone_on": None})
    admin.post("/contacts/duplicates/scan")
    assert session.scalars(sa.select(DuplicatePair)).all() == []


def test_rules_that_make_no_sense_are_refused_and_a_stale_save_loses_nothing(session: Session, login: SignIn) -> None:
    admin = login("administrator")
    page = admin.get("/settings/duplicates")
    assert "must not fall" in admin.submit(page, {"possible": "80", "likely": "70"}, status=422).text
    off = dict.fromkeys((f"{rule}_points" for rule in ("name", "similar_name", "email", "phone", "edrpou")), "0")
    assert "at least one rule" in admin.submit(page, off, status=422).text
    admin.submit(page, {"email_points": "45"})
    page = admin.get("/settings/duplicates")
    session.execute(sa.update(MatchRules).values(version=9, email_points=50))
    session.commit()
    page = admin.submit(page, {"email_points": "47"}, status=409)
    assert page.form()["email_points"] == "47"


def test_the_picker_asks_for_a_contact_of_the_same_kind(session: Session, login: SignIn) -> None:
    first, second = a_pair(session)
    place = make.make_organisation(session, "ГО «Простір»")
    session.commit()
    me = login("coordinator")
    me.get(f"/contacts/merge/with?a={first.id}")
    assert me.get(f"/contacts/merge/with?a={first.id}&b={place.id}", status=422).errors()
    assert "itself" in me.get(f"/contacts/merge/with?a={first.id}&b={first.id}", status=422).text
    found = me.get(f"/contacts/merge/with?a={first.id}&b_text=Koval Olena Іванівна", status=302)
    assert found.location == f"/contacts/merge?a={first.id}&b={second.id}"
    refused = me.get(f"/contacts/merge?a={first.id}&b={place.id}", status=422)
    assert "A person and an organisation cannot be merged" in refused.text
    me.get(f"/contacts/merge?a={first.id}&b=999999", status=404)


def test_a_refused_merge_is_told_where_another_contact_can_be_chosen(session: Session, login: SignIn) -> None:
    top, middle, low = (make.make_organisation(session, name) for name in ("Рада", "Департамент", "Палац"))
    make.make_relationship(session, middle, top, "part_of")
    make.make_relationship(session, low, middle, "part_of")
    me = login("coordinator")
    page = me.get(f"/contacts/merge?a={top.id}&b={low.id}", status=422)
    assert "Рада → Департамент → Рада" in page.text
    assert page.form("main form.form-page")["b_text"] == "Палац"


@pytest.mark.parametrize("role", [Role.STAFF, Role.ACCOUNTANT, Role.MONITOR])
def test_merging_asks_for_its_permission(session: Session, login: SignIn, role: Role) -> None:
    first, second = a_pair(session)
    me = login(role)
    for path in ("/contacts/duplicates", "/contacts/merges", f"/contacts/merge?a={first.id}&b={second.id}"):
        me.get(path, status=403)
    assert "Merge with" not in me.get(f"/contacts/{first.id}").text


def test_the_lists_cost_the_same_however_long_they_are(app: Flask, session: Session, login: SignIn) -> None:
    me, paths = login("coordinator"), ("/contacts/duplicates", "/contacts/merges")
    make.make_pair(session, make.make_person(session), make.make_person(session))
    make.make_merge(session)
    session.commit()
    few = costs(app, me, *paths)
    for _ in range(5):
        make.make_pair(session, make.make_person(session), make.make_person(session))
        make.make_merge(session)
    session.commit()
    assert costs(app, me, *paths) == few
    assert max(few) <= 6


def test_an_undoing_that_comes_too_late_says_so(session: Session, login: SignIn) -> None:
    done = make.make_merge(session)
    session.execute(sa.update(Merge).values(at=utc_now().replace(year=2025)))
    session.commit()
    me = login("coordinator")
    assert "Undo the merge" not in me.get("/contacts/merges").text
    me.post(f"/contacts/merges/{done.id}/undo")
    assert "30 days" in me.get("/contacts/merges").html
    assert session.scalars(sa.select(Merge.undone_at)).one() is None
