"""Papers on their pages: issue, look, revoke, texts, the list, who may do what."""

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.privacy import AccessAction
from app.domain.volunteer_papers import PaperKind
from models.privacy import AccessEntry
from models.volunteer_papers import IssuedPaper, PaperText
from tests.conftest import SignIn
from tests.support import factories as make
from tests.support.databases import count_queries
from tests.volunteer_papers.helping import helper

EDITOR = "form[data-letter]"


def only_paper(session: Session) -> IssuedPaper:
    session.expire_all()
    return session.scalars(sa.select(IssuedPaper)).one()


def test_a_paper_is_seen_issued_and_revoked(session: Session, login: SignIn) -> None:
    volunteer = helper(session)
    client = login("coordinator")
    card = client.get(f"/volunteers/{volunteer.id}")
    assert "Issued papers" in card.text
    page = client.get(f"/volunteers/{volunteer.id}/papers/new?kind=service_letter&lang=en")
    frame = str(page.select("iframe")[0]["src"])
    preview = client.get(frame)
    assert "Olena Koval" in preview.text and "2 hours 30 minutes" in preview.text
    assert preview.heading == "Letter on volunteer service"
    answer = client.submit(page)
    paper = only_paper(session)
    assert (paper.kind, paper.locale, paper.minutes) == (PaperKind.SERVICE_LETTER, "en", 150)
    shown = client.follow(answer)
    assert paper.shown_number in shown.heading and paper.shown_code in shown.text
    assert paper.shown_code in client.get(f"/volunteers/{volunteer.id}").text
    asked = client.get(f"/volunteers/papers/{paper.id}/revoke")
    assert client.submit(asked, {"reason": ""}, 422).errors()
    after = client.follow(client.submit(asked, {"reason": "A mistake in the name"}))
    assert "no longer holds" in after.text and "A mistake in the name" in after.text


def test_a_new_paper_may_stand_instead_of_a_former_one(session: Session, login: SignIn) -> None:
    volunteer = helper(session)
    paper = make.make_paper(session, volunteer, locale="en", name="Olenka Koval")
    client = login("coordinator")
    page = client.get(f"/volunteers/{volunteer.id}/papers/new?instead={paper.id}")
    assert page.form()["name"] == "Olenka Koval" and paper.shown_number in page.text
    client.submit(page, {"period_from": "2020-01-01", "period_until": page.form()["issued_on"], "name": "Olena Koval"})
    fresh = session.scalars(sa.select(IssuedPaper).where(IssuedPaper.replaces_id == paper.id)).one()
    assert (fresh.name, fresh.locale) == ("Olena Koval", "en")


def test_what_cannot_be_issued_is_explained(session: Session, login: SignIn) -> None:
    volunteer = helper(session, minutes=0)
    client = login("coordinator")
    page = client.get(f"/volunteers/{volunteer.id}/papers/new")
    assert "no confirmed hours" in client.get(str(page.select("iframe")[0]["src"])).html
    assert "no confirmed hours" in " ".join(client.submit(page, status=422).errors())
    wrong = client.submit(page, {"period_from": "2026-03-02", "period_until": "2026-03-01"}, 422)
    assert "cannot end before" in " ".join(wrong.errors())
    assert session.scalar(sa.select(sa.func.count()).select_from(IssuedPaper)) == 0


def test_staff_reach_the_papers_of_their_branch_only(session: Session, login: SignIn) -> None:
    branch = make.make_branch(session, "Філія № 5")
    own, other = helper(session, "Свій", branch=branch), helper(session, "Чужий")
    mine, foreign = make.make_paper(session, own), make.make_paper(session, other)
    client = login("staff", branch=branch)
    listed = client.get("/volunteers/papers").text
    assert mine.shown_number in listed and foreign.shown_number not in listed
    client.get(f"/volunteers/papers/{mine.id}")
    for path in (
        f"/volunteers/papers/{foreign.id}",
        f"/volunteers/papers/{foreign.id}/revoke",
        f"/reports/volunteers/papers/{foreign.id}.pdf",
        f"/volunteers/{other.id}/papers/new",
        f"/volunteers/{other.id}/papers/preview",
    ):
        client.get(path, 404)
    client.get("/volunteers/papers/texts", 403)


@pytest.mark.parametrize("role", ["monitor", "accountant"])
def test_who_only_reads_sees_papers_and_issues_none(session: Session, login: SignIn, role: str) -> None:
    volunteer = helper(session)
    paper = make.make_paper(session, volunteer)
    client = login(role)
    page = client.get(f"/volunteers/papers/{paper.id}")
    assert not [link for link in page.links if "revoke" in link or "papers/new" in link]
    client.get(f"/volunteers/{volunteer.id}/papers/new", 403)
    client.post(f"/volunteers/papers/{paper.id}/revoke", {"reason": "x"}, 403)
    client.get("/volunteers/papers/many", 403)
    assert not client.get("/volunteers").select("form#bulk")


def test_looking_at_a_paper_and_printing_it_are_written_down(session: Session, login: SignIn) -> None:
    volunteer = helper(session)
    paper = make.make_paper(session, volunteer)
    client = login("coordinator")
    client.get(f"/volunteers/papers/{paper.id}")
    answer = client.get(f"/reports/volunteers/papers/{paper.id}.pdf?download=1")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert f"certificate-{paper.year}-{paper.number:04d}.pdf" in answer.headers["Content-Disposition"]
    session.expire_all()
    seen = session.scalars(sa.select(AccessEntry.action).where(AccessEntry.contact_id == volunteer.person_id))
    assert set(seen) == {AccessAction.OPEN, AccessAction.PRINT}


def test_the_text_of_a_kind_is_changed_and_brought_back(session: Session, login: SignIn) -> None:
    make.make_institution(session)
    client = login("coordinator")
    assert client.get("/volunteers/papers/texts").text.count("Original") == 6
    page = client.get("/volunteers/papers/texts/thanks/en")
    refused = client.submit(page, {"body": "Dear {{surname}}"}, 422)
    assert "surname" in " ".join(refused.errors())
    drawn = client.post("/volunteers/papers/texts/thanks/en/preview", {"subject": "Hi", "body": "**{{hours}}**"}, 200)
    assert "28 hours 30 minutes" in drawn.html
    client.submit(page, {"subject": "Thank you, {{full_name}}", "body": "For {{hours}}."})
    assert "Thank you, Olena Koval" in client.get("/volunteers/papers/texts/thanks/en/sample").text
    stale = client.get("/volunteers/papers/texts/thanks/en")
    client.submit(stale, {"subject": "Thanks", "body": "Once more"}, css=EDITOR)
    assert "Once more" in client.submit(stale, {"body": "Too late"}, 409, css=EDITOR).text
    client.post("/volunteers/papers/texts/thanks/en/original")
    assert session.scalar(sa.select(sa.func.count()).select_from(PaperText)) == 0
    client.get("/volunteers/papers/texts/nothing/en", 404)


def test_the_list_is_narrowed_and_exported(app: Flask, session: Session, login: SignIn) -> None:
    user = make.make_user(session)
    first = make.make_paper(session, helper(session, "Бойко"), kind=PaperKind.THANKS, locale="en")
    gone = {"revoked_at": make.MOMENT, "revoked_by": user}
    other = make.make_paper(session, helper(session, "Гай"), **gone)
    client = login("coordinator")
    for query, shown in (
        ("kind=thanks", first), ("language=en", first), ("state=revoked", other), (f"mark={other.number}", other),
        (f"mark={first.year}/{first.number}", first), (f"mark={first.shown_code.lower()}", first),
    ):  # fmt: skip
        text = client.get(f"/volunteers/papers?{query}").text
        hidden = other if shown is first else first
        assert shown.shown_number in text and hidden.shown_number not in text, query
    table = client.get("/volunteers/papers?format=csv")
    assert "Бойко" in table.html and "2026-03-31" in table.html
    assert session.scalars(sa.select(AccessEntry.list_name)).all() == ["volunteer-papers"]
    with count_queries(app) as few:
        client.get("/volunteers/papers")
    for number in range(20):
        make.make_paper(session, helper(session, f"Інший{number}"))
    session.commit()
    with count_queries(app) as many:
        client.get("/volunteers/papers")
    assert len(many.statements) == len(few.statements)
