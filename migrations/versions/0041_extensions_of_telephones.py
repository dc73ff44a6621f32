"""room for the extension of a telephone number

Revision ID: 0041
Revises: 0040
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

EXTENSION = ";ext="

phones = sa.table("contact_phones", sa.column("id"), sa.column("contact_id"), sa.column("number"))


def upgrade() -> None:
    with op.batch_alter_table("contact_phones") as batch:
        batch.alter_column("number", existing_type=sa.String(20), type_=sa.String(32), existing_nullable=False)


def downgrade() -> None:
    """Cut the extensions off; a number that the contact then has twice is kept once."""
    connection = op.get_bind()
    kept = set(map(tuple, connection.execute(sa.select(phones.c.contact_id, phones.c.number))))
    for row in connection.execute(sa.select(phones).where(phones.c.number.contains(EXTENSION))).all():
        line = (row.contact_id, row.number.partition(EXTENSION)[0])
        one = phones.c.id == row.id
        connection.execute(
            sa.delete(phones).where(one) if line in kept else sa.update(phones).where(one).values(number=line[1])
        )
        kept.add(line)
    with op.batch_alter_table("contact_phones") as batch:
        batch.alter_column("number", existing_type=sa.String(32), type_=sa.String(20), existing_nullable=False)
