"""an index that gives the present people of an organisation of thousands without the former ones

Revision ID: 0029
Revises: 0028
"""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_affiliations_of_organisation", "affiliations", ["organisation_id", "ends_on", "id"])
    op.drop_index("ix_affiliations_organisation_id", table_name="affiliations")


def downgrade() -> None:
    op.create_index("ix_affiliations_organisation_id", "affiliations", ["organisation_id"])
    op.drop_index("ix_affiliations_of_organisation", table_name="affiliations")
