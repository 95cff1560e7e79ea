"""A registration case names its procedure; a decision has a result, a number and an end.

The checklist shipped for social groups was found by its form; it is found by its procedure now. Cases
keep the edition they started with: they hold the id of the rule set, which stays.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CASES = "registration_cases"
RUNNING = "uq_registration_cases_running"
IS_RUNNING = sa.text("status IN ('open', 'submitted', 'refused')")
RENAME = sa.text(
    "UPDATE rule_sets SET key = :new WHERE kind = 'registration.checklist' AND key = :old"
    " AND legal_form = 'social_group'"
)


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column(
        CASES,
        sa.Column(
            "procedure", sa.String(length=40), server_default="establishment", nullable=False
        ),
    )
    op.add_column(
        CASES,
        sa.Column("decision_result", sa.String(length=200), server_default="", nullable=False),
    )
    op.add_column(
        CASES,
        sa.Column("decision_number", sa.String(length=120), server_default="", nullable=False),
    )
    op.add_column(CASES, sa.Column("valid_until", sa.Date(), nullable=True))
    _index("organization_id", "procedure")
    op.execute(RENAME.bindparams(new="establishment", old="social_group"))


def downgrade() -> None:
    """Take it back: only establishments are known again, so other cases rest as abandoned."""
    op.execute(
        "UPDATE registration_cases SET status = 'abandoned' WHERE procedure <> 'establishment'"
    )
    op.execute(RENAME.bindparams(new="social_group", old="establishment"))
    _index("organization_id")
    for name in ("valid_until", "decision_number", "decision_result", "procedure"):
        op.drop_column(CASES, name)


def _index(*columns: str) -> None:
    """One running case for these columns; a plain index, so that no table is rebuilt."""
    op.drop_index(RUNNING, table_name=CASES)
    op.create_index(
        RUNNING,
        CASES,
        list(columns),
        unique=True,
        sqlite_where=IS_RUNNING,
        postgresql_where=IS_RUNNING,
    )
