"""a session of an account is a row that can be ended, and a browser that is known fails by itself

Revision ID: 0046
Revises: 0045
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

USERS = sa.table("users", sa.column("id", sa.Integer), sa.column("session_token", sa.String))


def upgrade() -> None:
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("device", sa.String(60), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_sign_ins_user_id_users", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_ins"),
        sa.UniqueConstraint("token_hash", name="uq_sign_ins_token_hash"),
    )
    op.create_index("ix_sign_ins_user_id", "sign_ins", ["user_id"])
    op.drop_column("users", "session_token")
    op.add_column("login_failures", sa.Column("device_hash", sa.String(64), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("login_failures", "device_hash")
    # Whoever is signed in signs in once more: nobody knows the secrets behind the hashes.
    op.add_column("users", sa.Column("session_token", sa.String(64), nullable=False, server_default=""))
    connection = op.get_bind()
    for number in connection.scalars(sa.select(USERS.c.id)).all():
        connection.execute(
            sa.update(USERS).where(USERS.c.id == number).values(session_token=secrets.token_urlsafe(32))
        )
    if connection.dialect.name == "postgresql":
        op.alter_column("users", "session_token", server_default=None)
    op.drop_index("ix_sign_ins_user_id", table_name="sign_ins")
    op.drop_table("sign_ins")
