"""Do counts noted by tests reach the end of the run, from every worker?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TESTS = """
import pytest


@pytest.mark.parametrize("rounds", [10, 20])
def test_race(figures, rounds):
    figures(f"race {rounds}", f"{rounds} of {rounds} rounds")


def test_silent():
    pass
"""


@pytest.mark.parametrize("workers", ["0", "2"])
def test_figures_are_printed_before_the_closing_line(tmp_path, workers):
    (tmp_path / "test_counted.py").write_text(TESTS)
    answer = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "tests.figures", "-n", workers),
            *("-c", "/dev/null", "--rootdir", str(tmp_path), str(tmp_path)),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = answer.stdout.splitlines()
    assert "race 10  10 of 10 rounds" in lines, answer.stdout + answer.stderr
    assert "race 20  20 of 20 rounds" in lines
    assert "3 passed" in lines[-1]
