"""`user create` and `user password`: accounts from the command line."""

import click
from flask import Flask

from app.cli.database import DatabaseGroup
from app.cli.refusing import refused
from app.domain.errors import RuleError
from app.domain.roles import Role
from app.queries.accounts import account_by_email
from app.queries.branches import branch_by_code
from app.services.accounts import normal_email, set_password
from app.services.users import create_user
from models import db
from models.base import utc_now

group = DatabaseGroup("user", help="Accounts.")

password_option = click.option(
    "--password", prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for when omitted."
)


def register(app: Flask) -> None:
    """Attach the commands."""
    app.cli.add_command(group)


@group.command("create")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--branch", "code", help="Code of the branch; branch staff must have one.")
@click.option("--locale", type=click.Choice(["uk", "en"]), default="uk", show_default=True)
@password_option
def create(*, email: str, name: str, role: str, code: str | None, locale: str, password: str) -> None:
    """Create an account."""
    session = db.session()
    branch = branch_by_code(session, code) if code else None
    if code and branch is None:
        raise click.ClickException(f"There is no branch with the code {code}")
    try:
        user = create_user(
            session,
            email=email,
            name=name,
            role=Role(role),
            branch_id=branch.id if branch else None,
            locale=locale,
            password=password,
        )
    except RuleError as error:
        raise refused(error) from error
    session.commit()
    click.echo(f"Account {user.id}: {user.email}, {user.role.value}")


@group.command("password")
@click.argument("email")
@password_option
def password(email: str, password: str) -> None:
    """Set the password of an account; its sessions end."""
    session = db.session()
    user = account_by_email(session, normal_email(email))
    if user is None:
        raise click.ClickException(f"There is no account {email}")
    try:
        set_password(session, user, password, at=utc_now(), field="password")
    except RuleError as error:
        raise refused(error) from error
    session.commit()
    click.echo(f"The password of {user.email} is set")
