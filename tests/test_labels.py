"""Every coded value has words, a tone and, where it refuses, a sentence, in both languages."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

import app.domain
import models
from app.domain.attendance_values import Ages
from app.domain.errors import RuleError
from app.domain.money import Share, Sum
from app.labels import AREAS, LABELS, REFUSALS, TONES, choices, label, refusal, tone
from app.labels.imports import ages_words

ROOT = Path(__file__).resolve().parents[1]
TONE_NAMES = {"neutral", "info", "success", "warning", "danger", "accent"}
# Codes that a page never shows: they choose a branch of the code or a unit of a formula.
INTERNAL = {"CountCode", "StageKind", "Weakness", "HoursProblem"}


def enums() -> list[type[StrEnum]]:
    """Return every enumeration of the rules and the tables."""
    found: set[type[StrEnum]] = set()
    for package in (app.domain, models):
        for item in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            module = importlib.import_module(item.name)
            found |= {
                value
                for _name, value in inspect.getmembers(module, inspect.isclass)
                if issubclass(value, StrEnum) and value.__module__ == module.__name__
            }
    return sorted(found, key=lambda enum: enum.__qualname__)


def refusal_codes() -> set[str]:
    """Return every code with which the code refuses something, as far as it is written as a literal."""
    codes = set()
    for path in [*(ROOT / "app").rglob("*.py"), *(ROOT / "views").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            is_refusal = node.func.id in {"RuleError", "MoveRefused", "InvalidAmount", "InvalidEmail", "InvalidPhone"}
            first = node.args[0]
            if is_refusal and isinstance(first, ast.Constant) and isinstance(first.value, str):
                codes.add(first.value)
    return codes


@pytest.mark.parametrize("enum", enums(), ids=lambda enum: enum.__name__)
def test_every_member_has_words(enum: type[StrEnum]) -> None:
    if enum.__name__ in INTERNAL:
        pytest.skip("never shown")
    assert enum in LABELS, f"{enum.__module__}.{enum.__name__} has no words"
    assert set(LABELS[enum]) == set(enum)


@pytest.mark.parametrize("locale", ["uk", "en"])
def test_words_of_one_enumeration_differ(locale: str, texts_app: Flask) -> None:
    with texts_app.test_request_context(), force_locale(locale):
        for enum in LABELS:
            words = [label(member) for member in enum]
            assert all(word and word.strip() == word for word in words), enum
            assert len(set(words)) == len(words), enum
            assert choices(enum) == list(zip([member.value for member in enum], words, strict=True))


def test_tones_are_known() -> None:
    for enum, tones in TONES.items():
        assert set(tones) <= set(enum)
        assert set(tones.values()) <= TONE_NAMES
    assert tone("anything else") == "neutral"


def test_every_refusal_has_a_sentence() -> None:
    assert not sorted(refusal_codes() - set(REFUSALS))


def test_a_refusal_has_one_sentence() -> None:
    codes = Counter(code for area in AREAS for code in area.REFUSALS)
    assert not [code for code, count in codes.items() if count > 1]


@pytest.mark.parametrize("locale", ["uk", "en"])
def test_refusals_can_be_shown_with_what_was_refused(locale: str, texts_app: Flask) -> None:
    with texts_app.test_request_context(), force_locale(locale):
        for code in REFUSALS:
            details = dict.fromkeys(_placeholders(str(REFUSALS[code])) - {"value"}, 7)
            sentence = refusal(RuleError(code, "«7»", **details))
            assert sentence and "%(" not in sentence
        assert "no_such_code" in refusal(RuleError("no_such_code"))


@pytest.mark.parametrize(
    ("locale", "day", "share", "amount"),
    [("uk", "29.11.2026", "80\u00a0%", "1\u00a0234,50 EUR"), ("en", "29 Nov 2026", "80%", "€1,234.50")],
)
def test_days_shares_and_sums_are_refused_as_the_page_writes_them(
    locale: str, day: str, share: str, amount: str, texts_app: Flask
) -> None:
    with texts_app.test_request_context(), force_locale(locale):
        assert day in refusal(RuleError("before_agreement", date(2026, 11, 29)))
        assert share in refusal(RuleError("beyond_threshold", "2.1", percent=Share(80)))
        assert amount.replace(" EUR", "") in refusal(RuleError("more_than_tranche", Sum(Decimal("1234.5"), "EUR")))


def test_plain_values_have_words_too(texts_app: Flask) -> None:
    with texts_app.test_request_context(), force_locale("en"):
        assert (label(None), label(True), label(False), label("Луцьк")) == ("—", "Yes", "No", "Луцьк")
        assert choices(next(iter(LABELS)), blank="Any")[0] == ("", "Any")


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)", text))


@pytest.mark.parametrize(
    ("ages", "words"),
    [
        (Ages(0, 11), "діти до 12 років"),
        (Ages(0, 20), "діти до 21 року"),
        (Ages(18, 21), "18–21 рік"),
        (Ages(18, 34), "18–34 роки"),
        (Ages(36, 59), "36–59 років"),
        (Ages(61), "від 61 року"),
    ],
)
def test_ages_agree_with_their_numbers(texts_app: Flask, ages: Ages, words: str) -> None:
    with texts_app.test_request_context(), force_locale("uk"):
        assert ages_words(ages) == words
