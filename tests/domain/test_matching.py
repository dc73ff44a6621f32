"""One person entered twice is noticed; two people with half a name in common are not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.matching import Candidate, MatchReason, MatchWeights, name_likeness, score

NAMES = st.text(alphabet="абгґєіїйюя'’ OKab.«»", max_size=25)
CANDIDATES = st.builds(
    Candidate,
    NAMES,
    st.frozensets(st.sampled_from(["a@demo.example", "b@demo.example"])),
    st.frozensets(st.sampled_from(["+380441234567"])),
    st.none() | st.sampled_from(["14360570", "00032106"]),
    st.none() | st.sampled_from([date(1990, 1, 1), date(1991, 1, 1)]),
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Іваненко Олександр", "Oleksandr Ivanenko"),
        ("Бондар Сергій", "Sergiy Bondar"),
        ("Юрчук Наталія", "НАТАЛІЯ  ЮРЧУК"),
        ("Дем'янчук Ілля", "Дем’янчук Ілля"),
        ("ГО «Місток»", "Громадська організація Місток"),
        ("Благодійний фонд «Світло»", "БФ Світло"),
    ],
)
def test_the_same_name_is_recognised_in_any_dress(one: str, other: str) -> None:
    assert score(Candidate(one), Candidate(other)).reasons == (MatchReason.SAME_NAME,)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Шевченко Оксана", "Шевчнко Оксана"),
        ("Іваненко О.", "Іваненко Олександр Петрович"),
        ("Іваненко Олександр", "Олександр Петрович Іваненко"),
    ],
)
def test_a_similar_name_is_worth_a_look(one: str, other: str) -> None:
    result = score(Candidate(one), Candidate(other))
    assert result.reasons == (MatchReason.SIMILAR_NAME,)
    assert result.is_possible
    assert not result.is_likely


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Коваленко Олена", "Коваленко Олег"),
        ("Коваленко Олена Петрівна", "Коваленко Олена Іванівна"),
        ("Іваненко Олександр", "Іванченко Олександр"),
        ("Іваненко", "Іваненко Олена"),
        ("", ""),
    ],
)
def test_half_a_name_is_no_match(one: str, other: str) -> None:
    assert not score(Candidate(one), Candidate(other)).is_possible


def test_a_second_agreement_makes_a_namesake_likely() -> None:
    one = Candidate("Коваль Ірина", frozenset({"i@demo.example"}), frozenset({"+380441234567"}))
    assert score(one, Candidate("Коваль Ірина", emails=one.emails)).is_likely
    assert score(one, Candidate("Коваль Ірина", phones=one.phones)).is_likely
    assert not score(one, Candidate("Коваль Ірина")).is_likely


def test_a_shared_office_phone_alone_is_no_match() -> None:
    phone = frozenset({"+380441234567"})
    assert not score(Candidate("Коваль Ірина", phones=phone), Candidate("Мороз Петро", phones=phone)).is_possible


def test_different_birth_dates_speak_against_namesakes() -> None:
    one = Candidate("Коваль Ірина", birth_date=date(1990, 1, 1))
    assert score(one, Candidate("Коваль Ірина", birth_date=date(1990, 1, 1))).is_likely
    assert not score(one, Candidate("Коваль Ірина", birth_date=date(1961, 5, 9))).is_possible


def test_the_registration_code_decides_about_organisations() -> None:
    one = Candidate("ГО «Місток»", edrpou="14360570")
    assert score(one, Candidate("Волинська спілка читачів", edrpou="14360570")).is_likely
    assert not score(one, Candidate("ГО «Місток»", edrpou="00032106")).is_possible


def test_weights_can_be_set() -> None:
    only_name = MatchWeights(name=100)
    assert score(Candidate("Коваль Ірина"), Candidate("Ірина Коваль"), only_name).score == 100


@given(CANDIDATES, CANDIDATES)
def test_scores_are_symmetric_and_within_bounds(one: Candidate, other: Candidate) -> None:
    result = score(one, other)
    assert 0 <= result.score <= 100
    assert score(other, one).score == result.score


@given(NAMES)
def test_a_name_is_like_itself(name: str) -> None:
    assert name_likeness(name, name) in (0.0, 1.0)
