"""What can be asked about a step: everything its page shows, in one sheet."""

from dataclasses import dataclass

from sqlalchemy import select

from incubator.kernel.db import db
from incubator.kernel.errors import Absent
from incubator.registration.cases.models import CaseStep, StepFile
from incubator.registration.cases.queries import Roadmap, Station, roadmap_of
from incubator.registration.checklists.measuring import Measure
from incubator.registration.checklists.rules import Material
from incubator.registration.steps.rules import Lack, lack_of


@dataclass(frozen=True)
class Paper:
    """A material of the step with its files, and whether it lies there on paper."""

    material: Material
    files: list[StepFile]
    is_on_paper: bool

    @property
    def is_there(self) -> bool:
        """Whether it need not be looked for any more."""
        return bool(self.files) or self.is_on_paper


@dataclass(frozen=True)
class Sheet:
    """One step with its case, papers, measures, and what is missing."""

    roadmap: Roadmap
    station: Station
    papers: list[Paper]
    measures: list[Measure]
    lack: Lack

    @property
    def before(self) -> list[Station]:
        """The stations that come first and are on this way."""
        found = [self.roadmap.station(slug) for slug in self.station.rule.after]
        return [row for row in found if not row.is_skipped]


def list_files(step: CaseStep) -> list[StepFile]:
    """The files of a step, oldest first."""
    query = select(StepFile).where(StepFile.step_id == step.id).order_by(StepFile.id)
    return list(db.session.scalars(query).unique())


def sheet_of(step: CaseStep) -> Sheet:
    """Everything that the page of a step shows, in four queries."""
    if step.left_on is not None:
        raise Absent
    roadmap = roadmap_of(step.case)
    station = roadmap.station(step.slug)
    files = list_files(step)
    measures = roadmap.measures(station)
    papers = [
        Paper(
            material,
            [row for row in files if row.material == material.slug],
            material.slug in step.on_paper,
        )
        for material in station.rule.materials
    ]
    lack = lack_of(step, station.rule, [row.material for row in files], measures)
    return Sheet(roadmap, station, papers, measures, lack)
