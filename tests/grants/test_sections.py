"""Sections of an application: from the call, written beside a limit, and never lost."""

import re

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.text_limits import LimitUnit
from models.application_work import ApplicationSection, CallSection
from models.calls import Call
from models.grants import Application
from models.text_blocks import TextBlockUse
from tests.conftest import SignIn
from tests.support import factories
from tests.support.pages import Page


@pytest.fixture
def application(session: Session) -> Application:
    return factories.make_application(session, "Жива бібліотека", call=factories.make_call(session))


def tab(application: Application) -> str:
    return f"/grants/{application.id}/application"


def editor(section: ApplicationSection) -> str:
    return f"/grants/{section.application_id}/sections/{section.id}"


def saved(session: Session, section: ApplicationSection) -> ApplicationSection:
    session.expire_all()
    return session.get_one(ApplicationSection, section.id)


def titles(page: Page) -> list[str]:
    return [re.sub(r"^\d+\. ", "", text) for text in page.texts("#sections .work-title strong")]


def test_the_form_of_a_call_is_written_down_and_taken_over(
    session: Session, login: SignIn, application: Application
) -> None:
    me, call = login("coordinator"), application.call
    assert call is not None
    form = me.get(f"/grants/calls/{call.id}/form")
    me.submit(
        form,
        {
            "sections-0-title": "Потреба",
            "sections-0-limit_count": "120",
            "sections-0-limit_unit": "words",
            "sections-1-title": "Мета",
            "sections-1-locale": "en",
            "documents-0-title": "Витяг з реєстру",
            "documents-0-max_age_months": "3",
        },
    )
    assert me.get(f"/grants/calls/{call.id}").texts("#form li") == [
        "Потреба up to 120 words",
        "Мета",
        "Витяг з реєстру not older than 3 months",
    ]
    again = me.get(f"/grants/calls/{call.id}/form")
    me.submit(again, {"sections-1-position": "1", "sections-2-title": "Команда"})
    page = me.get(tab(application))
    me.submit(page, css='form[action$="/sections/take"]')
    me.submit(me.get(tab(application)), css='form[action$="/documents/take"]')
    page = me.get(tab(application))
    assert titles(page) == ["Мета", "Потреба", "Команда"]
    assert "0 / 120 words" in page.text
    assert not page.select('form[action$="/take"]')


def test_a_copied_call_brings_its_form_along(session: Session, login: SignIn) -> None:
    former = factories.make_call(session, title="Читання 2026")
    factories.make_call_section(session, former, "Потреба", limit_unit=LimitUnit.WORDS, limit_count=100)
    factories.make_call_document(session, former, "Статут")
    me = login("coordinator")
    page = me.get(f"/grants/calls/new?copy={former.id}")
    answer = me.submit(page)
    assert me.follow(answer).texts("#form li") == ["Потреба up to 100 words", "Статут"]
    assert session.scalar(sa.select(sa.func.count()).select_from(CallSection)) == 2


def test_without_a_form_the_usual_sections_begin(session: Session, login: SignIn) -> None:
    application = factories.make_application(session)
    me = login("coordinator")
    me.submit(me.get(tab(application)), css='form[action$="/sections/take"]')
    page = me.get(tab(application))
    assert titles(page)[:2] == ["Summary of the project", "About the applicant"]
    assert "Write the section" in page.text and "Summary of the project" in " ".join(page.texts("#missing li"))


def test_a_section_is_written_saved_and_made_ready(session: Session, login: SignIn, application: Application) -> None:
    section = factories.make_section(session, application, limit_unit=LimitUnit.WORDS, limit_count=3)
    me = login("coordinator")
    page = me.get(editor(section))
    assert "0 / 3 words" in page.texts("#length")[0] and "A word is" in page.texts("#counting")[0]
    me.submit(page, {"text": "Діти  не читають.\r\n", "ready": "y"})
    assert saved(session, section).text == "Діти  не читають." and saved(session, section).is_ready
    assert "Ready" in me.get(tab(application)).texts("#sections li")[0]


def test_a_text_over_the_limit_is_saved_as_a_draft_and_is_not_ready(
    session: Session, login: SignIn, application: Application
) -> None:
    section = factories.make_section(session, application, limit_unit=LimitUnit.CHARACTERS, limit_count=5)
    me = login("coordinator")
    page = me.follow(me.submit(me.get(editor(section)), {"text": "Дев’ять", "ready": "y"}))
    assert "over the limit by 2 (characters with spaces)" in page.html
    assert "Over the limit by 2" in page.texts("#length")[0]
    assert (saved(session, section).text, saved(session, section).is_ready) == ("Дев’ять", False)
    assert "Shorten the section" in " ".join(me.get(tab(application)).texts("#missing li"))


def test_a_smaller_limit_takes_readiness_away(session: Session, login: SignIn, application: Application) -> None:
    section = factories.make_section(session, application, text="Один два", is_ready=True)
    me = login("coordinator")
    page = me.get(f"{editor(section)}/settings")
    refused = me.submit(page, {"limit_unit": "words", "limit_count": ""}, status=422)
    assert "Enter how many are allowed." in refused.errors()
    me.submit(page, {"limit_unit": "words", "limit_count": "1"})
    assert not saved(session, section).is_ready


def test_two_people_writing_one_section_lose_nothing(session: Session, login: SignIn, application: Application) -> None:
    section = factories.make_section(session, application, text="Спільний початок.")
    first, second = login("coordinator"), login("director")
    mine, theirs = first.get(editor(section)), second.get(editor(section))
    first.submit(mine, {"text": "Спільний початок. Слова першої."})
    conflict = second.submit(theirs, {"text": "Спільний початок. Слова другої."}, status=409)
    assert conflict.form()["text"] == "Спільний початок. Слова другої."
    assert conflict.texts("#theirs del") == ["[removed: першої ]"] and conflict.texts("#theirs ins") == [
        "[added: другої ]"
    ]
    assert saved(session, section).text == "Спільний початок. Слова першої."
    second.submit(conflict, {"text": "Слова обох."})
    assert saved(session, section).text == "Слова обох."


def test_moving_and_setting_up_disturb_nobody_who_writes(
    session: Session, login: SignIn, application: Application
) -> None:
    one = factories.make_section(session, application, "Перший", position=1)
    other = factories.make_section(session, application, "Другий", position=2)
    writer, mover = login("coordinator"), login("director")
    page = writer.get(editor(other))
    mover.post(f"{editor(other)}/move", {"step": "-1"})
    mover.submit(mover.get(f"{editor(other)}/settings"), {"title": "Мета"})
    assert titles(mover.get(tab(application))) == ["Мета", "Перший"]
    writer.submit(page, {"text": "Пишу далі"})
    assert saved(session, other).text == "Пишу далі"
    mover.post(f"{editor(one)}/move", {"step": "1"})
    assert titles(mover.get(tab(application))) == ["Мета", "Перший"]


def test_a_removed_section_comes_back_with_its_text(session: Session, login: SignIn, application: Application) -> None:
    section = factories.make_section(session, application, "Зайвий", text="Не загубиться")
    me = login("coordinator")
    me.post(f"{editor(section)}/remove")
    page = me.get(tab(application))
    assert titles(page) == [] and "1 removed section" in page.text
    me.submit(page, css='form[action$="/restore"]')
    assert titles(me.get(tab(application))) == ["Зайвий"] and saved(session, section).text == "Не загубиться"


def test_a_text_of_the_library_is_inserted_and_noted_when_the_section_is_saved(
    session: Session, login: SignIn, application: Application
) -> None:
    section = factories.make_section(session, application)
    block = factories.make_block(session, "Про нас", "Ми – бібліотека.")
    factories.make_block(session, "About us", "We are a library.", locale="en")
    me = login("coordinator")
    page = me.get(editor(section))
    assert page.texts("#library a") == ["Про нас"]
    page = me.submit(page, {"text": "Початок. Кінець.", "cursor": "8", "insert": str(block.id)}, status=200)
    assert page.form()["text"] == "Початок.\n\nМи – бібліотека.\n\nКінець."
    assert not session.scalars(sa.select(TextBlockUse)).all()
    page = me.submit(page, {"q": "нічого такого", "find": "1"}, status=200)
    assert "no such text" in page.text and page.form()["text"].startswith("Початок.")
    me.submit(page)
    use = session.scalars(sa.select(TextBlockUse)).one()
    assert (use.section_id, use.version.number) == (section.id, 1)
    me.submit(me.get(f"/grants/texts/{block.id}/edit"), {"text": "Ми – бібліотека громади."})
    assert "A newer version exists: Про нас" in me.get(tab(application)).text
    assert "A newer version exists" in me.get(editor(section)).text
    uses = me.get(f"/grants/texts/{block.id}").texts("#uses li")[0]
    assert "Жива бібліотека" in uses and "version 1" in uses


@pytest.mark.parametrize(
    "hostile",
    ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[так](javascript:alert(1))", "</textarea><b>x"],
)
def test_hostile_text_is_shown_and_does_nothing(
    session: Session, login: SignIn, application: Application, hostile: str
) -> None:
    section = factories.make_section(session, application, hostile[:200], text=hostile, hint=hostile)
    me = login("coordinator")
    assert me.get(editor(section)).form()["text"] == hostile
    preview = me.post("/grants/sections/preview", {"text": hostile}, status=200)
    for page in (me.get(f"/grants/{application.id}/read"), preview):
        prose = page.select(".prose")[0] if page.select(".prose") else page.soup
        assert not prose.find_all(["script", "img", "b"]) and "javascript:" not in str(prose.find_all("a"))


def test_a_section_belongs_to_its_application(session: Session, login: SignIn, application: Application) -> None:
    section = factories.make_section(session, application)
    other = factories.make_application(session)
    me = login("coordinator")
    me.get(f"/grants/{other.id}/sections/{section.id}", status=404)
    refused = me.submit(me.get(editor(section)), {"text": "я" * 200_001}, status=422)
    assert "at most 200000 characters" in " ".join(refused.errors())
    assert saved(session, section).text == ""


def test_a_reader_sees_the_work_and_changes_nothing(session: Session, login: SignIn, application: Application) -> None:
    section = factories.make_section(session, application, text="Текст")
    me = login("monitor")
    page = me.get(tab(application))
    assert not page.select("main form[method=post]") and "Draft" in page.text
    me.get(editor(section), status=403)
    assert "Текст" in me.get(f"/grants/{application.id}/read").text


def test_the_call_keeps_its_applications_sections(session: Session, login: SignIn, application: Application) -> None:
    call = session.get_one(Call, application.call_id)
    row = factories.make_call_section(session, call, "Зникне")
    factories.make_section(session, application, "Зникне", call_section_id=row.id, text="Лишиться")
    me = login("coordinator")
    page = me.get(f"/grants/calls/{call.id}/form")
    refused = me.submit(page, {"sections-0-limit_count": "10"}, status=422)
    assert "Say what the limit counts: words or characters." in " ".join(refused.errors())
    me.submit(page, {"sections-0-title": ""})
    assert titles(me.get(tab(application))) == ["Зникне"]
