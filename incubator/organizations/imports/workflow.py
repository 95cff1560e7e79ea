"""What can happen to an import: examined first, imported by a decision, undone as a whole."""

from enum import StrEnum

from incubator.kernel.access import Role, permission
from incubator.kernel.text import lazy
from incubator.kernel.workflow import Move, State, Tone, Turn, Workflow

IMPORT_READ = permission("organizations.import_read", Role.CLERK, Role.OPERATOR, Role.MANAGER)
IMPORT_RUN = permission("organizations.import_run", Role.CLERK, Role.OPERATOR)
IMPORT_UNDO = permission("organizations.import_undo", Role.OPERATOR)


class ImportStatus(StrEnum):
    """Where an import stands."""

    EXAMINED = "examined"
    IMPORTED = "imported"
    UNDONE = "undone"
    DISCARDED = "discarded"


class Outcome(StrEnum):
    """What became of one row."""

    WAITING = "waiting"
    IMPORTED = "imported"
    MERGED = "merged"
    UNDONE = "undone"
    KEPT = "kept"


OUTCOME_LABELS = {
    Outcome.WAITING: lazy("Not taken in"),
    Outcome.IMPORTED: lazy("Imported"),
    Outcome.MERGED: lazy("Merged"),
    Outcome.UNDONE: lazy("Undone"),
    Outcome.KEPT: lazy("Kept: changed since"),
}

IMPORT = Workflow(
    name="roster_import",
    title=lazy("Import"),
    initial=ImportStatus.EXAMINED,
    states=(
        State("examined", lazy("Examined"), tone=Tone.WAITING, turn=Turn.PARK),
        State("imported", lazy("Imported"), tone=Tone.GOOD),
        State("undone", lazy("Undone"), tone=Tone.DONE, final=True),
        State("discarded", lazy("Discarded"), tone=Tone.DONE, final=True),
    ),
    moves=(
        Move(
            "import",
            ("examined",),
            "imported",
            IMPORT_RUN,
            lazy("Import what is sound"),
            primary=True,
            done=lazy("The sound rows were imported."),
        ),
        Move(
            "discard",
            ("examined",),
            "discarded",
            IMPORT_RUN,
            lazy("Discard"),
            tone=Tone.BAD,
            confirm=lazy("Nothing was imported yet. The examined rows will be forgotten."),
            done=lazy("The examined rows were discarded."),
        ),
        Move(
            "undo",
            ("imported",),
            "undone",
            IMPORT_UNDO,
            lazy("Undo the whole import"),
            tone=Tone.BAD,
            confirm=lazy(
                "Everything this import recorded will be removed. "
                "Rows that were changed or used since are kept and listed."
            ),
            done=lazy("The import was undone."),
        ),
    ),
)
