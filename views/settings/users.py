"""Accounts as an administrator manages them."""

from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.forms.settings import UserForm
from app.i18n import _
from app.jobs import jobs_of
from app.labels import refusal
from app.labels.accounts import ROLE_HELP
from app.permissions import Permission
from app.queries.accounts import USERS, account_by_id
from app.queries.filters import branch_choices
from app.security import requires
from app.services import account_mail
from app.services.sign_ins import end_sign_ins
from app.services.users import create_user as add_account
from app.services.users import update_user
from app.templating import letters_stay
from models import db
from models.accounts import User
from models.base import utc_now
from views.editing import Saving, answer_edit, get_or_404
from views.listing import EmptyState, listing_page
from views.settings.home import bp

Answer = str | tuple[Any, ...] | Response
FORM = "settings/user_form.html"


def _form(user: User | None = None) -> UserForm:
    form = UserForm(obj=user)
    offered = branch_choices(db.session())
    if user and user.branch and str(user.branch_id) not in dict(offered):
        offered.append((str(user.branch_id), user.branch.name))
    form.branch_id.offer(offered, blank=_("All branches"))
    if user is None:
        del form.is_active
    else:
        del form.locale
    return form


def _invite(user: User) -> None:
    jobs_of(current_app).enqueue(
        db.session(),
        account_mail.INVITATION,
        _("Invitation for %(name)s", name=user.name),
        {"email": user.email},
        by_id=current_user.id,
    )
    if letters_stay():
        flash(_("No letter reaches %(name)s yet: the link lies as a file on the server.", name=user.name), "warning")
    else:
        flash(_("%(name)s will get a letter with a link that sets the password.", name=user.name), "success")


@bp.get("/accounts")
@requires(Permission.USERS_MANAGE)
def users() -> Answer:
    """List the accounts."""
    empty = EmptyState("people", _("No accounts yet"), _("Invite the colleagues who will work here."))
    return listing_page(USERS, empty, "settings/users.html")


@bp.route("/accounts/new", methods=["GET", "POST"])
@requires(Permission.USERS_MANAGE)
def create_user() -> Answer:
    """Create an account and send its owner a link that sets the password."""
    form = _form()
    if form.validate_on_submit():
        try:
            user = add_account(
                db.session(),
                email=form.email.data,
                name=form.name.data,
                role=form.role.data,
                branch_id=form.branch_id.data,
                locale=form.locale.data,
            )
        except RuleError as error:
            form.refuse(error)
        else:
            _invite(user)
            return redirect(url_for("settings.users"))
    status = 422 if form.is_submitted() else 200
    return render_template(FORM, form=form, user=None, role_help=ROLE_HELP), status


@bp.route("/accounts/<int:user_id>", methods=["GET", "POST"])
@requires(Permission.USERS_MANAGE)
def edit_user(user_id: int) -> Any:
    """Edit an account: name, address, role, branch, open or closed."""
    user = get_or_404(account_by_id(db.session(), user_id))
    form = _form(user)
    context = {"user": user, "role_help": ROLE_HELP}
    if not form.is_submitted():
        form.show_version(user)
        return render_template(FORM, form=form, **context)

    def save() -> None:
        update_user(
            db.session(),
            user,
            by=current_user,
            email=form.email.data,
            name=form.name.data,
            role=form.role.data,
            branch_id=form.branch_id.data,
            is_active=form.is_active.data,
            at=utc_now(),
        )

    saving = Saving(save, _("Saved: %(name)s.", name=form.name.data), lambda _saved: url_for("settings.users"))
    return answer_edit(form, user, FORM, saving, valid=form.validate_on_submit(), **context)


@bp.post("/accounts/<int:user_id>/invite")
@requires(Permission.USERS_MANAGE)
def invite_user(user_id: int) -> Answer:
    """Send the link that sets a password once more."""
    user = get_or_404(account_by_id(db.session(), user_id))
    if user.is_active:
        _invite(user)
    else:
        flash(refusal(RuleError("account_closed")), "danger")
    return redirect(url_for("settings.edit_user", user_id=user_id))


@bp.post("/accounts/<int:user_id>/sign-out")
@requires(Permission.USERS_MANAGE)
def sign_out_user(user_id: int) -> Answer:
    """End every session of an account, for a device that was lost; the account stays open."""
    user = get_or_404(account_by_id(db.session(), user_id))
    if end_sign_ins(db.session(), user.id, at=utc_now()):
        flash(_("Signed out everywhere: %(name)s.", name=user.name), "success")
    else:
        flash(_("Not signed in anywhere: %(name)s.", name=user.name), "info")
    return redirect(url_for("settings.edit_user", user_id=user_id))
