"""The pages of this room, gathered part by part; and what the ladder asks."""

from incubator.registration import criteria
from incubator.registration.assemblies import views as assemblies
from incubator.registration.books import views as books
from incubator.registration.bulk_filings import views as bulk_filings
from incubator.registration.bulk_undos import views as bulk_undos
from incubator.registration.cases import opening_views as opening
from incubator.registration.cases import views as cases
from incubator.registration.certificates import views as certificates
from incubator.registration.checklists import views as checklists
from incubator.registration.clocks import views as clocks
from incubator.registration.coach import views as coach
from incubator.registration.dossiers import keeping_views as keeping
from incubator.registration.dossiers import views as dossiers
from incubator.registration.editions import views as editions
from incubator.registration.ends import views as ends
from incubator.registration.filing_reports import views as filing_reports
from incubator.registration.filings import map_views as filing_map
from incubator.registration.filings import views as filings
from incubator.registration.grades import panel_views as grade_panels
from incubator.registration.grades import sheet_views as grade_sheets
from incubator.registration.grades import views as grades
from incubator.registration.names import views as names
from incubator.registration.names import watch
from incubator.registration.own_templates import views as own_templates
from incubator.registration.papers import views as papers
from incubator.registration.prechecks import views as prechecks
from incubator.registration.printing import views as printing
from incubator.registration.renewals import views as renewals
from incubator.registration.room import room
from incubator.registration.steps import decision_views as decisions
from incubator.registration.steps import views as steps
from incubator.registration.takeovers import views as takeovers

__all__ = [
    "assemblies",
    "books",
    "bulk_filings",
    "bulk_undos",
    "cases",
    "certificates",
    "checklists",
    "clocks",
    "coach",
    "criteria",
    "decisions",
    "dossiers",
    "editions",
    "ends",
    "filing_map",
    "filing_reports",
    "filings",
    "grade_panels",
    "grade_sheets",
    "grades",
    "keeping",
    "names",
    "opening",
    "own_templates",
    "papers",
    "prechecks",
    "printing",
    "renewals",
    "room",
    "steps",
    "takeovers",
    "watch",
]
