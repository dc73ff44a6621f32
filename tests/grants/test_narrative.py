"""Texts of the report: nobody's words are lost, and nobody's words can do harm."""

import pytest
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.grants import NarrativeSection, Stage
from app.queries.grant_work import narratives_of
from app.services.grant_work import save_narrative
from models.grants import Application
from tests.conftest import SignIn
from tests.support import factories


@pytest.fixture
def application(session: Session) -> Application:
    return factories.make_application(session, "Жива бібліотека", stage=Stage.REPORTING)


def texts(session: Session, application: Application, locale: str = "uk") -> dict[str, str]:
    session.expire_all()
    return {key.value: row.text for key, row in narratives_of(session, application.id, locale).items()}


def test_the_two_languages_are_kept_apart(session: Session, login: SignIn, application: Application) -> None:
    me = login("coordinator")
    for locale, text in (("uk", "Підсумок"), ("en", "Summary of work")):
        page = me.get(f"/grants/{application.id}/narrative/edit?locale={locale}")
        me.submit(page, {"summary": text})
    assert texts(session, application) == {"summary": "Підсумок"}
    assert texts(session, application, "en") == {"summary": "Summary of work"}


def test_two_people_writing_different_sections_both_keep_theirs(
    session: Session, login: SignIn, application: Application
) -> None:
    first, second = login("coordinator"), login("director")
    where = f"/grants/{application.id}/narrative/edit?locale=uk"
    mine, theirs = first.get(where), second.get(where)
    first.submit(mine, {"summary": "Перше"})
    second.submit(theirs, {"objectives": "Друге"})
    assert texts(session, application) == {"summary": "Перше", "objectives": "Друге"}


def test_a_conflict_shows_both_texts_and_saves_neither_over_the_other(
    session: Session, login: SignIn, application: Application
) -> None:
    factories.make_narrative(session, application, NarrativeSection.SUMMARY, "Старе")
    first, second = login("coordinator"), login("director")
    where = f"/grants/{application.id}/narrative/edit?locale=uk"
    mine, theirs = first.get(where), second.get(where)
    first.submit(mine, {"summary": "Слова першого"})
    conflict = second.submit(theirs, {"summary": "Слова другого", "results_text": "Результати"}, status=409)
    assert conflict.form()["summary"] == "Слова другого"
    assert conflict.form()["results_text"] == "Результати"
    assert "Слова першого" in conflict.texts("#summary-saved")[0]
    assert texts(session, application) == {"summary": "Слова першого"}
    second.submit(conflict, {"summary": "Слова обох"})
    assert texts(session, application) == {"summary": "Слова обох", "results_text": "Результати"}


def test_a_first_text_is_not_overwritten_either(session: Session, application: Application) -> None:
    save_narrative(session, application, NarrativeSection.SUMMARY, "uk", "Перше", version=0)
    with pytest.raises(RuleError):
        save_narrative(session, application, NarrativeSection.SUMMARY, "uk", "Друге", version=0)
    same = save_narrative(session, application, NarrativeSection.SUMMARY, "uk", "Перше\r\n", version=0)
    assert same is not None and same.version == 1


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[натисніть](javascript:alert(1))",
        "![](https://evil.example/pixel.png)",
        "<a href='https://evil.example' onclick=alert(1)>x</a>",
    ],
)
def test_hostile_text_is_shown_and_does_nothing(
    session: Session, login: SignIn, application: Application, hostile: str
) -> None:
    factories.make_narrative(session, application, NarrativeSection.SUMMARY, hostile)
    me = login("coordinator")
    page = me.get(f"/grants/{application.id}/narrative?locale=uk")
    prose = page.select("#summary .prose")[0]
    assert not prose.find_all(["script", "img"])
    assert not [tag for tag in prose.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
    assert "javascript:" not in str(prose.find_all("a"))
    form = me.get(f"/grants/{application.id}/narrative/edit?locale=uk")
    assert form.form()["summary"] == hostile


def test_a_text_that_is_too_long_is_refused_and_kept(session: Session, login: SignIn, application: Application) -> None:
    me = login("coordinator")
    page = me.get(f"/grants/{application.id}/narrative/edit?locale=uk")
    refused = me.submit(page, {"summary": "я" * 40_001, "objectives": "Мета"}, status=422)
    assert "at most 40000 characters" in " ".join(refused.errors())
    assert refused.form()["objectives"] == "Мета"
    assert texts(session, application) == {}
