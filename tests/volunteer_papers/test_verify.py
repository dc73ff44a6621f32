"""The public page of verification: it says what a paper is, and never whose."""

import pytest
from sqlalchemy.orm import Session

from app.domain.volunteer_papers import PaperKind
from tests.conftest import Build
from tests.support import factories as make
from tests.support.pages import PageClient
from tests.volunteer_papers.helping import helper

CODE = "7K2M9QXT04BDRZ5H"


def test_a_valid_paper_is_confirmed_without_personal_data(session: Session, visitor: PageClient) -> None:
    branch = make.make_branch(session, "Філія № 17 «Вітрила»")
    volunteer = helper(session, "Ґудзь-Левицька", "Маріанна", branch=branch)
    paper = make.make_paper(
        session, volunteer, code=CODE, kind=PaperKind.SERVICE_LETTER, name="Ґудзь-Левицька Маріанна Петрівна",
        body="<p>Маріанна Ґудзь-Левицька</p>", signatory_name="Ганна Вербенко", issued_by=make.make_user(session),
    )  # fmt: skip
    page = visitor.get("/verify/7K2M-9QXT-04BD-RZ5H")
    assert page.heading == "This paper is valid"
    for shown in ("Service letter", paper.shown_number, "31 Mar 2026", "1 Mar 2026", "2 hours", "Міська бібліотека"):
        assert shown in page.text, shown
    hidden = ("Ґудзь", "Левицька", "Маріанна", "Петрівна", "Вербенко", "Вітрила", "№ 17", "Сортування",
              volunteer.branch.code, paper.issued_by.name)  # fmt: skip
    assert not [text for text in hidden if text.lower() in page.html.lower()]
    assert f"/volunteers/{volunteer.id}" not in page.html


def test_hours_that_the_paper_hides_are_hidden_here_too(session: Session, visitor: PageClient) -> None:
    make.make_paper(session, code=CODE, shows_hours=False)
    assert "2 hours" not in visitor.get(f"/verify/{CODE}").text


def test_a_revoked_paper_and_an_unknown_one_are_told_apart(session: Session, visitor: PageClient) -> None:
    gone = {"revoked_at": make.MOMENT, "revoked_by": make.make_user(session), "revoke_reason": "Помилка в імені"}
    make.make_paper(session, code=CODE, **gone)
    page = visitor.get(f"/verify/{CODE}")
    assert page.heading == "This paper was revoked" and "Помилка" not in page.html
    unknown = visitor.get("/verify/0000-0000-0000-0000", 404)
    assert unknown.heading == "There is no paper with this code"
    assert visitor.get("/verify/<script>", 404).heading == unknown.heading


@pytest.mark.parametrize("typed", ["7к2м 9qхт о4вd rz5н", "7k2m9qxt04bdrz5h", "http://x/verify/7K2M-9QXT-O4BD-RZ5H"])
def test_the_form_forgives_how_a_code_is_typed(session: Session, visitor: PageClient, typed: str) -> None:
    make.make_paper(session, code=CODE)
    visitor.get("/verify")
    answer = visitor.get("/verify", 302, query_string={"code": typed})
    assert answer.location == "/verify/7K2M-9QXT-04BD-RZ5H"
    assert visitor.follow(answer).heading == "This paper is valid"
    assert visitor.get("/verify", 404, query_string={"code": "no such"}).heading == "There is no paper with this code"


def test_search_engines_leave_the_page_alone(session: Session, visitor: PageClient) -> None:
    make.make_paper(session, code=CODE)
    page = visitor.get(f"/verify/{CODE}")
    assert page.headers["X-Robots-Tag"] == "noindex" and page.select("meta[name=robots][content=noindex]")


def test_nobody_tries_codes_without_end(limited_app: Build) -> None:
    client = limited_app().test_client()
    statuses = [client.get(f"/verify/{number:016d}").status_code for number in range(32)]
    assert statuses == [404] * 30 + [429] * 2
