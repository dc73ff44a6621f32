"""Passwords and one-time tokens: how they are kept, compared and judged.

The argon2id parameters are those that OWASP recommends for 19 MiB of memory.
"""

import hashlib
import secrets
import unicodedata
from enum import StrEnum
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH = 10
MAX_LENGTH = 200

_TOKEN_BYTES = 32
_MIN_OWN_CHARACTERS = 6
_MIN_DIFFERENT_CHARACTERS = 5
_MIN_NAME_LENGTH = 3
_hasher = PasswordHasher(memory_cost=19456, time_cost=2, parallelism=1)

_COMMON = frozenset(Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").split())


class Weakness(StrEnum):
    """What is wrong with a proposed password."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_SIMPLE = "too_simple"
    TOO_COMMON = "too_common"
    LIKE_EMAIL = "like_email"
    LIKE_NAME = "like_name"


def hash_password(password: str) -> str:
    """Return the argon2id hash to store.

    Raises:
        ValueError: the password is empty or longer than `MAX_LENGTH`.
    """
    if not password or len(password) > MAX_LENGTH:
        raise ValueError("a password has 1 to 200 characters")
    return _hasher.hash(_normal(password))


def verify_password(password_hash: str | None, password: str) -> bool:
    """Tell whether the password is the one behind the hash.

    An account without a usable hash takes as long as any other, so that the time says nothing.

    Args:
        password_hash: as stored; None or "" for an account that has no password yet.
        password: as typed.
    """
    if len(password) > MAX_LENGTH:
        return False
    try:
        return _hasher.verify(password_hash or "", _normal(password))
    except InvalidHashError:
        _burn_time(password)
        return False
    except VerificationError:
        return False


def needs_rehash(password_hash: str) -> bool:
    """Tell whether the hash was made with other parameters than today's."""
    try:
        return _hasher.check_needs_rehash(password_hash)
    except InvalidHashError:
        return True


def _burn_time(password: str) -> None:
    """Spend the time of one verification: for a sign-in to an account that does not exist."""
    try:
        _hasher.verify(_nobodys_hash(), _normal(password))
    except VerificationError:
        return


def check_strength(password: str, *, email: str, name: str) -> list[Weakness]:
    """Return what is wrong with a proposed password; an empty list when nothing is.

    Args:
        password: as typed.
        email: of the account.
        name: of the person.
    """
    found: list[Weakness] = []
    folded = _normal(password).casefold()
    if len(password) < MIN_LENGTH:
        found.append(Weakness.TOO_SHORT)
    if len(password) > MAX_LENGTH:
        found.append(Weakness.TOO_LONG)
    if len(set(folded)) < _MIN_DIFFERENT_CHARACTERS or _repeats(folded):
        found.append(Weakness.TOO_SIMPLE)
    if _is_common(folded):
        found.append(Weakness.TOO_COMMON)
    local_part, _, domain = _normal(email).casefold().partition("@")
    if _made_of(folded, [local_part, domain, *_words(local_part)]):
        found.append(Weakness.LIKE_EMAIL)
    if _made_of(folded, _words(_normal(name).casefold())):
        found.append(Weakness.LIKE_NAME)
    return found


def new_token() -> tuple[str, str]:
    """Return a one-time token for a link, and the hash of it to store in its place."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    return token, hash_token(token)


def hash_token(token: str) -> str:
    """Return the SHA-256 of a token, in hexadecimal: what to look it up by."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_urlsafe(_TOKEN_BYTES))


def _normal(text: str) -> str:
    """Keyboards compose letters differently; one spelling keeps a password the same on all of them."""
    return unicodedata.normalize("NFKC", text)


def _words(text: str) -> list[str]:
    return "".join(character if character.isalnum() else " " for character in text).split()


def _repeats(text: str) -> bool:
    """Tell whether the text is one short piece over and over, like "abcabcabc"."""
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, len(text) // 3 + 1))


def _is_common(folded: str) -> bool:
    letters_and_digits = "".join(character for character in folded if character.isalnum())
    stem = letters_and_digits.strip("0123456789")
    return letters_and_digits in _COMMON or stem in _COMMON


def _made_of(folded: str, pieces: list[str]) -> bool:
    """Tell whether little of the password remains without the pieces that anybody can know."""
    known = [piece for piece in pieces if len(piece) >= _MIN_NAME_LENGTH]
    rest = folded
    for piece in sorted(known, key=len, reverse=True):
        rest = rest.replace(piece, "")
    return rest != folded and len(rest) < _MIN_OWN_CHARACTERS
