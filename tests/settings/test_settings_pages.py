"""The cards, the institution and the age bands."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.branches import Institution
from models.events import AgeBand
from tests.support import factories


def test_each_role_sees_the_cards_that_it_may_open(login: Any) -> None:
    assert "/settings/accounts" in login("administrator").get("/settings").links
    accountant = login("accountant").get("/settings")
    assert "/settings/rates" in accountant.links
    assert "/settings/accounts" not in accountant.links
    assert "/settings/audit" in login("director").get("/settings").links


def test_cards_are_found_by_a_word(login: Any) -> None:
    administrator = login("administrator")
    page = administrator.get("/settings?q=national+bank")
    assert page.texts("#cards strong") == ["Exchange rates"]
    assert "Nothing found" in administrator.get("/settings?q=xyzzy").text


def test_the_institution_is_saved(login: Any, session: Session) -> None:
    administrator = login("administrator")
    page = administrator.get("/settings/institution")
    refused = administrator.submit(page, {"name_uk": "Бібліотека", "edrpou": "12"}, 422)
    assert any("8 digits" in error for error in refused.errors())
    administrator.submit(refused, {"edrpou": "02214159", "director": "Ольга Савчук"})
    record = session.get_one(Institution, 1)
    assert (record.name_uk, record.edrpou, record.director) == ("Бібліотека", "02214159", "Ольга Савчук")


def test_a_name_of_spaces_is_no_name(login: Any) -> None:
    administrator = login("administrator")
    administrator.submit(administrator.get("/settings/institution"), {"name_uk": "   "}, 422)


def test_an_age_band_is_added_and_edited(login: Any, session: Session) -> None:
    administrator = login("administrator")
    typed = {"code": "90+", "name_uk": "90 і більше", "name_en": "90 and over", "min_age": "90", "position": "9"}
    administrator.submit(administrator.get("/settings/age-bands/new"), typed)
    band = session.scalars(sa.select(AgeBand).where(AgeBand.code == "90+")).one()
    assert (band.min_age, band.max_age) == (90, None)
    path = f"/settings/age-bands/{band.id}"
    wrong = administrator.submit(administrator.get(path), {"max_age": "80"}, 422)
    assert any("not be less" in error for error in wrong.errors())
    administrator.submit(administrator.get(path), {"name_en": "Over 90"})
    assert "Over 90" in administrator.get("/settings/age-bands").text


def test_a_counted_band_keeps_its_ages_but_not_its_name(login: Any, session: Session) -> None:
    band = factories.make_age_band(session, code="teens", min_age=13, max_age=17)
    factories.make_event(session, counts={"teens": 7})
    administrator = login("administrator")
    path = f"/settings/age-bands/{band.id}"
    refused = administrator.submit(administrator.get(path), {"max_age": "18"}, 422)
    assert any("ages stay as they are" in error for error in refused.errors())
    administrator.submit(administrator.get(path), {"name_en": "Teenagers"})
    session.refresh(band)
    assert (band.name_en, band.max_age) == ("Teenagers", 17)


def test_two_bands_never_share_a_code(login: Any, session: Session) -> None:
    factories.make_age_band(session, code="teens")
    administrator = login("administrator")
    typed = {"code": "teens", "name_uk": "Підлітки", "name_en": "Teens", "position": "1"}
    page = administrator.submit(administrator.get("/settings/age-bands/new"), typed, 422)
    assert any("has this code" in error for error in page.errors())
