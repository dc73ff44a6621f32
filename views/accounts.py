"""Signing in and out, passwords, and one's own account."""

from math import ceil
from typing import Any

from flask import (
    Blueprint,
    abort,
    after_this_request,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from app.clock import zone
from app.domain.errors import RuleError
from app.domain.sign_ins import open_since
from app.forms.accounts import (
    ChangePasswordForm,
    FirstRunForm,
    ForgotPasswordForm,
    LoginForm,
    ProfileForm,
    ResetPasswordForm,
)
from app.i18n import _, locale_code
from app.jobs import jobs_of
from app.known_devices import known_device, remember_device
from app.permissions import Permission
from app.queries.accounts import DEMO_PASSWORD, any_account, demo_accounts
from app.queries.sign_ins import open_sign_ins, own_sign_in
from app.security import limiter, present_sign_in, requires
from app.services import account_mail, accounts
from app.services.accounts import LockedOut
from app.services.age_bands import ensure_default_bands
from app.services.checklists import ship_checklists
from app.services.sign_ins import begin_sign_in, end_sign_in, end_sign_ins
from app.transaction import commit_anyway
from models import db
from models.accounts import User
from models.base import utc_now
from views.editing import get_or_404
from views.local import local_path

bp = Blueprint("accounts", __name__)

Answer = str | tuple[Any, ...] | Response
# Whoever has more sessions than a page shows ends those that are older all at once.
MOST_SIGN_INS = 50


def start_session(user: User) -> None:
    """Sign somebody in with a new session, so that one planted earlier is worth nothing."""
    session.clear()
    session.permanent = True
    login_user(user)
    session["_user_id"] = begin_sign_in(db.session(), user, user_agent=request.user_agent.string, at=utc_now())
    g.pop("sign_in", None)
    g.pop("locale", None)

    @after_this_request
    def know_again(response: Any) -> Any:
        remember_device(response, user)
        return response


def leave_session() -> None:
    """End the session in which somebody asks, with every copy of its cookie."""
    present = present_sign_in()
    if present is not None:
        end_sign_in(db.session(), present.id, at=utc_now())
    logout_user()
    session.clear()


@bp.route("/login", methods=["GET", "POST"])
@limiter.limit("20/minute", methods=["POST"])
def login() -> Answer:
    """Sign in."""
    target = local_path(request.args.get("next"), url_for("dashboard.index"))
    if current_user.is_authenticated:
        return redirect(target)
    if not any_account(db.session()):
        return redirect(url_for("accounts.first_run"))
    form = LoginForm()
    if form.validate_on_submit():
        try:
            user = accounts.sign_in(
                db.session(),
                form.email.data or "",
                form.password.data or "",
                at=utc_now(),
                attempts=current_app.config["LOGIN_ATTEMPTS"],
                window=current_app.config["LOGIN_WINDOW"],
                device_of=known_device,
            )
        except LockedOut as error:
            error.details["until"] = f"{error.until.astimezone(zone()):%H:%M}"
            form.refuse(error)
            wait = max(1, ceil((error.until - utc_now()).total_seconds()))
            return _login_page(form), 429, {"Retry-After": str(wait)}
        except RuleError as error:
            commit_anyway()
            form.refuse(error)
        else:
            start_session(user)
            return redirect(target)
    return _login_page(form), 422 if form.is_submitted() else 200


def _login_page(form: LoginForm) -> str:
    return render_template(
        "accounts/login.html", form=form, demo=demo_accounts(db.session()), demo_password=DEMO_PASSWORD
    )


@bp.post("/logout")
@requires(Permission.ACCOUNT_OWN)
def logout() -> Answer:
    """Sign out of this browser."""
    language = locale_code()
    leave_session()
    session["locale"] = language
    flash(_("You have signed out."), "info")
    return redirect(url_for("accounts.login"))


@bp.route("/first-run", methods=["GET", "POST"])
@limiter.limit("20/minute", methods=["POST"])
def first_run() -> Answer:
    """Create the first administrator; there is no such page once anybody has an account."""
    if any_account(db.session()):
        abort(404)
    form = FirstRunForm()
    if form.validate_on_submit():
        try:
            user = accounts.create_first_administrator(
                db.session(),
                name=form.name.data,
                email=form.email.data,
                password=form.password.data,
                institution_name=form.institution.data,
                locale=locale_code(),
                at=utc_now(),
            )
        except RuleError as error:
            form.refuse(error)
        else:
            ensure_default_bands(db.session())
            ship_checklists(db.session(), now=utc_now())
            start_session(user)
            flash(_("Mistok is yours. Next, add the branches and invite colleagues."), "success")
            return redirect(url_for("settings.index"))
    return render_template("accounts/first_run.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/forgot-password", methods=["GET", "POST"])
@limiter.limit("20/minute", methods=["POST"])
def forgot_password() -> Answer:
    """Send a link to an address; the answer is the same whether anybody has it."""
    form = ForgotPasswordForm()
    if form.validate_on_submit():
        jobs_of(current_app).enqueue(
            db.session(),
            account_mail.RESET,
            _("Letter with a link to a new password"),
            {"email": accounts.normal_email(form.email.data)},
            by_id=None,
        )
        return render_template("accounts/link_sent.html", email=form.email.data)
    return render_template("accounts/forgot_password.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/reset-password/<token>", methods=["GET", "POST"])
@limiter.limit("20/minute", methods=["POST"])
def reset_password(token: str) -> Answer:
    """Set a password with a link from a letter."""
    try:
        link = accounts.open_link(db.session(), token, at=utc_now())
    except RuleError:
        return render_template("accounts/link_not_valid.html"), 410
    form = ResetPasswordForm(link.user)
    if form.validate_on_submit():
        try:
            accounts.reset_password(db.session(), token, form.new_password.data, at=utc_now())
        except RuleError as error:
            form.refuse(error)
        else:
            leave_session()
            flash(_("The password is set. Sign in with it."), "success")
            return redirect(url_for("accounts.login"))
    status = 422 if form.is_submitted() else 200
    return render_template("accounts/reset_password.html", form=form, email=link.user.email), status


@bp.route("/account", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
def profile() -> Answer:
    """Edit one's own name, language and appearance."""
    form = ProfileForm(obj=current_user)
    if form.validate_on_submit():
        accounts.update_profile(
            db.session(), current_user, name=form.name.data, locale=form.locale.data, theme=form.theme.data
        )
        g.pop("locale", None)
        flash(_("Your account is saved."), "success")
        return redirect(url_for("accounts.profile"))
    return render_template("accounts/profile.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/account/password", methods=["GET", "POST"])
@limiter.limit("20/minute", methods=["POST"])
@requires(Permission.ACCOUNT_OWN)
def change_password() -> Answer:
    """Replace one's own password; every other session ends, this one stays."""
    form = ChangePasswordForm(current_user)
    if form.validate_on_submit():
        try:
            accounts.change_password(
                db.session(), current_user, form.old_password.data, form.new_password.data, at=utc_now()
            )
        except RuleError as error:
            form.refuse(error)
        else:
            start_session(db.session.get_one(User, current_user.id))
            flash(_("The password is changed. You are signed out everywhere else."), "success")
            return redirect(url_for("accounts.profile"))
    return render_template("accounts/change_password.html", form=form), 422 if form.is_submitted() else 200


@bp.get("/account/sign-ins")
@requires(Permission.ACCOUNT_OWN)
def sign_ins() -> Answer:
    """List the sessions that one's own account has in whichever browser, the present one first."""
    since = open_since(utc_now(), current_app.permanent_session_lifetime)
    present = _present_id()
    found = open_sign_ins(db.session(), current_user.id, since, present=present, most=MOST_SIGN_INS + 1)
    return render_template(
        "accounts/sign_ins.html",
        sign_ins=found[:MOST_SIGN_INS],
        present=present,
        are_more=len(found) > MOST_SIGN_INS,
    )


@bp.post("/account/sign-ins/<int:sign_in_id>/end")
@requires(Permission.ACCOUNT_OWN)
def end_one_sign_in(sign_in_id: int) -> Answer:
    """End one of one's own sessions; the present one ends by signing out."""
    chosen = get_or_404(own_sign_in(db.session(), current_user.id, sign_in_id))
    if chosen.id == _present_id():
        return logout()
    end_sign_in(db.session(), chosen.id, at=utc_now())
    flash(_("The session has ended: the browser there has to sign in again."), "success")
    return redirect(url_for("accounts.sign_ins"))


@bp.post("/account/sign-ins/end-others")
@requires(Permission.ACCOUNT_OWN)
def end_other_sign_ins() -> Answer:
    """End all of one's own sessions but the present one."""
    end_sign_ins(db.session(), current_user.id, but=_present_id(), at=utc_now())
    flash(_("You are signed out everywhere else."), "success")
    return redirect(url_for("accounts.sign_ins"))


def _present_id() -> int:
    present = present_sign_in()
    return present.id if present else 0
