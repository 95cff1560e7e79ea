"""Does the code keep the laws of the house: where things may be written, and how they are named."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

import incubator.app  # noqa: F401 loads every room
from incubator.kernel.access import PERMISSIONS
from incubator.kernel.settings import ROOT

SOURCES = sorted((ROOT / "incubator").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "base"}
TEXTS = {path: path.read_text("utf-8") for path in SOURCES}


def _where(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_module_without_a_noun() -> None:
    assert [_where(path) for path in SOURCES if path.stem in FORBIDDEN_NAMES] == []


def test_only_the_unit_of_work_commits() -> None:
    found = [_where(path) for path, text in TEXTS.items() if ".commit()" in text]
    assert found == ["incubator/kernel/db.py"]


def test_only_the_workflow_sets_a_status() -> None:
    pattern = re.compile(r"\.status\s*=[^=]")
    found = [_where(path) for path, text in TEXTS.items() if pattern.search(text)]
    assert found == []


def test_only_the_clock_asks_the_time() -> None:
    pattern = re.compile(r"\b(datetime\.now|date\.today|utcnow|time\.time)\(")
    found = [_where(path) for path, text in TEXTS.items() if pattern.search(text)]
    assert found == ["incubator/kernel/clock.py"]


def test_every_redirect_is_a_303() -> None:
    """Two clicks on one form get one answer, whichever of them came first."""
    found = [
        f"{_where(path)}:{call.lineno}"
        for path, text in TEXTS.items()
        if "redirect(" in text
        for call in ast.walk(ast.parse(text))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") == "redirect"
        and [getattr(code, "value", None) for code in call.args[1:]] != [303]
    ]
    assert found == []


def test_every_module_says_what_question_it_answers() -> None:
    silent = [
        _where(path) for path, text in TEXTS.items() if not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []


def test_no_file_outgrows_its_reader() -> None:
    long = {
        _where(path): text.count("\n") for path, text in TEXTS.items() if text.count("\n") > 450
    }
    assert long == {}


def test_every_permission_is_used() -> None:
    code = "\n".join(TEXTS.values())
    words = Counter(re.findall(r"\b[A-Z][A-Z_0-9]+\b", code))
    declared = re.findall(
        r"^(\w+)(?:: Permission)? = permission\(\s*\"([\w.]+)\"", code, re.MULTILINE
    )
    assert {name for _constant, name in declared} == set(PERMISSIONS)
    assert [name for constant, name in declared if words[constant] < 2] == []


def test_every_template_is_used() -> None:
    used = "\n".join(TEXTS.values()) + "\n".join(path.read_text("utf-8") for path in TEMPLATES)
    unused = []
    for path in TEMPLATES:
        name = str(path.relative_to(ROOT / "templates"))
        if f'"{name}"' not in used and f"'{name}'" not in used:
            unused.append(name)
    assert unused == []


@pytest.mark.parametrize(
    "path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates"))
)
def test_no_style_or_script_inside_a_template(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"\sstyle=\"", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text)
    assert "|safe" not in text.replace(" ", "")
