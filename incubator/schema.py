"""What tables are there: every room's models, in one place, for the migrations that make them."""

import flask_migrate as migrating
from flask import Flask

from incubator.accounts import models as accounts_models
from incubator.experts import models as experts_models
from incubator.intake.agreements import models as intake_agreements_models
from incubator.intake.applications import models as intake_applications_models
from incubator.intake.calls import models as intake_calls_models
from incubator.intake.decisions import models as intake_decisions_models
from incubator.intake.reviews import models as intake_reviews_models
from incubator.kernel import (
    audit,
    blobs,
    deadlines,
    jobs,
    notices,
    once,
    rulesets,
    throttle,
    workdays,
)
from incubator.kernel.db import db
from incubator.kernel.settings import ROOT
from incubator.organizations import models as organizations_models
from incubator.organizations.identities import models as organizations_identities_models
from incubator.organizations.imports import models as organizations_imports_models
from incubator.portal.feeds import models as portal_feeds_models
from incubator.portal.reminders import models as portal_reminders_models
from incubator.portal.renewals import models as portal_renewals_models
from incubator.registration.cases import models as registration_models
from incubator.registration.clocks import models as registration_clocks_models
from incubator.registration.dossiers import models as registration_dossiers_models
from incubator.registration.meetings import models as registration_meetings_models
from incubator.registration.names import models as registration_names_models
from incubator.registration.own_templates import models as registration_own_templates_models
from incubator.registration.papers import models as registration_papers_models
from incubator.registration.printing import models as registration_printing_models
from incubator.registration.registers import models as registration_registers_models
from incubator.space import models as space_models
from incubator.territory import models as territory_models
from incubator.territory.rule_changes import models as rule_changes_models

MIGRATIONS = str(ROOT / "migrations")
MODULES = (
    audit,
    blobs,
    deadlines,
    jobs,
    notices,
    once,
    rulesets,
    throttle,
    workdays,
    territory_models,
    accounts_models,
    rule_changes_models,
    organizations_models,
    registration_models,
    registration_clocks_models,
    registration_registers_models,
    registration_meetings_models,
    registration_names_models,
    registration_papers_models,
    registration_own_templates_models,
    registration_printing_models,
    registration_dossiers_models,
    organizations_imports_models,
    organizations_identities_models,
    space_models,
    experts_models,
    intake_calls_models,
    intake_applications_models,
    intake_reviews_models,
    intake_decisions_models,
    intake_agreements_models,
    portal_feeds_models,
    portal_reminders_models,
    portal_renewals_models,
)


def upgrade(app: Flask, revision: str = "head") -> None:
    """Bring the schema to a revision through the migrations."""
    _bind(app)
    migrating.upgrade(directory=MIGRATIONS, revision=revision)


def downgrade(app: Flask, revision: str) -> None:
    """Take the schema back to a revision."""
    _bind(app)
    migrating.downgrade(directory=MIGRATIONS, revision=revision)


def _bind(app: Flask) -> None:
    """Alembic is bound only where it is needed: the server never loads it."""
    if "migrate" not in app.extensions:
        migrating.Migrate(app, db, directory=MIGRATIONS, render_as_batch=True)
