"""The guide in the menu: the text of the documentation, in the language of the reader."""

import pytest

from app.domain.roles import Role
from tests.conftest import SignIn


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("locale", "title"), [("uk", "Посібник із Містка"), ("en", "Guide to Mistok")])
def test_everybody_finds_the_guide_in_the_menu(login: SignIn, role: Role, locale: str, title: str) -> None:
    client = login(role, locale=locale)
    assert "/guide" in client.get("/").links
    assert client.get("/guide").texts("h1") == [title]


def test_its_links_lead_to_its_parts_and_its_tables_can_be_scrolled(login: SignIn) -> None:
    page = login(Role.STAFF, locale="uk").get("/guide")
    links = [str(link["href"]) for link in page.select(".guide a")]
    assert len(links) > 100
    assert all(link.startswith("#") and page.select(f'[id="{link[1:]}"]') for link in links)
    assert "– operations.md" in page.text
    labels = [region["aria-label"] for region in page.select(".guide .table-wrap")]
    assert labels == ["Файл контактів", "Файл відвідуваності", "Що дозволено кожній ролі", "Клавіші"]
