"""Two administrators change the same settings: neither loses what the other saved."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from tests.conftest import SignIn
from tests.support import factories

FORM = "main form[data-guard]"


def institution_page(session: Session) -> str:
    factories.make_institution(session)
    return "/settings/institution"


@pytest.mark.parametrize(
    ("page_of", "theirs", "mine"),
    [
        (lambda s: f"/settings/branches/{factories.make_branch(s).id}", ("name", "Поділ"), ("code", "podil")),
        (
            lambda s: f"/settings/accounts/{factories.make_user(s).id}",
            ("name", "Олена Гай"),
            ("email", "gai@l.example"),
        ),
        (lambda s: f"/settings/age-bands/{factories.make_age_band(s).id}", ("name_uk", "дорослі"), ("position", "7")),
        (lambda s: f"/settings/go-criteria/{factories.make_criterion(s).id}", ("name_en", "Costs"), ("weight", "4")),
        (
            lambda s: f"/settings/tag-groups/{factories.make_tag_group(s).id}",
            ("name_en", "Subject"),
            ("tone", "accent"),
        ),
        (lambda _: "/settings/relationship-types/1", ("name_en", "Colleague"), ("position", "9")),
        (institution_page, ("director", "Олена Гай"), ("accountant", "Ірина Верба")),
    ],
    ids=["branch", "account", "age band", "criterion", "tag group", "relationship type", "institution"],
)
def test_what_another_administrator_saved_is_taken_over(
    session: Session,
    login: SignIn,
    page_of: Callable[[Session], str],
    theirs: tuple[str, str],
    mine: tuple[str, str],
) -> None:
    address = page_of(session)
    administrator = login("administrator")
    one, other = administrator.get(address), administrator.get(address)
    administrator.submit(one, dict([theirs]), css=FORM)
    conflict = administrator.submit(other, dict([mine]), 409, css=FORM)
    administrator.submit(conflict, css=FORM)
    saved = administrator.get(address).form(FORM)
    assert [saved[name] for name, _typed in (theirs, mine)] == [theirs[1], mine[1]]


def test_rules_for_duplicates_that_another_administrator_saved_are_taken_over(login: SignIn) -> None:
    administrator = login("administrator")
    administrator.submit(administrator.get("/settings/duplicates"))
    one, other = administrator.get("/settings/duplicates"), administrator.get("/settings/duplicates")
    administrator.submit(one, {"name_points": "31"})
    administrator.submit(administrator.submit(other, {"email_points": "52"}, 409))
    saved = administrator.get("/settings/duplicates").form()
    assert (saved["name_points"], saved["email_points"]) == ("31", "52")
