"""Browsers in which somebody has signed in before, told from those of strangers by a signed cookie.

Their failures are counted apart, so that a stranger who keeps trying a colleague's address locks out strangers only.
The cookie says nothing but that somebody has signed in with the present password of an account: it opens nothing, and
another password makes it worthless. Each account has its own, so that colleagues can share a computer.
"""

import secrets
from datetime import timedelta

from flask import Response, current_app, request, url_for
from itsdangerous import BadData, TimestampSigner

from app.passwords import hash_token
from models.accounts import User

LIFETIME = timedelta(days=365)


def remember_device(response: Response, user: User) -> None:
    """Let the browser that gets an answer be known as one in which somebody has signed in to this account."""
    config = current_app.config
    response.set_cookie(
        _cookie_of(user),
        _signer(user).sign(secrets.token_urlsafe(16)).decode(),
        max_age=LIFETIME,
        path=url_for("accounts.login"),
        secure=config["SESSION_COOKIE_SECURE"],
        httponly=config["SESSION_COOKIE_HTTPONLY"],
        samesite=config["SESSION_COOKIE_SAMESITE"],
    )


def known_device(user: User) -> str:
    """Return what the asking browser is known by to an account: a hash of its cookie, "" for a stranger's."""
    try:
        own = _signer(user).unsign(request.cookies.get(_cookie_of(user), ""), max_age=int(LIFETIME.total_seconds()))
    except BadData:
        return ""
    return hash_token(own.decode())


def _cookie_of(user: User) -> str:
    return f"mistok_device_{user.id}"


def _signer(user: User) -> TimestampSigner:
    """Sign for one account and its present password."""
    return TimestampSigner(
        current_app.secret_key or "", salt=f"known device {user.id} {user.password_hash}", key_derivation="hmac"
    )
