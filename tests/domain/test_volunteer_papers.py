"""Numbers, codes and lines of volunteers' papers."""

import secrets

import pytest

from app.domain.errors import RuleError
from app.domain.letters import Template
from app.domain.volunteer_papers import (
    CODE_LETTERS,
    MOST_LINES,
    PaperField,
    WorkLine,
    new_code,
    paper_number,
    read_code,
    shortened,
    shown_code,
)

CODE = "7K2M9QXT04BDRZ5H"


def test_a_number_has_its_year_and_at_least_four_digits() -> None:
    assert [paper_number(2026, 42), paper_number(2026, 12345)] == ["2026/0042", "2026/12345"]


def test_a_code_cannot_be_guessed_and_is_read_back_as_it_is_printed() -> None:
    codes = {new_code(secrets.choice) for _ in range(200)}
    assert len(codes) == 200
    for code in codes:
        assert set(code) <= set(CODE_LETTERS)
        assert read_code(shown_code(code)) == code
    assert shown_code(CODE) == "7K2M-9QXT-04BD-RZ5H"


@pytest.mark.parametrize(
    "typed",
    [
        " 7k2m 9qxt 04bd rz5h ",
        "7K2M–9QXT—04BD−RZ5H",
        "7К2М-9QХТ-О4ВD-RZ5Н",
        "7к2м 9qхт о4вd rz5н",
        "7K2M-9QXT-O4BD-RZ5H",
        "https://library.example/verify/7K2M-9QXT-04BD-RZ5H/",
    ],
)
def test_a_code_is_understood_however_it_was_typed(typed: str) -> None:
    assert read_code(typed) == CODE


@pytest.mark.parametrize("typed", ["", "7K2M", f"{CODE}7", "7K2M-9QXT-04BD-RZ5U", "\x00" * 16, "№" * 16, "a" * 5000])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert read_code(typed) == ""


def test_many_lines_of_work_become_few_whose_sum_is_the_same() -> None:
    lines = [WorkLine(f"Робота {n:02}", "Філія", 1, 30 + n) for n in range(20)]
    short = shortened(lines, "Інше")
    assert len(short) == MOST_LINES
    assert short[0].activity == "Робота 19" and short[-1].activity == "Інше"
    assert sum(line.minutes for line in short) == sum(line.minutes for line in lines)
    assert sum(line.times for line in short) == 20


def test_the_text_of_a_paper_knows_its_own_fields_only() -> None:
    filled = Template("Подяка", "{{full_name}}: {{hours}}", PaperField).filled({"full_name": "Олена <b>", "hours": "2"})
    assert filled.html == "<p>Олена &lt;b&gt;: 2</p>"
    with pytest.raises(RuleError, match="unknown_field"):
        Template("Подяка", "{{email}}", PaperField)
