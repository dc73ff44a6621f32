"""The library of texts: every save keeps the former words, two versions can be compared, old ones are found."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.application_work import BlockTopic
from models.text_blocks import TextBlock, TextBlockVersion
from tests.conftest import SignIn
from tests.support import factories


def test_a_text_is_added_changed_and_compared(session: Session, login: SignIn) -> None:
    me = login("coordinator")
    form = me.get("/grants/texts/new")
    words = {"title": "Про нас", "topic": "about", "text": "Ми маємо 25 філій.", "tags": "місія, мережа"}
    me.submit(form, words)
    block = session.scalars(sa.select(TextBlock)).one()
    edit = f"/grants/texts/{block.id}/edit"
    me.submit(me.get(edit), {"text": "Ми маємо 26 філій."})
    me.submit(me.get(edit), {"topic": "need", "tags": "місія"})
    page = me.get(f"/grants/texts/{block.id}")
    assert page.texts("#versions strong") == ["Version 2", "Version 1"]
    assert "Need of the community" in page.text and page.texts(".chip") == ["місія"]
    compared = me.get(f"/grants/texts/{block.id}/compare")
    assert compared.texts("del") == ["[removed: 25 ]"] and compared.texts("ins") == ["[added: 26 ]"]
    assert "The two texts are the same." in me.get(f"/grants/texts/{block.id}/compare?before=1&after=1").text


def test_two_people_changing_a_text_lose_nothing(session: Session, login: SignIn) -> None:
    block = factories.make_block(session, "Про нас", "Перші слова.")
    first, second = login("coordinator"), login("director")
    mine, theirs = (me.get(f"/grants/texts/{block.id}/edit") for me in (first, second))
    first.submit(mine, {"text": "Слова першої."})
    conflict = second.submit(theirs, {"text": "Слова другої."}, status=409)
    assert conflict.form()["text"] == "Слова другої." and "Слова першої." in conflict.text
    second.submit(conflict)
    texts = session.scalars(sa.select(TextBlockVersion.text).order_by(TextBlockVersion.number)).all()
    assert texts == ["Перші слова.", "Слова першої.", "Слова другої."]


def test_texts_are_found_by_words_topic_and_language(session: Session, login: SignIn) -> None:
    factories.make_block(session, "Про мережу філій", "Двадцять п’ять книгозбірень.", tags=["мережа"])
    factories.make_block(session, "Ветерани", "Потреба родин.", topic=BlockTopic.NEED)
    factories.make_block(session, "About us", "We are a library.", locale="en")
    gone = factories.make_block(session, "Застарілий")
    me = login("coordinator")
    me.post(f"/grants/texts/{gone.id}/archive")

    def found(query: str) -> set[str]:
        return set(me.get(f"/grants/texts?{query}").texts("#rows tbody th a"))

    assert found("") == {"Про мережу філій", "Ветерани", "About us"}
    assert found("q=книгозбір") == found("q=мережа") == {"Про мережу філій"}
    assert found("topic=need") == {"Ветерани"} and found("language=en") == {"About us"}
    assert found("view=archive") == {"Застарілий"}
    me.post(f"/grants/texts/{gone.id}/restore")
    assert "Застарілий" in found("")
    assert "Про мережу філій" in me.get("/search?q=книгозбірень").text


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"text": " \n "}, "Write the text."),
        ({"title": ""}, "Fill in this field."),
        ({"locale": "xx"}, ""),
        ({"tags": ", ".join(f"{'д' * 50}{n}" for n in range(9))}, "All tags together"),
    ],
)
def test_a_text_without_sense_is_refused_and_kept(
    session: Session, login: SignIn, words: dict[str, str], says: str
) -> None:
    me = login("coordinator")
    form = me.get("/grants/texts/new")
    typed = {"title": "Назва", "topic": "about", "text": "Слова <script>alert(1)</script>", **words}
    refused = me.submit(form, typed, status=422)
    assert says in " ".join(refused.errors()) and refused.form()["title"] == typed["title"]
    assert not session.scalars(sa.select(TextBlock)).all()


def test_a_reader_changes_no_text(session: Session, login: SignIn) -> None:
    block = factories.make_block(session, text="Слова <img src=x onerror=alert(1)>")
    me = login("monitor")
    page = me.get(f"/grants/texts/{block.id}")
    assert not page.select(".prose img") and not page.select("main form[method=post]")
    me.get(f"/grants/texts/{block.id}/edit", status=403)
