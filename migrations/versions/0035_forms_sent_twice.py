"""a form that is sent twice makes one record

Revision ID: 0035
Revises: 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sent_forms",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("led_to", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_sent_forms"),
    )
    op.create_index("ix_sent_forms_sent_at", "sent_forms", ["sent_at"])


def downgrade() -> None:
    op.drop_index("ix_sent_forms_sent_at", table_name="sent_forms")
    op.drop_table("sent_forms")
