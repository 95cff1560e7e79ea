"""Everything a park needs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

from incubator.kernel import audit

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "audit_events",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("subject_type", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("park_id", sa.Integer(), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column(
            "changes",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_events")),
    )
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_events_action"), ["action"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_events_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_events_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_audit_events_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_audit_events_park_id"), ["park_id"], unique=False)
        batch_op.create_index(
            "ix_audit_events_subject", ["subject_type", "subject_id", "seq"], unique=False
        )

    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "calendar_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "name",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("source_note", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_days")),
    )
    op.create_table(
        "calendar_years",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_announced", sa.Boolean(), nullable=False),
        sa.Column(
            "source",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_years")),
    )
    op.create_table(
        "files",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("content_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sa.UniqueConstraint("code", name=op.f("uq_files_code")),
        sa.UniqueConstraint("key", name=op.f("uq_files_key")),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column(
            "payload",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("run_at", sa.DateTime(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.create_index("ix_jobs_open", ["done_at", "run_at"], unique=False)

    op.create_table(
        "notices",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(length=300), nullable=False),
        sa.Column(
            "facts",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("code", name=op.f("uq_notices_code")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index("ix_notices_reader", ["user_id", "read_at", "id"], unique=False)

    op.create_table(
        "once_keys",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("location", sa.String(length=400), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_once_keys")),
    )
    with op.batch_alter_table("once_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_once_keys_created_at"), ["created_at"], unique=False)

    op.create_table(
        "regions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("division_code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.String(length=120), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["regions.id"], name=op.f("fk_regions_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regions")),
        sa.UniqueConstraint("division_code", name=op.f("uq_regions_division_code")),
        sa.UniqueConstraint("path", name=op.f("uq_regions_path")),
    )
    op.create_table(
        "rule_sets",
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("region_code", sa.String(length=12), nullable=False),
        sa.Column("legal_form", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.String(length=40), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column(
            "title",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "body",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_sets")),
        sa.UniqueConstraint("code", name=op.f("uq_rule_sets_code")),
        sa.UniqueConstraint(
            "kind",
            "key",
            "legal_form",
            "region_code",
            "edition",
            name=op.f("uq_rule_sets_kind_key_legal_form_region_code_edition"),
        ),
    )
    with op.batch_alter_table("rule_sets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rule_sets_kind"), ["kind"], unique=False)

    op.create_table(
        "throttles",
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.Column("next_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttles")),
    )
    op.create_table(
        "users",
        sa.Column("sign_in_name", sa.String(length=120), nullable=False),
        sa.Column("display_name", sa.String(length=40), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("has_long_password", sa.Boolean(), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=120), nullable=False),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("is_active_account", sa.Boolean(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("password_changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("code", name=op.f("uq_users_code")),
        sa.UniqueConstraint("sign_in_name", name=op.f("uq_users_sign_in_name")),
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("edition", sa.String(length=40), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_consents_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consents_user_id"), ["user_id"], unique=False)

    op.create_table(
        "kept_forms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_kept_forms_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_forms")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_kept_forms_token_hash")),
    )
    op.create_table(
        "organizations",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("short_name", sa.String(length=40), nullable=False),
        sa.Column("legal_form", sa.String(length=40), nullable=False),
        sa.Column("credit_code", sa.String(length=18), nullable=True),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("town", sa.String(length=60), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=True),
        sa.Column("stage_since", sa.DateTime(), nullable=True),
        sa.Column("representative", sa.String(length=100), nullable=False),
        sa.Column("phone", sa.String(length=100), nullable=False),
        sa.Column("email", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("supervising_unit", sa.String(length=200), nullable=False),
        sa.Column("field_of_work", sa.String(length=60), nullable=False),
        sa.Column("founded_on", sa.Date(), nullable=True),
        sa.Column("mission", sa.String(length=2000), nullable=False),
        sa.Column("staff_count", sa.Integer(), nullable=True),
        sa.Column("full_time_count", sa.Integer(), nullable=True),
        sa.Column("volunteer_count", sa.Integer(), nullable=True),
        sa.Column("remark", sa.String(length=2000), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "credit_code IS NULL OR length(credit_code) = 18",
            name=op.f("ck_organizations_credit_code_length"),
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["regions.id"], name=op.f("fk_organizations_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizations")),
        sa.UniqueConstraint("code", name=op.f("uq_organizations_code")),
        sa.UniqueConstraint("credit_code", name=op.f("uq_organizations_credit_code")),
    )
    with op.batch_alter_table("organizations", schema=None) as batch_op:
        batch_op.create_index("ix_organizations_name", ["name_key", "town"], unique=False)

    op.create_table(
        "parks",
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("operator", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("introduction", sa.String(length=4000), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_parks_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parks")),
        sa.UniqueConstraint("code", name=op.f("uq_parks_code")),
        sa.UniqueConstraint("slug", name=op.f("uq_parks_slug")),
    )
    op.create_table(
        "sign_in_sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("hat", sa.String(length=40), nullable=False),
        sa.Column("user_agent", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_sign_in_sessions_user_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in_sessions")),
        sa.UniqueConstraint("code", name=op.f("uq_sign_in_sessions_code")),
    )
    with op.batch_alter_table("sign_in_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_sessions_user_id"), ["user_id"], unique=False)

    op.create_table(
        "calls",
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("opens_at", sa.DateTime(), nullable=False),
        sa.Column("closes_at", sa.DateTime(), nullable=False),
        sa.Column("places_physical", sa.Integer(), nullable=False),
        sa.Column("places_virtual", sa.Integer(), nullable=False),
        sa.Column(
            "applicant_kinds",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "documents",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "sections",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "conditions",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("rubric_id", sa.Integer(), nullable=False),
        sa.Column("limits_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("status_since", sa.DateTime(), nullable=False),
        sa.Column("status_reason", sa.String(length=2000), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_calls_closes_after_opening")),
        sa.CheckConstraint(
            "places_physical >= 0 AND places_virtual >= 0",
            name=op.f("ck_calls_places_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name=op.f("fk_calls_created_by_id")
        ),
        sa.ForeignKeyConstraint(["limits_id"], ["rule_sets.id"], name=op.f("fk_calls_limits_id")),
        sa.ForeignKeyConstraint(["park_id"], ["parks.id"], name=op.f("fk_calls_park_id")),
        sa.ForeignKeyConstraint(["rubric_id"], ["rule_sets.id"], name=op.f("fk_calls_rubric_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        sa.UniqueConstraint("code", name=op.f("uq_calls_code")),
        sa.UniqueConstraint("park_id", "number", name=op.f("uq_calls_park_id_number")),
    )
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calls_limits_id"), ["limits_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_calls_rubric_id"), ["rubric_id"], unique=False)
        batch_op.create_index("ix_calls_window", ["park_id", "status", "closes_at"], unique=False)

    op.create_table(
        "cohorts",
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["park_id"], ["parks.id"], name=op.f("fk_cohorts_park_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohorts")),
        sa.UniqueConstraint("code", name=op.f("uq_cohorts_code")),
    )
    with op.batch_alter_table("cohorts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cohorts_park_id"), ["park_id"], unique=False)

    op.create_table(
        "column_mappings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("header", sa.String(length=200), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["park_id"], ["parks.id"], name=op.f("fk_column_mappings_park_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_column_mappings")),
        sa.UniqueConstraint("park_id", "header", name=op.f("uq_column_mappings_park_id_header")),
    )
    op.create_table(
        "experts",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("unit", sa.String(length=100), nullable=False),
        sa.Column(
            "fields",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("hours_per_month", sa.Integer(), nullable=False),
        sa.Column("term_from", sa.Date(), nullable=False),
        sa.Column("term_to", sa.Date(), nullable=False),
        sa.Column("introduction", sa.String(length=2000), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("status_since", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "hours_per_month BETWEEN 0 AND 200", name=op.f("ck_experts_hours_are_possible")
        ),
        sa.CheckConstraint("term_to > term_from", name=op.f("ck_experts_term_has_length")),
        sa.ForeignKeyConstraint(["park_id"], ["parks.id"], name=op.f("fk_experts_park_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_experts_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experts")),
        sa.UniqueConstraint("code", name=op.f("uq_experts_code")),
        sa.UniqueConstraint("user_id", "park_id", name=op.f("uq_experts_user_id_park_id")),
    )
    with op.batch_alter_table("experts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_experts_park_id"), ["park_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_experts_user_id"), ["user_id"], unique=False)

    op.create_table(
        "grants",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("park_id", sa.Integer(), nullable=True),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("granted_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["users.id"], name=op.f("fk_grants_granted_by_id")
        ),
        sa.ForeignKeyConstraint(["park_id"], ["parks.id"], name=op.f("fk_grants_park_id")),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_grants_region_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_grants_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
        sa.UniqueConstraint("code", name=op.f("uq_grants_code")),
    )
    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_grants_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_grants_park_id"), ["park_id"], unique=False)
        batch_op.create_index("ix_grants_user", ["user_id", "ended_at"], unique=False)

    op.create_table(
        "house_rules",
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "title",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "text",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["park_id"], ["parks.id"], name=op.f("fk_house_rules_park_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_house_rules")),
        sa.UniqueConstraint("code", name=op.f("uq_house_rules_code")),
    )
    with op.batch_alter_table("house_rules", schema=None) as batch_op:
        batch_op.create_index("ix_house_rules_park", ["park_id", "number"], unique=False)

    op.create_table(
        "import_runs",
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=160), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("status_since", sa.DateTime(), nullable=False),
        sa.Column(
            "counts",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "heads",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "result",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_import_runs_file_id")),
        sa.ForeignKeyConstraint(["park_id"], ["parks.id"], name=op.f("fk_import_runs_park_id")),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["users.id"], name=op.f("fk_import_runs_sent_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_runs")),
        sa.UniqueConstraint("code", name=op.f("uq_import_runs_code")),
        sa.UniqueConstraint("file_id", name=op.f("uq_import_runs_file_id")),
    )
    with op.batch_alter_table("import_runs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_runs_park_id"), ["park_id"], unique=False)

    op.create_table(
        "number_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["park_id"], ["parks.id"], name=op.f("fk_number_series_park_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_series")),
        sa.UniqueConstraint(
            "park_id", "kind", "year", name=op.f("uq_number_series_park_id_kind_year")
        ),
    )
    op.create_table(
        "one_time_links",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("park_id", sa.Integer(), nullable=True),
        sa.Column("sign_in_name", sa.String(length=120), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.CheckConstraint(
            "length(token_hash) = 64", name=op.f("ck_one_time_links_token_is_hashed")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["users.id"], name=op.f("fk_one_time_links_issued_by_id")
        ),
        sa.ForeignKeyConstraint(["park_id"], ["parks.id"], name=op.f("fk_one_time_links_park_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_one_time_links_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_links")),
        sa.UniqueConstraint("code", name=op.f("uq_one_time_links_code")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_one_time_links_token_hash")),
    )
    op.create_table(
        "organization_documents",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["files.id"], name=op.f("fk_organization_documents_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_organization_documents_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization_documents")),
        sa.UniqueConstraint("code", name=op.f("uq_organization_documents_code")),
        sa.UniqueConstraint("file_id", name=op.f("uq_organization_documents_file_id")),
    )
    with op.batch_alter_table("organization_documents", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_organization_documents_organization_id"),
            ["organization_id"],
            unique=False,
        )

    op.create_table(
        "organization_people",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("post", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("is_full_time", sa.Boolean(), nullable=False),
        sa.Column("is_founder", sa.Boolean(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_organization_people_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization_people")),
        sa.UniqueConstraint("code", name=op.f("uq_organization_people_code")),
    )
    with op.batch_alter_table("organization_people", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_organization_people_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "park_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_park_links_organization_id")
        ),
        sa.ForeignKeyConstraint(["park_id"], ["parks.id"], name=op.f("fk_park_links_park_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_park_links")),
    )
    with op.batch_alter_table("park_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_park_links_park_id"), ["park_id"], unique=False)
        batch_op.create_index("ix_park_links_reach", ["organization_id", "park_id"], unique=False)

    op.create_table(
        "registration_cases",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("rule_set_id", sa.Integer(), nullable=False),
        sa.Column("legal_form", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("route", sa.String(length=40), nullable=False),
        sa.Column("route_reason", sa.String(length=1000), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("status_since", sa.DateTime(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decision_note", sa.String(length=2000), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["users.id"], name=op.f("fk_registration_cases_opened_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_registration_cases_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["park_id"], ["parks.id"], name=op.f("fk_registration_cases_park_id")
        ),
        sa.ForeignKeyConstraint(
            ["rule_set_id"], ["rule_sets.id"], name=op.f("fk_registration_cases_rule_set_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_cases")),
        sa.UniqueConstraint("code", name=op.f("uq_registration_cases_code")),
        sa.UniqueConstraint("park_id", "number", name=op.f("uq_registration_cases_park_id_number")),
    )
    with op.batch_alter_table("registration_cases", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_registration_cases_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_registration_cases_park_id"), ["park_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_registration_cases_rule_set_id"), ["rule_set_id"], unique=False
        )
        batch_op.create_index(
            "uq_registration_cases_running",
            ["organization_id"],
            unique=True,
            sqlite_where=sa.text("status IN ('open', 'submitted', 'refused')"),
            postgresql_where=sa.text("status IN ('open', 'submitted', 'refused')"),
        )

    op.create_table(
        "reported_facts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("period", sa.String(length=20), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_reported_facts_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reported_facts")),
    )
    with op.batch_alter_table("reported_facts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reported_facts_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "stage_changes",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("from_stage", sa.String(length=40), nullable=True),
        sa.Column("to_stage", sa.String(length=40), nullable=False),
        sa.Column("rule_set_id", sa.Integer(), nullable=True),
        sa.Column(
            "criteria",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("status_since", sa.DateTime(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decision_note", sa.String(length=2000), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_stage_changes_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_stage_changes_organization_id")
        ),
        sa.ForeignKeyConstraint(["park_id"], ["parks.id"], name=op.f("fk_stage_changes_park_id")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["users.id"], name=op.f("fk_stage_changes_proposed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["rule_set_id"], ["rule_sets.id"], name=op.f("fk_stage_changes_rule_set_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_changes")),
        sa.UniqueConstraint("code", name=op.f("uq_stage_changes_code")),
    )
    with op.batch_alter_table("stage_changes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_stage_changes_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_stage_changes_park_id"), ["park_id"], unique=False)

    op.create_table(
        "zones",
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column(
            "name",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "purpose",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["park_id"], ["parks.id"], name=op.f("fk_zones_park_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zones")),
        sa.UniqueConstraint("code", name=op.f("uq_zones_code")),
        sa.UniqueConstraint("park_id", "slug", name=op.f("uq_zones_park_id_slug")),
    )
    with op.batch_alter_table("zones", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_zones_park_id"), ["park_id"], unique=False)

    op.create_table(
        "applications",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("status_since", sa.DateTime(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("started_by_id", sa.Integer(), nullable=True),
        sa.Column("answer_by_on", sa.Date(), nullable=True),
        sa.Column("wanted_mode", sa.String(length=20), nullable=False),
        sa.Column("accepts_virtual", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("round >= 0", name=op.f("ck_applications_round_not_negative")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_applications_call_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_applications_organization_id")
        ),
        sa.ForeignKeyConstraint(["park_id"], ["parks.id"], name=op.f("fk_applications_park_id")),
        sa.ForeignKeyConstraint(
            ["started_by_id"], ["users.id"], name=op.f("fk_applications_started_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["users.id"], name=op.f("fk_applications_submitted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
        sa.UniqueConstraint("call_id", "organization_id", name="uq_applications_once_a_call"),
        sa.UniqueConstraint("code", name=op.f("uq_applications_code")),
        sa.UniqueConstraint("park_id", "number", name="uq_applications_number"),
    )
    with op.batch_alter_table("applications", schema=None) as batch_op:
        batch_op.create_index("ix_applications_list", ["call_id", "status", "id"], unique=False)
        batch_op.create_index("ix_applications_newest", ["call_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_applications_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(
            "ix_applications_park_status",
            ["park_id", "status", "call_id", "status_since"],
            unique=False,
        )

    op.create_table(
        "decision_releases",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.DateTime(), nullable=False),
        sa.Column("released_by_id", sa.Integer(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_decision_releases_call_id")
        ),
        sa.ForeignKeyConstraint(
            ["released_by_id"], ["users.id"], name=op.f("fk_decision_releases_released_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_releases")),
        sa.UniqueConstraint("call_id", name=op.f("uq_decision_releases_call_id")),
        sa.UniqueConstraint("code", name=op.f("uq_decision_releases_code")),
    )
    op.create_table(
        "desks",
        sa.Column("zone_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["zone_id"], ["zones.id"], name=op.f("fk_desks_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desks")),
        sa.UniqueConstraint("code", name=op.f("uq_desks_code")),
        sa.UniqueConstraint("zone_id", "label", name=op.f("uq_desks_zone_id_label")),
    )
    with op.batch_alter_table("desks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desks_zone_id"), ["zone_id"], unique=False)

    op.create_table(
        "expert_assignments",
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=500), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("status_since", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on",
            name=op.f("ck_expert_assignments_ends_after_start"),
        ),
        sa.ForeignKeyConstraint(
            ["expert_id"], ["experts.id"], name=op.f("fk_expert_assignments_expert_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_expert_assignments_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["park_id"], ["parks.id"], name=op.f("fk_expert_assignments_park_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert_assignments")),
        sa.UniqueConstraint("code", name=op.f("uq_expert_assignments_code")),
    )
    with op.batch_alter_table("expert_assignments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_expert_assignments_expert_id"), ["expert_id"], unique=False
        )
        batch_op.create_index(
            "ix_expert_assignments_organization", ["organization_id", "status"], unique=False
        )
        batch_op.create_index("ix_expert_assignments_park", ["park_id", "status"], unique=False)
        batch_op.create_index(
            "uq_expert_assignments_active",
            ["expert_id", "organization_id"],
            unique=True,
            sqlite_where=sa.text("status = 'active'"),
            postgresql_where=sa.text("status = 'active'"),
        )

    op.create_table(
        "expert_conflicts",
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("declared_at", sa.DateTime(), nullable=False),
        sa.Column("declared_by_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("status_since", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["declared_by_id"], ["users.id"], name=op.f("fk_expert_conflicts_declared_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["expert_id"], ["experts.id"], name=op.f("fk_expert_conflicts_expert_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_expert_conflicts_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert_conflicts")),
        sa.UniqueConstraint("code", name=op.f("uq_expert_conflicts_code")),
    )
    with op.batch_alter_table("expert_conflicts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_expert_conflicts_expert_id"), ["expert_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_expert_conflicts_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(
            "uq_expert_conflicts_standing",
            ["expert_id", "organization_id"],
            unique=True,
            sqlite_where=sa.text("status = 'standing'"),
            postgresql_where=sa.text("status = 'standing'"),
        )

    op.create_table(
        "import_rows",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(length=100), nullable=True),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column(
            "reasons",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "warnings",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "cells",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "sent",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "values",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("same_sheet", sa.String(length=100), nullable=True),
        sa.Column("same_line", sa.Integer(), nullable=True),
        sa.Column("stored_id", sa.Integer(), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("created", sa.Boolean(), nullable=False),
        sa.Column("version_after", sa.Integer(), nullable=True),
        sa.Column("merged_at", sa.DateTime(), nullable=True),
        sa.Column(
            "before",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "fact_ids",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_import_rows_organization_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["run_id"], ["import_runs.id"], name=op.f("fk_import_rows_run_id")),
        sa.ForeignKeyConstraint(
            ["stored_id"],
            ["organizations.id"],
            name=op.f("fk_import_rows_stored_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_rows")),
        sa.UniqueConstraint("code", name=op.f("uq_import_rows_code")),
    )
    with op.batch_alter_table("import_rows", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_import_rows_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index("ix_import_rows_outcome", ["run_id", "outcome", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_import_rows_stored_id"), ["stored_id"], unique=False)
        batch_op.create_index("ix_import_rows_verdict", ["run_id", "verdict", "id"], unique=False)

    op.create_table(
        "meeting_rooms",
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("zone_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column(
            "equipment",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("opens_minute", sa.Integer(), nullable=False),
        sa.Column("closes_minute", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_meeting_rooms_capacity_positive")),
        sa.CheckConstraint(
            "opens_minute % 30 = 0 AND closes_minute % 30 = 0",
            name=op.f("ck_meeting_rooms_hours_on_slots"),
        ),
        sa.CheckConstraint(
            "opens_minute >= 0 AND closes_minute <= 1440 AND opens_minute < closes_minute",
            name=op.f("ck_meeting_rooms_hours_in_order"),
        ),
        sa.ForeignKeyConstraint(["park_id"], ["parks.id"], name=op.f("fk_meeting_rooms_park_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["zones.id"], name=op.f("fk_meeting_rooms_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_rooms")),
        sa.UniqueConstraint("code", name=op.f("uq_meeting_rooms_code")),
        sa.UniqueConstraint("park_id", "name", name=op.f("uq_meeting_rooms_park_id_name")),
    )
    with op.batch_alter_table("meeting_rooms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_rooms_park_id"), ["park_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_rooms_zone_id"), ["zone_id"], unique=False)

    op.create_table(
        "public_notices",
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.CheckConstraint("to_on > from_on", name=op.f("ck_public_notices_ends_after_start")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_public_notices_call_id")),
        sa.ForeignKeyConstraint(["park_id"], ["parks.id"], name=op.f("fk_public_notices_park_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_notices")),
        sa.UniqueConstraint("code", name=op.f("uq_public_notices_code")),
        sa.UniqueConstraint("park_id", "number", name=op.f("uq_public_notices_park_id_number")),
    )
    with op.batch_alter_table("public_notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_public_notices_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_public_notices_park_id"), ["park_id"], unique=False)

    op.create_table(
        "registration_facts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["registration_cases.id"], name=op.f("fk_registration_facts_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["users.id"], name=op.f("fk_registration_facts_updated_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_facts")),
        sa.UniqueConstraint("case_id", "slug", name=op.f("uq_registration_facts_case_id_slug")),
    )
    with op.batch_alter_table("registration_facts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_registration_facts_case_id"), ["case_id"], unique=False
        )

    op.create_table(
        "registration_standings",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.String(length=40), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("step_slug", sa.String(length=60), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["registration_cases.id"], name=op.f("fk_registration_standings_case_id")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_registration_standings")),
    )
    with op.batch_alter_table("registration_standings", schema=None) as batch_op:
        batch_op.create_index(
            "ix_registration_standings_turn", ["turn", "since", "case_id"], unique=False
        )

    op.create_table(
        "registration_steps",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("status_since", sa.DateTime(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("is_due_provisional", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column(
            "on_paper",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("return_reason", sa.String(length=2000), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("override_reason", sa.String(length=1000), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["registration_cases.id"], name=op.f("fk_registration_steps_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["done_by_id"], ["users.id"], name=op.f("fk_registration_steps_done_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_steps")),
        sa.UniqueConstraint("case_id", "slug", name=op.f("uq_registration_steps_case_id_slug")),
        sa.UniqueConstraint("code", name=op.f("uq_registration_steps_code")),
    )
    with op.batch_alter_table("registration_steps", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_registration_steps_case_id"), ["case_id"], unique=False
        )
        batch_op.create_index("ix_registration_steps_due", ["due_on", "status"], unique=False)

    op.create_table(
        "residencies",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("status_since", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_residencies_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts.id"], name=op.f("fk_residencies_cohort_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_residencies_organization_id")
        ),
        sa.ForeignKeyConstraint(["park_id"], ["parks.id"], name=op.f("fk_residencies_park_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_residencies")),
        sa.UniqueConstraint("code", name=op.f("uq_residencies_code")),
    )
    with op.batch_alter_table("residencies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_residencies_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_residencies_park_id"), ["park_id"], unique=False)
        batch_op.create_index(
            "ix_residencies_reach", ["organization_id", "park_id", "status"], unique=False
        )

    op.create_table(
        "score_sheets",
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("rule_set_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("subject_label", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "scores",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "comments",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("overall", sa.String(length=2000), nullable=False),
        sa.Column("recommendation", sa.String(length=40), nullable=True),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("conflict_reason", sa.String(length=500), nullable=False),
        sa.Column("declared_at", sa.DateTime(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("status_since", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "status <> 'submitted' OR total IS NOT NULL",
            name=op.f("ck_score_sheets_submitted_has_total"),
        ),
        sa.CheckConstraint(
            "total IS NULL OR total BETWEEN 0 AND 1000",
            name=op.f("ck_score_sheets_total_is_possible"),
        ),
        sa.ForeignKeyConstraint(
            ["expert_id"], ["experts.id"], name=op.f("fk_score_sheets_expert_id")
        ),
        sa.ForeignKeyConstraint(["park_id"], ["parks.id"], name=op.f("fk_score_sheets_park_id")),
        sa.ForeignKeyConstraint(
            ["rule_set_id"], ["rule_sets.id"], name=op.f("fk_score_sheets_rule_set_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_sheets")),
        sa.UniqueConstraint("code", name=op.f("uq_score_sheets_code")),
    )
    with op.batch_alter_table("score_sheets", schema=None) as batch_op:
        batch_op.create_index("ix_score_sheets_expert", ["expert_id", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_score_sheets_park_id"), ["park_id"], unique=False)

    op.create_table(
        "stage_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("from_stage", sa.String(length=40), nullable=True),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("by_name", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["change_id"], ["stage_changes.id"], name=op.f("fk_stage_entries_change_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_stage_entries_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_entries")),
    )
    with op.batch_alter_table("stage_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stage_entries_change_id"), ["change_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_stage_entries_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "stage_statements",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=60), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"], ["stage_changes.id"], name=op.f("fk_stage_statements_change_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["files.id"], name=op.f("fk_stage_statements_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_statements")),
        sa.UniqueConstraint("code", name=op.f("uq_stage_statements_code")),
        sa.UniqueConstraint("file_id", name=op.f("uq_stage_statements_file_id")),
    )
    with op.batch_alter_table("stage_statements", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_stage_statements_change_id"), ["change_id"], unique=False
        )

    op.create_table(
        "agreements",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("clauses_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("goals", sa.String(length=2000), nullable=False),
        sa.Column("representative", sa.String(length=40), nullable=False),
        sa.Column("signing_place", sa.String(length=100), nullable=False),
        sa.Column("organization_signed_on", sa.Date(), nullable=True),
        sa.Column("park_signed_on", sa.Date(), nullable=True),
        sa.Column("scan_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("status_since", sa.DateTime(), nullable=False),
        sa.Column("prepared_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_agreements_ends_after_start")),
        sa.CheckConstraint(
            "months BETWEEN 1 AND 60", name=op.f("ck_agreements_months_are_possible")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_agreements_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["clauses_id"], ["rule_sets.id"], name=op.f("fk_agreements_clauses_id")
        ),
        sa.ForeignKeyConstraint(
            ["prepared_by_id"], ["users.id"], name=op.f("fk_agreements_prepared_by_id")
        ),
        sa.ForeignKeyConstraint(["scan_id"], ["files.id"], name=op.f("fk_agreements_scan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
        sa.UniqueConstraint("application_id", name=op.f("uq_agreements_application_id")),
        sa.UniqueConstraint("code", name=op.f("uq_agreements_code")),
        sa.UniqueConstraint("scan_id", name=op.f("uq_agreements_scan_id")),
    )
    op.create_table(
        "application_ask_backs",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column(
            "items",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("answer_by_on", sa.Date(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_application_ask_backs_application_id"),
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["users.id"], name=op.f("fk_application_ask_backs_sent_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_ask_backs")),
        sa.UniqueConstraint("code", name=op.f("uq_application_ask_backs_code")),
    )
    with op.batch_alter_table("application_ask_backs", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_application_ask_backs_application_id"), ["application_id"], unique=False
        )

    op.create_table(
        "application_files",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(length=40), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["users.id"], name=op.f("fk_application_files_added_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_application_files_application_id"),
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["files.id"], name=op.f("fk_application_files_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_files")),
        sa.UniqueConstraint("code", name=op.f("uq_application_files_code")),
        sa.UniqueConstraint("file_id", name=op.f("uq_application_files_file_id")),
    )
    with op.batch_alter_table("application_files", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_application_files_application_id"), ["application_id"], unique=False
        )

    op.create_table(
        "application_sections",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column(
            "answers",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("is_locked", sa.Boolean(), nullable=False),
        sa.Column("ask_back", sa.String(length=2000), nullable=False),
        sa.Column("is_corrected", sa.Boolean(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_application_sections_application_id"),
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["users.id"], name=op.f("fk_application_sections_updated_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_sections")),
        sa.UniqueConstraint(
            "application_id", "slug", name=op.f("uq_application_sections_application_id_slug")
        ),
        sa.UniqueConstraint("code", name=op.f("uq_application_sections_code")),
    )
    with op.batch_alter_table("application_sections", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_application_sections_application_id"), ["application_id"], unique=False
        )

    op.create_table(
        "application_submissions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "answers",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "files",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_application_submissions_application_id"),
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"],
            ["users.id"],
            name=op.f("fk_application_submissions_submitted_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_submissions")),
        sa.UniqueConstraint(
            "application_id", "round", name=op.f("uq_application_submissions_application_id_round")
        ),
    )
    with op.batch_alter_table("application_submissions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_application_submissions_application_id"),
            ["application_id"],
            unique=False,
        )

    op.create_table(
        "bookings",
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("booked_by_id", sa.Integer(), nullable=True),
        sa.Column("rule_set_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("equipment_note", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("status_since", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_bookings_ends_after_start")),
        sa.CheckConstraint("people > 0", name=op.f("ck_bookings_people_positive")),
        sa.ForeignKeyConstraint(
            ["booked_by_id"], ["users.id"], name=op.f("fk_bookings_booked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_bookings_organization_id")
        ),
        sa.ForeignKeyConstraint(["park_id"], ["parks.id"], name=op.f("fk_bookings_park_id")),
        sa.ForeignKeyConstraint(
            ["room_id"], ["meeting_rooms.id"], name=op.f("fk_bookings_room_id")
        ),
        sa.ForeignKeyConstraint(
            ["rule_set_id"], ["rule_sets.id"], name=op.f("fk_bookings_rule_set_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
        sa.UniqueConstraint("code", name=op.f("uq_bookings_code")),
    )
    with op.batch_alter_table("bookings", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_bookings_booked_by_id"), ["booked_by_id"], unique=False
        )
        batch_op.create_index(
            "ix_bookings_organization", ["organization_id", "starts_at", "id"], unique=False
        )
        batch_op.create_index("ix_bookings_park", ["park_id", "starts_at", "id"], unique=False)
        batch_op.create_index(
            "ix_bookings_park_status", ["park_id", "status", "ends_at"], unique=False
        )
        batch_op.create_index("ix_bookings_room", ["room_id", "starts_at"], unique=False)

    op.create_table(
        "decision_corrections",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("from_outcome", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("reasons", sa.String(length=1000), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("status_since", sa.DateTime(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_decision_corrections_application_id"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_decision_corrections_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["users.id"], name=op.f("fk_decision_corrections_proposed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_corrections")),
        sa.UniqueConstraint("code", name=op.f("uq_decision_corrections_code")),
    )
    with op.batch_alter_table("decision_corrections", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_decision_corrections_application_id"), ["application_id"], unique=False
        )
        batch_op.create_index(
            "uq_decision_corrections_open",
            ["application_id"],
            unique=True,
            sqlite_where=sa.text("status = 'proposed'"),
            postgresql_where=sa.text("status = 'proposed'"),
        )

    op.create_table(
        "decisions",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("reasons", sa.String(length=1000), nullable=False),
        sa.Column("mean_hundredths", sa.Integer(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("letters_id", sa.Integer(), nullable=False),
        sa.Column(
            "facts",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("is_correction", sa.Boolean(), nullable=False),
        sa.Column("prepared_by_id", sa.Integer(), nullable=True),
        sa.Column("released_by_id", sa.Integer(), nullable=True),
        sa.Column("released_at", sa.DateTime(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_decisions_application_id")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_decisions_call_id")),
        sa.ForeignKeyConstraint(
            ["letters_id"], ["rule_sets.id"], name=op.f("fk_decisions_letters_id")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["public_notices.id"], name=op.f("fk_decisions_notice_id")
        ),
        sa.ForeignKeyConstraint(
            ["prepared_by_id"], ["users.id"], name=op.f("fk_decisions_prepared_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["released_by_id"], ["users.id"], name=op.f("fk_decisions_released_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("code", name=op.f("uq_decisions_code")),
    )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_decisions_application_id"), ["application_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_decisions_call_id"), ["call_id"], unique=False)
        batch_op.create_index(
            "uq_decisions_current",
            ["application_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "desk_contracts",
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("residency_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("status_since", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(status = 'ended') = (ended_on IS NOT NULL)",
            name=op.f("ck_desk_contracts_ended_has_a_day"),
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_desk_contracts_ends_after_start")),
        sa.ForeignKeyConstraint(["desk_id"], ["desks.id"], name=op.f("fk_desk_contracts_desk_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_desk_contracts_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["residency_id"], ["residencies.id"], name=op.f("fk_desk_contracts_residency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_contracts")),
        sa.UniqueConstraint("code", name=op.f("uq_desk_contracts_code")),
    )
    with op.batch_alter_table("desk_contracts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_contracts_desk_id"), ["desk_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_desk_contracts_ends_on"), ["ends_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_desk_contracts_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_desk_contracts_residency_id"), ["residency_id"], unique=False
        )
        batch_op.create_index(
            "uq_desk_contracts_one_holder",
            ["desk_id"],
            unique=True,
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )

    op.create_table(
        "mentoring_sessions",
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column(
            "topics",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("advice", sa.String(length=4000), nullable=False),
        sa.Column("private_note", sa.String(length=2000), nullable=False),
        sa.Column("organization_comment", sa.String(length=2000), nullable=False),
        sa.Column("logged_by_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("status_since", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "minutes BETWEEN 5 AND 720", name=op.f("ck_mentoring_sessions_minutes_are_possible")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["expert_assignments.id"],
            name=op.f("fk_mentoring_sessions_assignment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["expert_id"], ["experts.id"], name=op.f("fk_mentoring_sessions_expert_id")
        ),
        sa.ForeignKeyConstraint(
            ["logged_by_id"], ["users.id"], name=op.f("fk_mentoring_sessions_logged_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_mentoring_sessions_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["park_id"], ["parks.id"], name=op.f("fk_mentoring_sessions_park_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_sessions")),
        sa.UniqueConstraint("code", name=op.f("uq_mentoring_sessions_code")),
    )
    with op.batch_alter_table("mentoring_sessions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mentoring_sessions_assignment_id"), ["assignment_id"], unique=False
        )
        batch_op.create_index(
            "ix_mentoring_sessions_expert", ["expert_id", "held_on"], unique=False
        )
        batch_op.create_index(
            "ix_mentoring_sessions_organization", ["organization_id", "held_on"], unique=False
        )
        batch_op.create_index("ix_mentoring_sessions_park", ["park_id", "status"], unique=False)

    op.create_table(
        "notice_entries",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("field_of_work", sa.String(length=60), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_notice_entries_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["public_notices.id"], name=op.f("fk_notice_entries_notice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_entries")),
        sa.UniqueConstraint("code", name=op.f("uq_notice_entries_code")),
        sa.UniqueConstraint(
            "notice_id", "application_id", name=op.f("uq_notice_entries_notice_id_application_id")
        ),
    )
    with op.batch_alter_table("notice_entries", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_notice_entries_application_id"), ["application_id"], unique=False
        )

    op.create_table(
        "pending_decisions",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("reasons", sa.String(length=1000), nullable=False),
        sa.Column("prepared_by_id", sa.Integer(), nullable=True),
        sa.Column("prepared_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_pending_decisions_application_id"),
        ),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_pending_decisions_call_id")
        ),
        sa.ForeignKeyConstraint(
            ["prepared_by_id"], ["users.id"], name=op.f("fk_pending_decisions_prepared_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_decisions")),
        sa.UniqueConstraint("application_id", name=op.f("uq_pending_decisions_application_id")),
        sa.UniqueConstraint("code", name=op.f("uq_pending_decisions_code")),
    )
    with op.batch_alter_table("pending_decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pending_decisions_call_id"), ["call_id"], unique=False)

    op.create_table(
        "registration_files",
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("material", sa.String(length=60), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["files.id"], name=op.f("fk_registration_files_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["step_id"], ["registration_steps.id"], name=op.f("fk_registration_files_step_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_files")),
        sa.UniqueConstraint("code", name=op.f("uq_registration_files_code")),
        sa.UniqueConstraint("file_id", name=op.f("uq_registration_files_file_id")),
    )
    with op.batch_alter_table("registration_files", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_registration_files_step_id"), ["step_id"], unique=False
        )

    op.create_table(
        "review_totals",
        sa.Column("application_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("submitted", sa.Integer(), nullable=False),
        sa.Column("mean_hundredths", sa.Integer(), nullable=True),
        sa.Column("lowest", sa.Integer(), nullable=True),
        sa.Column("highest", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "submitted <= asked", name=op.f("ck_review_totals_submitted_among_asked")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_review_totals_application_id")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_review_totals_call_id")),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_review_totals")),
    )
    with op.batch_alter_table("review_totals", schema=None) as batch_op:
        batch_op.create_index(
            "ix_review_totals_ranking",
            ["call_id", "mean_hundredths", "application_id"],
            unique=False,
        )

    op.create_table(
        "reviews",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(), nullable=False),
        sa.Column("assigned_by_id", sa.Integer(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_reviews_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["assigned_by_id"], ["users.id"], name=op.f("fk_reviews_assigned_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["reviews.id"], name=op.f("fk_reviews_replaces_id")
        ),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["score_sheets.id"], name=op.f("fk_reviews_sheet_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("code", name=op.f("uq_reviews_code")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_reviews_replaces_id")),
        sa.UniqueConstraint("sheet_id", name=op.f("uq_reviews_sheet_id")),
    )
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reviews_application_id"), ["application_id"], unique=False
        )

    op.create_table(
        "action_items",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("person_name", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("status_since", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["done_by_id"], ["users.id"], name=op.f("fk_action_items_done_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_action_items_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["mentoring_sessions.id"], name=op.f("fk_action_items_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_items")),
        sa.UniqueConstraint("code", name=op.f("uq_action_items_code")),
    )
    with op.batch_alter_table("action_items", schema=None) as batch_op:
        batch_op.create_index(
            "ix_action_items_organization", ["organization_id", "status", "due_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_action_items_session_id"), ["session_id"], unique=False
        )

    op.create_table(
        "admissions",
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("residency_id", sa.Integer(), nullable=False),
        sa.Column("desk_contract_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.Column("admitted_at", sa.DateTime(), nullable=False),
        sa.Column("admitted_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["admitted_by_id"], ["users.id"], name=op.f("fk_admissions_admitted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_admissions_agreement_id")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["expert_assignments.id"], name=op.f("fk_admissions_assignment_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["registration_cases.id"], name=op.f("fk_admissions_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["desk_contract_id"], ["desk_contracts.id"], name=op.f("fk_admissions_desk_contract_id")
        ),
        sa.ForeignKeyConstraint(
            ["residency_id"], ["residencies.id"], name=op.f("fk_admissions_residency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admissions")),
        sa.UniqueConstraint("agreement_id", name=op.f("uq_admissions_agreement_id")),
        sa.UniqueConstraint("code", name=op.f("uq_admissions_code")),
        sa.UniqueConstraint("residency_id", name=op.f("uq_admissions_residency_id")),
    )
    op.create_table(
        "booking_slots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("slot_start", sa.DateTime(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_booking_slots_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["meeting_rooms.id"], name=op.f("fk_booking_slots_room_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_slots")),
        sa.UniqueConstraint("room_id", "slot_start", name="uq_booking_slots_one_booking"),
    )
    with op.batch_alter_table("booking_slots", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_booking_slots_booking_id"), ["booking_id"], unique=False
        )

    op.create_table(
        "objections",
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("contact", sa.String(length=120), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("answer_by_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(length=2000), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("status_since", sa.DateTime(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["notice_entries.id"], name=op.f("fk_objections_entry_id")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["public_notices.id"], name=op.f("fk_objections_notice_id")
        ),
        sa.ForeignKeyConstraint(["park_id"], ["parks.id"], name=op.f("fk_objections_park_id")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["users.id"], name=op.f("fk_objections_proposed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objections")),
        sa.UniqueConstraint("code", name=op.f("uq_objections_code")),
        sa.UniqueConstraint("park_id", "number", name=op.f("uq_objections_park_id_number")),
    )
    with op.batch_alter_table("objections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_objections_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_objections_notice_id"), ["notice_id"], unique=False)
        batch_op.create_index("ix_objections_status", ["park_id", "status", "id"], unique=False)

    audit.create_triggers(op.get_bind())


def downgrade() -> None:
    """Take the schema back."""
    audit.drop_triggers(op.get_bind())
    with op.batch_alter_table("objections", schema=None) as batch_op:
        batch_op.drop_index("ix_objections_status")
        batch_op.drop_index(batch_op.f("ix_objections_notice_id"))
        batch_op.drop_index(batch_op.f("ix_objections_entry_id"))

    op.drop_table("objections")
    with op.batch_alter_table("booking_slots", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_booking_slots_booking_id"))

    op.drop_table("booking_slots")
    op.drop_table("admissions")
    with op.batch_alter_table("action_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_items_session_id"))
        batch_op.drop_index("ix_action_items_organization")

    op.drop_table("action_items")
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reviews_application_id"))

    op.drop_table("reviews")
    with op.batch_alter_table("review_totals", schema=None) as batch_op:
        batch_op.drop_index("ix_review_totals_ranking")

    op.drop_table("review_totals")
    with op.batch_alter_table("registration_files", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_files_step_id"))

    op.drop_table("registration_files")
    with op.batch_alter_table("pending_decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pending_decisions_call_id"))

    op.drop_table("pending_decisions")
    with op.batch_alter_table("notice_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_entries_application_id"))

    op.drop_table("notice_entries")
    with op.batch_alter_table("mentoring_sessions", schema=None) as batch_op:
        batch_op.drop_index("ix_mentoring_sessions_park")
        batch_op.drop_index("ix_mentoring_sessions_organization")
        batch_op.drop_index("ix_mentoring_sessions_expert")
        batch_op.drop_index(batch_op.f("ix_mentoring_sessions_assignment_id"))

    op.drop_table("mentoring_sessions")
    with op.batch_alter_table("desk_contracts", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_desk_contracts_one_holder",
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_desk_contracts_residency_id"))
        batch_op.drop_index(batch_op.f("ix_desk_contracts_organization_id"))
        batch_op.drop_index(batch_op.f("ix_desk_contracts_ends_on"))
        batch_op.drop_index(batch_op.f("ix_desk_contracts_desk_id"))

    op.drop_table("desk_contracts")
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_decisions_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_decisions_call_id"))
        batch_op.drop_index(batch_op.f("ix_decisions_application_id"))

    op.drop_table("decisions")
    with op.batch_alter_table("decision_corrections", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_decision_corrections_open",
            sqlite_where=sa.text("status = 'proposed'"),
            postgresql_where=sa.text("status = 'proposed'"),
        )
        batch_op.drop_index(batch_op.f("ix_decision_corrections_application_id"))

    op.drop_table("decision_corrections")
    with op.batch_alter_table("bookings", schema=None) as batch_op:
        batch_op.drop_index("ix_bookings_room")
        batch_op.drop_index("ix_bookings_park_status")
        batch_op.drop_index("ix_bookings_park")
        batch_op.drop_index("ix_bookings_organization")
        batch_op.drop_index(batch_op.f("ix_bookings_booked_by_id"))

    op.drop_table("bookings")
    with op.batch_alter_table("application_submissions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_application_submissions_application_id"))

    op.drop_table("application_submissions")
    with op.batch_alter_table("application_sections", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_application_sections_application_id"))

    op.drop_table("application_sections")
    with op.batch_alter_table("application_files", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_application_files_application_id"))

    op.drop_table("application_files")
    with op.batch_alter_table("application_ask_backs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_application_ask_backs_application_id"))

    op.drop_table("application_ask_backs")
    op.drop_table("agreements")
    with op.batch_alter_table("stage_statements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stage_statements_change_id"))

    op.drop_table("stage_statements")
    with op.batch_alter_table("stage_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stage_entries_organization_id"))
        batch_op.drop_index(batch_op.f("ix_stage_entries_change_id"))

    op.drop_table("stage_entries")
    with op.batch_alter_table("score_sheets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_score_sheets_park_id"))
        batch_op.drop_index("ix_score_sheets_expert")

    op.drop_table("score_sheets")
    with op.batch_alter_table("residencies", schema=None) as batch_op:
        batch_op.drop_index("ix_residencies_reach")
        batch_op.drop_index(batch_op.f("ix_residencies_park_id"))
        batch_op.drop_index(batch_op.f("ix_residencies_cohort_id"))

    op.drop_table("residencies")
    with op.batch_alter_table("registration_steps", schema=None) as batch_op:
        batch_op.drop_index("ix_registration_steps_due")
        batch_op.drop_index(batch_op.f("ix_registration_steps_case_id"))

    op.drop_table("registration_steps")
    with op.batch_alter_table("registration_standings", schema=None) as batch_op:
        batch_op.drop_index("ix_registration_standings_turn")

    op.drop_table("registration_standings")
    with op.batch_alter_table("registration_facts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_facts_case_id"))

    op.drop_table("registration_facts")
    with op.batch_alter_table("public_notices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_public_notices_park_id"))
        batch_op.drop_index(batch_op.f("ix_public_notices_call_id"))

    op.drop_table("public_notices")
    with op.batch_alter_table("meeting_rooms", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_rooms_zone_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_rooms_park_id"))

    op.drop_table("meeting_rooms")
    with op.batch_alter_table("import_rows", schema=None) as batch_op:
        batch_op.drop_index("ix_import_rows_verdict")
        batch_op.drop_index(batch_op.f("ix_import_rows_stored_id"))
        batch_op.drop_index("ix_import_rows_outcome")
        batch_op.drop_index(batch_op.f("ix_import_rows_organization_id"))

    op.drop_table("import_rows")
    with op.batch_alter_table("expert_conflicts", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_expert_conflicts_standing",
            sqlite_where=sa.text("status = 'standing'"),
            postgresql_where=sa.text("status = 'standing'"),
        )
        batch_op.drop_index(batch_op.f("ix_expert_conflicts_organization_id"))
        batch_op.drop_index(batch_op.f("ix_expert_conflicts_expert_id"))

    op.drop_table("expert_conflicts")
    with op.batch_alter_table("expert_assignments", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_expert_assignments_active",
            sqlite_where=sa.text("status = 'active'"),
            postgresql_where=sa.text("status = 'active'"),
        )
        batch_op.drop_index("ix_expert_assignments_park")
        batch_op.drop_index("ix_expert_assignments_organization")
        batch_op.drop_index(batch_op.f("ix_expert_assignments_expert_id"))

    op.drop_table("expert_assignments")
    with op.batch_alter_table("desks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desks_zone_id"))

    op.drop_table("desks")
    op.drop_table("decision_releases")
    with op.batch_alter_table("applications", schema=None) as batch_op:
        batch_op.drop_index("ix_applications_park_status")
        batch_op.drop_index(batch_op.f("ix_applications_organization_id"))
        batch_op.drop_index("ix_applications_newest")
        batch_op.drop_index("ix_applications_list")

    op.drop_table("applications")
    with op.batch_alter_table("zones", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_zones_park_id"))

    op.drop_table("zones")
    with op.batch_alter_table("stage_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stage_changes_park_id"))
        batch_op.drop_index(batch_op.f("ix_stage_changes_organization_id"))

    op.drop_table("stage_changes")
    with op.batch_alter_table("reported_facts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reported_facts_organization_id"))

    op.drop_table("reported_facts")
    with op.batch_alter_table("registration_cases", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_registration_cases_running",
            sqlite_where=sa.text("status IN ('open', 'submitted', 'refused')"),
            postgresql_where=sa.text("status IN ('open', 'submitted', 'refused')"),
        )
        batch_op.drop_index(batch_op.f("ix_registration_cases_rule_set_id"))
        batch_op.drop_index(batch_op.f("ix_registration_cases_park_id"))
        batch_op.drop_index(batch_op.f("ix_registration_cases_organization_id"))

    op.drop_table("registration_cases")
    with op.batch_alter_table("park_links", schema=None) as batch_op:
        batch_op.drop_index("ix_park_links_reach")
        batch_op.drop_index(batch_op.f("ix_park_links_park_id"))

    op.drop_table("park_links")
    with op.batch_alter_table("organization_people", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organization_people_organization_id"))

    op.drop_table("organization_people")
    with op.batch_alter_table("organization_documents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organization_documents_organization_id"))

    op.drop_table("organization_documents")
    op.drop_table("one_time_links")
    op.drop_table("number_series")
    with op.batch_alter_table("import_runs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_runs_park_id"))

    op.drop_table("import_runs")
    with op.batch_alter_table("house_rules", schema=None) as batch_op:
        batch_op.drop_index("ix_house_rules_park")

    op.drop_table("house_rules")
    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.drop_index("ix_grants_user")
        batch_op.drop_index(batch_op.f("ix_grants_park_id"))
        batch_op.drop_index(batch_op.f("ix_grants_organization_id"))

    op.drop_table("grants")
    with op.batch_alter_table("experts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_experts_user_id"))
        batch_op.drop_index(batch_op.f("ix_experts_park_id"))

    op.drop_table("experts")
    op.drop_table("column_mappings")
    with op.batch_alter_table("cohorts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cohorts_park_id"))

    op.drop_table("cohorts")
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.drop_index("ix_calls_window")
        batch_op.drop_index(batch_op.f("ix_calls_rubric_id"))
        batch_op.drop_index(batch_op.f("ix_calls_limits_id"))

    op.drop_table("calls")
    with op.batch_alter_table("sign_in_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_sessions_user_id"))

    op.drop_table("sign_in_sessions")
    op.drop_table("parks")
    with op.batch_alter_table("organizations", schema=None) as batch_op:
        batch_op.drop_index("ix_organizations_name")

    op.drop_table("organizations")
    op.drop_table("kept_forms")
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consents_user_id"))

    op.drop_table("consents")
    op.drop_table("users")
    op.drop_table("throttles")
    with op.batch_alter_table("rule_sets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rule_sets_kind"))

    op.drop_table("rule_sets")
    op.drop_table("regions")
    with op.batch_alter_table("once_keys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_once_keys_created_at"))

    op.drop_table("once_keys")
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_index("ix_notices_reader")

    op.drop_table("notices")
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.drop_index("ix_jobs_open")

    op.drop_table("jobs")
    op.drop_table("files")
    op.drop_table("calendar_years")
    op.drop_table("calendar_days")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_events_subject")
        batch_op.drop_index(batch_op.f("ix_audit_events_park_id"))
        batch_op.drop_index(batch_op.f("ix_audit_events_organization_id"))
        batch_op.drop_index(batch_op.f("ix_audit_events_at"))
        batch_op.drop_index(batch_op.f("ix_audit_events_actor_id"))
        batch_op.drop_index(batch_op.f("ix_audit_events_action"))

    op.drop_table("audit_events")
