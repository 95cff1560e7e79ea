"""Does the demo's walk end where it was asked to, on working days of the past, with papers of its own?"""

from random import Random

import pytest
from sqlalchemy import select

from incubator.kernel import clock, workdays
from incubator.kernel.access import SYSTEM
from incubator.kernel.blobs import StoredFile
from incubator.kernel.db import db
from incubator.kernel.identifiers import has_sound_inner_code, is_uscc
from incubator.organizations.models import LegalForm
from incubator.registration import demo
from incubator.registration.cases.models import StepFile
from incubator.registration.cases.queries import list_steps, roadmap_of
from incubator.registration.cases.workflow import CaseStatus
from tests.registration.build import resident


def walked(park, upto, paper=None):
    return demo.make_case(resident(park), park, by=SYSTEM, upto=upto, rng=Random(upto), paper=paper)


def test_a_team_stops_at_forty_six_members(build):
    roadmap = roadmap_of(walked(build.park(), 5))
    current = roadmap.current()
    assert (current.step.slug, roadmap.progress.done) == ("members", 5)
    assert roadmap.measures(current)[0].text == "46/50"


def test_a_case_is_walked_to_the_last_filing(build):
    case = walked(build.park(), 18)
    assert case.status is CaseStatus.REGISTERED
    assert (case.standing.done, case.standing.total) == (18, 19)
    organization = case.organization
    assert organization.legal_form is LegalForm.SOCIAL_GROUP
    assert is_uscc(organization.credit_code)
    assert has_sound_inner_code(organization.credit_code)
    calendar = workdays.current()
    days = [row.done_on for row in list_steps(case) if row.done_on]
    assert all(calendar.is_working_day(day) and day <= clock.today() for day in days)


@pytest.mark.pdf
def test_every_paper_is_stored_for_itself(build):
    walked(build.park(), 3, demo.sample_paper())
    rows = list(db.session.scalars(select(StepFile)).unique())
    assert len(rows) == 4
    keys = set(db.session.scalars(select(StoredFile.key)))
    assert len(keys) == 4
