"""Does the import contract name every room there is, in the direction that was decided?"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DIRECTION = (
    "cli",
    "backups | demo | serve",
    "app",
    "demo_calls | demo_removal | routing | schema",
    "portal",
    "reports",
    "intake",
    "registration",
    "experts | space",
    "organizations",
    "accounts",
    "territory",
    "kernel",
)
FILES = ("views", "forms", "actions", "queries", "rules", "models", "workflow")
BUSINESS = {"workflow", "models", "rules", "queries", "actions"}


def contracts() -> dict[str, dict]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {contract["id"]: contract for contract in settings["tool"]["importlinter"]["contracts"]}


def named(layers: list[str]) -> list[str]:
    """Layer names without the brackets that make them optional."""
    return [layer.replace("(", "").replace(")", "") for layer in layers]


def packages_and_modules() -> set[str]:
    folder = ROOT / "incubator"
    rooms = {path.parent.name for path in folder.glob("*/__init__.py")}
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__", "__main__"}
    return rooms | modules


def test_the_direction_is_the_one_decided():
    assert tuple(named(contracts()["rooms"]["layers"])) == DIRECTION


def test_the_contract_is_exhaustive_for_the_whole_application():
    assert contracts()["rooms"]["containers"] == ["incubator"]
    assert contracts()["rooms"]["exhaustive"] is True


def test_every_room_stands_in_the_contract():
    layers = {name for layer in DIRECTION for name in layer.split(" | ")}
    assert packages_and_modules() - layers == set()


def test_every_room_folder_is_a_package():
    folders = {path.parent for path in (ROOT / "incubator").rglob("*.py")}
    assert [str(path) for path in sorted(folders) if not (path / "__init__.py").exists()] == []


def test_the_files_of_a_room_have_one_reading_order_at_every_depth():
    contract = contracts()["files"]
    assert tuple(named(contract["layers"])) == FILES
    deepest = max(
        len(path.relative_to(ROOT / "incubator").parts) - 1
        for path in (ROOT / "incubator").rglob("*.py")
        if path.stem in FILES
    )
    assert contract["containers"] == ["incubator" + ".*" * depth for depth in (1, 2)]
    assert deepest <= 2


def test_the_business_is_kept_from_the_web():
    contract = contracts()["business"]
    assert {module.rsplit(".", 1)[1] for module in contract["source_modules"]} == BUSINESS
    assert {"flask", "wtforms", "flask_login", "weasyprint"} <= set(contract["forbidden_modules"])


@pytest.mark.parametrize("identity", sorted(contracts()))
def test_no_contract_has_an_exception(identity):
    assert "ignore_imports" not in contracts()[identity]
