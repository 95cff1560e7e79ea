"""Do rules go out to a file and come in from one on the command line?"""

import json

from click.testing import CliRunner
from sqlalchemy import select

from incubator.kernel import rulesets
from incubator.kernel.db import db
from incubator.territory.cli import commands
from incubator.territory.rule_changes.models import RuleChange
from incubator.territory.rule_changes.workflow import RuleChangeStatus
from tests.territory.test_rule_changes import shipped

RULES = next(command for command in commands if command.name == "rules")


def run(app, *words):
    return CliRunner().invoke(RULES, list(words), obj=lambda: app)


def test_the_list_names_every_edition_with_its_code(app, context):
    answer = run(app, "list")
    assert answer.exit_code == 0
    assert shipped().code in answer.output
    assert "2026-amendment" in answer.output
    assert "space.booking" not in run(app, "list", "--kind", "registration.checklist").output


def test_a_set_goes_out_and_comes_in_as_a_proposal(app, context, tmp_path):
    file = tmp_path / "rules.json"
    assert run(app, "export", shipped().code, str(file)).exit_code == 0
    content = json.loads(file.read_text("utf-8"))
    assert content == rulesets.to_json(shipped())
    content |= {"version": "2027-01", "effective_from": "2027-01-01"}
    file.write_text(json.dumps(content), "utf-8")
    answer = run(app, "import", str(file), "--note", "省厅通知", "--propose")
    assert answer.exit_code == 0, answer.output
    db.session.rollback()  # the command stored it in a session of its own
    change = db.session.scalars(select(RuleChange)).one()
    assert change.status is RuleChangeStatus.PROPOSED
    assert change.content == {**content, "state": "draft"}


def test_a_broken_file_is_refused_with_the_place(app, context, tmp_path):
    file = tmp_path / "rules.json"
    content = rulesets.to_json(shipped())
    content["body"]["steps"][0]["after"] = ["party"]
    file.write_text(json.dumps(content), "utf-8")
    answer = run(app, "import", str(file), "--note", "x")
    assert answer.exit_code == 1
    assert "steps.demand.after" in answer.output
    assert run(app, "export", "000000000000").exit_code == 1
    db.session.rollback()
    assert db.session.scalars(select(RuleChange)).all() == []
