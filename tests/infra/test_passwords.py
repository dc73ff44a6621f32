"""Passwords and tokens."""

from time import process_time

import pytest
from argon2 import PasswordHasher

from app.passwords import (
    Weakness,
    check_strength,
    hash_password,
    hash_token,
    needs_rehash,
    new_token,
    verify_password,
)

OLENA = {"email": "olena.koval@demo.example", "name": "Олена Ковальчук"}


def test_only_the_right_password_fits() -> None:
    kept = hash_password("довгий-Пароль-7")

    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert "Пароль" not in kept
    assert verify_password(kept, "довгий-Пароль-7")
    assert not verify_password(kept, "довгий-пароль-7")
    assert not verify_password(kept, "")
    assert not verify_password(kept, "x" * 100_000)


def test_the_same_password_is_kept_differently_each_time() -> None:
    assert hash_password("same-Password-1") != hash_password("same-Password-1")


def test_a_composed_letter_is_the_same_letter() -> None:
    assert verify_password(hash_password("Ки\u0457в-столиця"), "Ки\u0456\u0308в-столиця")


@pytest.mark.parametrize("nothing", [None, "", "plain text", "$argon2id$broken"])
def test_an_account_without_a_usable_hash_lets_nobody_in(nothing: str | None) -> None:
    assert not verify_password(nothing, "anything-at-all")


def test_hashes_of_weaker_parameters_are_renewed() -> None:
    weak = PasswordHasher(memory_cost=8192, time_cost=1, parallelism=1).hash("x")

    assert needs_rehash(weak)
    assert needs_rehash("not a hash")
    assert not needs_rehash(hash_password("x"))
    assert verify_password(weak, "x")


@pytest.mark.parametrize("password", ["", "y" * 201])
def test_an_impossible_password_is_not_hashed(password: str) -> None:
    with pytest.raises(ValueError, match="200"):
        hash_password(password)


def test_an_unknown_account_takes_as_long_as_a_known_one() -> None:
    def spent(password_hash: str | None) -> float:
        begun = process_time()
        assert not verify_password(password_hash, "any-password")
        return process_time() - begun

    kept = hash_password("another-password")
    spent(None)
    assert min(spent(None) for _try in range(3)) > 0.5 * min(spent(kept) for _try in range(3))


@pytest.mark.parametrize(
    ("password", "weaknesses"),
    [
        ("demo-Mistok-2026", []),
        ("кіт читає газету", []),
        ("f7K!mQz9Lw", []),
        ("f7K!mQz9L", [Weakness.TOO_SHORT]),
        ("aB3!xy" * 40, [Weakness.TOO_LONG, Weakness.TOO_SIMPLE]),
        ("abcdeabcdeabcde", [Weakness.TOO_SIMPLE]),
        ("aaaaaaaaaab", [Weakness.TOO_SIMPLE]),
        ("1234567890", [Weakness.TOO_COMMON]),
        ("Password12345!", [Weakness.TOO_COMMON]),
        ("Бібліотека2026", [Weakness.TOO_COMMON]),
        ("йцукенгшщз", [Weakness.TOO_COMMON]),
        ("Olena.Koval@demo.example", [Weakness.LIKE_EMAIL]),
        ("olena.koval2026", [Weakness.LIKE_EMAIL]),
        ("Ковальчук2026", [Weakness.LIKE_NAME]),
        ("ОленаКовальчук", [Weakness.LIKE_NAME]),
        ("Олена любить каву", []),
    ],
)
def test_a_weak_password_is_told_why(password: str, weaknesses: list[Weakness]) -> None:
    assert check_strength(password, **OLENA) == weaknesses


def test_a_missing_name_is_no_reason() -> None:
    assert check_strength("demo-Mistok-2026", email="", name="") == []


def test_a_token_fits_its_hash_only() -> None:
    token, kept = new_token()
    other, _ = new_token()

    assert len(token) == 43
    assert token != other
    assert kept == hash_token(token) and token not in kept
    assert hash_token(other) != kept
