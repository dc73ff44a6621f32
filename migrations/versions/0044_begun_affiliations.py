"""an index of who came to an organisation last, for its timeline

Revision ID: 0044
Revises: 0043
"""

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

NAME = "ix_affiliations_begun"


def upgrade() -> None:
    op.create_index(NAME, "affiliations", ["organisation_id", "starts_on", "id"])


def downgrade() -> None:
    op.drop_index(NAME, table_name="affiliations")
