"""The registers of a founding team: founders, members, posts, meetings, sign-in sheets, resolutions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "register_founders",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_key", sa.String(length=100), nullable=False),
        sa.Column("contact", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("work_unit", sa.String(length=100), nullable=False),
        sa.Column("is_document_shown", sa.Boolean(), nullable=False),
        sa.Column("declared_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_register_founders_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_founders")),
        sa.UniqueConstraint("code", name=op.f("uq_register_founders_code")),
    )
    with op.batch_alter_table("register_founders", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_register_founders_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "register_lists",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=160), nullable=False),
        sa.Column(
            "rows",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "counts",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("read_at", sa.DateTime(), nullable=False),
        sa.Column("taken_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_register_lists_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_lists")),
        sa.UniqueConstraint("code", name=op.f("uq_register_lists_code")),
    )
    with op.batch_alter_table("register_lists", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_register_lists_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "register_meetings",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("called_on", sa.Date(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.String(length=5), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("chair", sa.String(length=60), nullable=False),
        sa.Column("secretary", sa.String(length=60), nullable=False),
        sa.Column(
            "items",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "held_on >= called_on", name=op.f("ck_register_meetings_held_after_call")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_register_meetings_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_meetings")),
        sa.UniqueConstraint("code", name=op.f("uq_register_meetings_code")),
    )
    with op.batch_alter_table("register_meetings", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_register_meetings_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "register_members",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_key", sa.String(length=100), nullable=False),
        sa.Column("other_name", sa.String(length=100), nullable=False),
        sa.Column("other_key", sa.String(length=100), nullable=False),
        sa.Column("unit_kind", sa.String(length=40), nullable=True),
        sa.Column("contact", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("post", sa.String(length=60), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_register_members_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_members")),
        sa.UniqueConstraint("code", name=op.f("uq_register_members_code")),
    )
    with op.batch_alter_table("register_members", schema=None) as batch_op:
        batch_op.create_index(
            "ix_register_members_list", ["organization_id", "left_on", "id"], unique=False
        )
        batch_op.create_index(
            "ix_register_members_name", ["organization_id", "name_key"], unique=False
        )

    op.create_table(
        "register_posts",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_key", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("employed_by", sa.String(length=100), nullable=False),
        sa.Column("relative_of", sa.String(length=200), nullable=False),
        sa.Column("is_paid", sa.Boolean(), nullable=False),
        sa.Column("is_full_time", sa.Boolean(), nullable=False),
        sa.Column("is_state_worker", sa.Boolean(), nullable=False),
        sa.Column("declared_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on > starts_on",
            name=op.f("ck_register_posts_ends_after_start"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_register_posts_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_posts")),
        sa.UniqueConstraint("code", name=op.f("uq_register_posts_code")),
    )
    with op.batch_alter_table("register_posts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_register_posts_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index("ix_register_posts_person", ["kind", "name_key"], unique=False)

    op.create_table(
        "register_profiles",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("is_private_money", sa.Boolean(), nullable=False),
        sa.Column("is_charity", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_register_profiles_organization_id"),
        ),
        sa.PrimaryKeyConstraint("organization_id", name=op.f("pk_register_profiles")),
    )
    op.create_table(
        "register_attendances",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("presence", sa.String(length=40), nullable=False),
        sa.Column("proxy", sa.String(length=60), nullable=False),
        sa.Column("has_vote", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["register_meetings.id"],
            name=op.f("fk_register_attendances_meeting_id"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["register_members.id"],
            name=op.f("fk_register_attendances_member_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_attendances")),
        sa.UniqueConstraint("code", name=op.f("uq_register_attendances_code")),
    )
    with op.batch_alter_table("register_attendances", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_register_attendances_member_id"), ["member_id"], unique=False
        )
        batch_op.create_index(
            "ix_register_attendances_sheet", ["meeting_id", "presence"], unique=False
        )

    op.create_table(
        "register_resolutions",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("matter", sa.String(length=40), nullable=False),
        sa.Column("votes_for", sa.Integer(), nullable=False),
        sa.Column("votes_against", sa.Integer(), nullable=False),
        sa.Column("votes_abstain", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "votes_for >= 0 AND votes_against >= 0 AND votes_abstain >= 0",
            name=op.f("ck_register_resolutions_votes_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["register_meetings.id"],
            name=op.f("fk_register_resolutions_meeting_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_resolutions")),
        sa.UniqueConstraint("code", name=op.f("uq_register_resolutions_code")),
        sa.UniqueConstraint(
            "meeting_id", "position", name=op.f("uq_register_resolutions_meeting_id_position")
        ),
    )


def downgrade() -> None:
    """Take the schema back."""
    op.drop_table("register_resolutions")
    with op.batch_alter_table("register_attendances", schema=None) as batch_op:
        batch_op.drop_index("ix_register_attendances_sheet")
        batch_op.drop_index(batch_op.f("ix_register_attendances_member_id"))

    op.drop_table("register_attendances")
    op.drop_table("register_profiles")
    with op.batch_alter_table("register_posts", schema=None) as batch_op:
        batch_op.drop_index("ix_register_posts_person")
        batch_op.drop_index(batch_op.f("ix_register_posts_organization_id"))

    op.drop_table("register_posts")
    with op.batch_alter_table("register_members", schema=None) as batch_op:
        batch_op.drop_index("ix_register_members_name")
        batch_op.drop_index("ix_register_members_list")

    op.drop_table("register_members")
    with op.batch_alter_table("register_meetings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_register_meetings_organization_id"))

    op.drop_table("register_meetings")
    with op.batch_alter_table("register_lists", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_register_lists_organization_id"))

    op.drop_table("register_lists")
    with op.batch_alter_table("register_founders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_register_founders_organization_id"))

    op.drop_table("register_founders")
