"""Names and identities."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEYS = ("by_name", "by_sound", "by_head", "by_tail", "by_trade", "by_trade_here", "by_field_here")


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "name_register",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("division_code", sa.String(length=12), nullable=False),
        sa.Column("legal_form", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("imported_on", sa.Date(), nullable=False),
        sa.Column("division", sa.String(length=60), nullable=False),
        sa.Column("trade", sa.String(length=100), nullable=False),
        sa.Column("field", sa.String(length=100), nullable=False),
        sa.Column("field_slug", sa.String(length=40), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in KEYS),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_name_register_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_register")),
        sa.UniqueConstraint("organization_id", name=op.f("uq_name_register_organization_id")),
    )
    for name in KEYS:
        op.create_index(op.f(f"ix_name_register_{name}"), "name_register", [name])
    op.create_index(op.f("ix_regions_name"), "regions", ["name"])
    op.create_table(
        "identity_documents",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("number_index", sa.String(length=64), nullable=False),
        sa.Column("consent_edition", sa.String(length=40), nullable=False),
        sa.Column("consent_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["organization_people.id"],
            name=op.f("fk_identity_documents_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["users.id"], name=op.f("fk_identity_documents_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_documents")),
        sa.UniqueConstraint("code", name=op.f("uq_identity_documents_code")),
        sa.UniqueConstraint("person_id", name=op.f("uq_identity_documents_person_id")),
    )
    op.create_index(
        op.f("ix_identity_documents_number_index"), "identity_documents", ["number_index"]
    )


def downgrade() -> None:
    """Take the schema back."""
    op.drop_index(op.f("ix_identity_documents_number_index"), table_name="identity_documents")
    op.drop_table("identity_documents")
    op.drop_index(op.f("ix_regions_name"), table_name="regions")
    for name in KEYS:
        op.drop_index(op.f(f"ix_name_register_{name}"), table_name="name_register")
    op.drop_table("name_register")
