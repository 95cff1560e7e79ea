"""Grade assessments: indicator sets pinned by a case, self-scores, evidence, the panel's places."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql")


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "grade_assessments",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("rule_set_id", sa.Integer(), nullable=False),
        sa.Column("statements", JSON, nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("status_since", sa.DateTime(), nullable=False),
        sa.Column("return_reason", sa.String(length=1000), nullable=False),
        sa.Column("result_hundredths", sa.Integer(), nullable=True),
        sa.Column("proposed_grade", sa.String(length=20), nullable=False),
        sa.Column("proposal_note", sa.String(length=1000), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["users.id"], name=op.f("fk_grade_assessments_approved_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["registration_cases.id"], name=op.f("fk_grade_assessments_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["users.id"], name=op.f("fk_grade_assessments_proposed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["rule_set_id"], ["rule_sets.id"], name=op.f("fk_grade_assessments_rule_set_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_assessments")),
        sa.UniqueConstraint("case_id", name=op.f("uq_grade_assessments_case_id")),
        sa.UniqueConstraint("code", name=op.f("uq_grade_assessments_code")),
    )
    op.create_index(
        op.f("ix_grade_assessments_rule_set_id"), "grade_assessments", ["rule_set_id"], unique=False
    )
    op.create_table(
        "grade_groups",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("points", JSON, nullable=False),
        sa.Column("notes", JSON, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["grade_assessments.id"], name=op.f("fk_grade_groups_assessment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_groups")),
        sa.UniqueConstraint(
            "assessment_id", "slug", name=op.f("uq_grade_groups_assessment_id_slug")
        ),
        sa.UniqueConstraint("code", name=op.f("uq_grade_groups_code")),
    )
    op.create_index(
        op.f("ix_grade_groups_assessment_id"), "grade_groups", ["assessment_id"], unique=False
    )
    op.create_table(
        "grade_files",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["grade_assessments.id"], name=op.f("fk_grade_files_assessment_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_grade_files_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_files")),
        sa.UniqueConstraint("code", name=op.f("uq_grade_files_code")),
        sa.UniqueConstraint("file_id", name=op.f("uq_grade_files_file_id")),
    )
    op.create_index(
        op.f("ix_grade_files_assessment_id"), "grade_files", ["assessment_id"], unique=False
    )
    op.create_table(
        "grade_seats",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("assigned_by_id", sa.Integer(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["grade_assessments.id"], name=op.f("fk_grade_seats_assessment_id")
        ),
        sa.ForeignKeyConstraint(
            ["assigned_by_id"], ["users.id"], name=op.f("fk_grade_seats_assigned_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["grade_seats.id"], name=op.f("fk_grade_seats_replaces_id")
        ),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["score_sheets.id"], name=op.f("fk_grade_seats_sheet_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_seats")),
        sa.UniqueConstraint("code", name=op.f("uq_grade_seats_code")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_grade_seats_replaces_id")),
        sa.UniqueConstraint("sheet_id", name=op.f("uq_grade_seats_sheet_id")),
    )
    op.create_index(
        op.f("ix_grade_seats_assessment_id"), "grade_seats", ["assessment_id"], unique=False
    )


def downgrade() -> None:
    """Take the schema back."""
    op.drop_index(op.f("ix_grade_seats_assessment_id"), table_name="grade_seats")
    op.drop_table("grade_seats")
    op.drop_index(op.f("ix_grade_files_assessment_id"), table_name="grade_files")
    op.drop_table("grade_files")
    op.drop_index(op.f("ix_grade_groups_assessment_id"), table_name="grade_groups")
    op.drop_table("grade_groups")
    op.drop_index(op.f("ix_grade_assessments_rule_set_id"), table_name="grade_assessments")
    op.drop_table("grade_assessments")
