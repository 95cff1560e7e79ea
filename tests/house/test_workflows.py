"""Is every life cycle sound: one table each, no dead end, no unreachable state, words in Chinese."""

import pytest

import incubator.app  # noqa: F401 loads every room, and with it every table
from incubator.kernel.catalogues import PLACE
from incubator.kernel.text import read_room_catalogues
from incubator.kernel.workflow import WORKFLOWS, Workflow, diagram, reachable

TABLES = sorted(WORKFLOWS.values(), key=lambda table: table.name)
CHINESE = read_room_catalogues("zh_Hans")


def _id(table: Workflow) -> str:
    return table.name


@pytest.mark.parametrize("table", TABLES, ids=_id)
def test_every_state_is_reachable(table: Workflow) -> None:
    assert reachable(table) == {state.slug for state in table.states}


@pytest.mark.parametrize("table", TABLES, ids=_id)
def test_final_states_have_no_way_out_and_others_have_one(table: Workflow) -> None:
    leaving = {source for move in table.moves for source in move.sources}
    for state in table.states:
        assert (state.slug in leaving) is not state.final, state.slug


@pytest.mark.parametrize("table", TABLES, ids=_id)
def test_moves_are_named_once_and_start_from_known_states(table: Workflow) -> None:
    known = {state.slug for state in table.states}
    names = [move.name for move in table.moves]
    assert len(names) == len(set(names))
    for move in table.moves:
        assert set(move.sources) <= known
        assert move.target in known
        assert move.permission.roles


def _ids_of(table: Workflow) -> set[str]:
    words = [table.title]
    for state in table.states:
        words += [state.label, state.outside]
    for move in table.moves:
        words += [move.label, move.confirm, move.done]
    return {word._args[0] for word in words if word is not None and hasattr(word, "_args")}


@pytest.mark.parametrize("table", TABLES, ids=_id)
def test_every_word_has_its_chinese(table: Workflow) -> None:
    for message in _ids_of(table):
        entry = CHINESE.get(message)
        assert entry is not None, message
        assert entry.string, message
        assert not PLACE.findall(message)


def test_diagrams_can_be_drawn() -> None:
    for table in TABLES:
        assert diagram(table).count("-->") >= len(table.moves)
