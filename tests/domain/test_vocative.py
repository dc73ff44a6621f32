"""The vocative of Ukrainian given names: right where it is known, silent elsewhere."""

import pytest

from app.domain.given_names import UKRAINIAN
from app.domain.vocative import patronymic, vocative


@pytest.mark.parametrize(
    ("name", "addressed"),
    [
        ("Олена", "Олено"),
        ("Марія", "Маріє"),
        ("Ія", "Іє"),
        ("Зоя", "Зоє"),
        ("Дар'я", "Дар’є"),
        ("Леся", "Лесю"),
        ("Наталя", "Наталю"),
        ("Любов", "Любове"),
        ("Микола", "Миколо"),
        ("Ілля", "Ілле"),
        ("Андрій", "Андрію"),
        ("Василь", "Василю"),
        ("Ігор", "Ігорю"),
        ("Назар", "Назаре"),
        ("Олег", "Олеже"),
        ("Петро", "Петре"),
        ("Марко", "Марку"),
        ("Федір", "Федоре"),
        ("Яків", "Якове"),
        ("Лук’ян", "Лук’яне"),
    ],
)
def test_usual_names_have_their_vocative(name: str, addressed: str) -> None:
    assert vocative(name) == addressed


@pytest.mark.parametrize("name", ["", "Коваль", "Olena", "Александр", "Бібліотека", "Олена Коваль", "Джон"])
def test_nothing_is_said_of_words_that_are_not_known(name: str) -> None:
    assert vocative(name) == ""


def test_every_usual_name_is_addressed_otherwise_than_it_is_called() -> None:
    assert not [name for name in UKRAINIAN if vocative(name) in ("", name)]


@pytest.mark.parametrize(
    ("word", "addressed"),
    [
        ("Петрівна", ("Петрівно", True)),
        ("Сергіївна", ("Сергіївно", True)),
        ("Іллівна", ("Іллівно", True)),
        ("Лук’янівна", ("Лук’янівно", True)),
        ("Іванович", ("Івановичу", False)),
        ("Юрійович", ("Юрійовичу", False)),
        ("Ілліч", ("Іллічу", False)),
        ("Кузьмич", ("Кузьмичу", False)),
        ("", None),
        ("Петрівна-", None),
        ("Огли", None),
        ("Марія", None),
        ("Petrivna", None),
    ],
)
def test_patronymics_tell_their_vocative_and_who_bears_them(word: str, addressed: tuple[str, bool] | None) -> None:
    assert patronymic(word) == addressed
