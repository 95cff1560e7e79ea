"""Does the command line print each checklist with its basis per step, and count what they rest on?"""

import json

import pytest
from click.testing import CliRunner

from incubator.cli import main

CASES = [
    ((), 21),
    (("--procedure", "change"), 4),
    (("--form", "foundation"), 9),
    (("--form", "community_group"), 4),
    (("--procedure", "establishment", "--form", "social_group"), 1),
    (("--procedure", "grade_assessment", "--form", "social_group"), 1),
]


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a command as typed, on a data folder of its own with the shipped rules."""
    monkeypatch.setenv("INCUBATOR_DATA", str(tmp_path / "data"))

    def invoke(*arguments):
        return CliRunner().invoke(main, ["checklists", "print", *arguments])

    assert CliRunner().invoke(main, ["db", "upgrade"]).exit_code == 0
    return invoke


def test_checklists_are_printed_and_counted(run, figures):
    text = run().output
    for line in (
        "社会团体成立登记清单",
        "《社会团体登记管理条例》第十二条、第十三条 [V]",
        "60 日（自然日） · 《社会团体登记管理条例》第十二条第一款 [V]",
        "5 个工作日 · 本产品默认值（示例参数），以当地规定为准 [D]",
        "每年 3 月 31 日前 · 《基金会管理条例》第三十六条第一款 [V]",
        "全部 21 份清单合计",
        "已公布、未启用：社会团体成立登记清单（2026年修订，待取得文本）",
    ):
        assert line in text, line
    figures("checklists in all", " ".join(text.splitlines()[-4:-1]))


@pytest.mark.parametrize(("options", "count"), CASES)
def test_checklists_are_chosen_and_printed_as_json(run, options, count):
    rows = json.loads(run("--json", *options).output)
    assert len(rows) == count
    for row in rows:
        steps = row["counts"]["steps"]
        assert steps["law"] + steps["practice"] + steps["default"] == len(row["steps"])
        assert row["counts"]["materials"] == sum(len(step["materials"]) for step in row["steps"])


def test_a_checklist_that_is_not_there_ends_with_an_error(run):
    done = run("--procedure", "nonsense")
    assert done.exit_code == 2
    assert "没有这一事项" in done.output


def test_checklists_are_printed_in_english(run):
    text = run("--lang", "en", "--procedure", "filing").output
    assert "Checklist: filing a community organization" in text
    assert "5 working days" in text
