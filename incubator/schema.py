"""What tables are there: every room's models, in one place, for migrations and fresh databases."""

from incubator.accounts import models as accounts_models
from incubator.experts import models as experts_models
from incubator.intake.applications import models as intake_applications_models
from incubator.intake.calls import models as intake_calls_models
from incubator.kernel import audit, blobs, jobs, notices, once, rulesets, throttle, workdays
from incubator.kernel.db import Base, db
from incubator.organizations import models as organizations_models
from incubator.organizations.imports import models as organizations_imports_models
from incubator.registration.cases import models as registration_models
from incubator.space import models as space_models
from incubator.territory import models as territory_models

MODULES = (
    audit,
    blobs,
    jobs,
    notices,
    once,
    rulesets,
    throttle,
    workdays,
    territory_models,
    accounts_models,
    organizations_models,
    registration_models,
    organizations_imports_models,
    space_models,
    experts_models,
    intake_calls_models,
    intake_applications_models,
)


def create_everything() -> None:
    """All tables and triggers at once, without migrations: for tests of the rooms."""
    with db.engine.begin() as connection:
        Base.metadata.create_all(connection)
        audit.create_triggers(connection)
