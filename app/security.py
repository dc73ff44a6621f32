"""Sign-in, deny by default, CSRF, rate limits and security headers."""

import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as BaseResponse

from app import logs
from app.passwords import hash_token
from app.permissions import Permission, may
from app.queries.sign_ins import Present, by_token
from app.scope import EVERYTHING, Scope, scope_of
from models import db
from models.accounts import User

View = TypeVar("View", bound=Callable[..., Any])

# Reachable without an account. Everything else asks for a permission, and a test walks every route.
PUBLIC = frozenset(
    {
        "static",
        "health.healthz",
        "vendor.asset",
        "reminders.feed",
        "accounts.login",
        "accounts.first_run",
        "accounts.forgot_password",
        "accounts.reset_password",
        "settings.set_locale",
        "settings.set_theme",
        "personal.calendar",
        "personal.give_up",
        "personal.keep",
        "personal.offer",
        "personal.shifts",
        "personal.show",
        "personal.sign_up",
        "personal.take_over",
        "personal.wait",
        "personal.log_hours",
        "personal.withdraw_hours",
        "unsubscribe.show",
        "unsubscribe.confirm",
        "unsubscribe.one_click",
        "unsubscribe.undo",
        "verify.index",
        "verify.show",
        "volunteering.index",
        "volunteering.show",
        "volunteering.sign_up",
        "volunteering.thanks",
        "volunteering.confirm",
        "volunteering.confirm_address",
    }
)

csrf = CSRFProtect()
login_manager = LoginManager()
limiter = Limiter(get_remote_address, default_limits=[])


def init_app(app: Flask) -> None:
    """Attach everything that stands between the outside and a view."""
    proxies = app.config["TRUSTED_PROXIES"]
    if proxies:
        # Without it the limits of all visitors would be one: each of them has the address of the proxy.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]
    csrf.init_app(app)
    limiter.init_app(app)
    login_manager.init_app(app)
    login_manager.session_protection = "basic"
    app.before_request(guard)
    app.after_request(add_headers)
    app.jinja_env.globals["csp_nonce"] = csp_nonce


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare which permission a view needs; a view without one is refused to everybody."""

    def declare(view: View) -> View:
        view.required_permission = permission  # type: ignore[attr-defined]
        return view

    return declare


@login_manager.user_loader  # type: ignore[misc, untyped-decorator, unused-ignore]
def load_user(identity: str) -> User | None:
    """Return the account whose session has this secret, unless the session has ended or the account is closed."""
    found = by_token(db.session(), hash_token(identity))
    if found is None:
        return None
    user, g.sign_in = found
    return user


def present_sign_in() -> Present | None:
    """Return the session in which somebody asks, None for a visitor."""
    return g.get("sign_in") if current_user.is_authenticated else None


def guard() -> BaseResponse | None:
    """Let a request through only when its view is public or the account holds its permission."""
    if request.endpoint is None or request.endpoint in PUBLIC:
        return None
    if not current_user.is_authenticated:
        # A page to sign in on is no answer to a script, which would draw it into the page that asked.
        if request.method in {"GET", "HEAD"} and not by_script():
            return redirect(url_for("accounts.login", next=request.full_path.rstrip("?")))
        abort(401)
    logs.bind(user_id=current_user.id)
    view = current_app.view_functions[request.endpoint]
    permission = getattr(view, "required_permission", None)
    if permission is None or not may(current_user.role, permission):
        abort(403)
    return None


def by_script() -> bool:
    """Say whether a script of a page asks, and not a person who goes somewhere."""
    return "X-Requested-With" in request.headers or "HX-Request" in request.headers


def current_scope() -> Scope:
    """Return how much of the library system the present account sees."""
    if not current_user.is_authenticated:
        return EVERYTHING
    return scope_of(current_user.role, current_user.branch_id)


def csp_nonce() -> str:
    """Return the nonce that lets this page's own inline scripts run."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def add_headers(response: Response) -> Response:
    """Set the headers that make a browser distrust everything but ourselves."""
    nonce = f" 'nonce-{g.csp_nonce}'" if "csp_nonce" in g else ""
    headers = response.headers
    headers.setdefault(
        "Content-Security-Policy",
        "default-src 'none'; "
        f"script-src 'self'{nonce}; style-src 'self'{nonce}; img-src 'self' data: blob:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'self'; object-src 'none'",
    )
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("X-Frame-Options", "SAMEORIGIN")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint not in {"static", "vendor.asset"}:
        headers.setdefault("Cache-Control", "no-store")
    return response
