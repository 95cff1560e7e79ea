"""Letters and agreements come back out of their PDFs as text, with the marks they must carry."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from incubator.accounts.models import User
from incubator.intake.decisions import actions
from incubator.intake.decisions.workflow import Outcome
from incubator.kernel.db import work
from tests.build import Builder
from tests.intake.build_decisions import World, make_world

ClientFor = Callable[[User], FlaskClient]
pytestmark = pytest.mark.pdf


@pytest.fixture
def world(build: Builder) -> World:
    """One reviewed application."""
    found = make_world(build)
    found.review_all()
    return found


def text_of(paper: bytes, folder: Path) -> str:
    """What pdftotext reads, without blanks."""
    path = folder / "paper.pdf"
    path.write_bytes(paper)
    done = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


def test_a_letter_is_a_preview_then_valid_then_corrected(
    world: World, client_for: ClientFor, tmp_path: Path
) -> None:
    url = f"/applications/{world.applications[0].code}/letter"
    world.prepare(Outcome.REJECT)
    operator, leader = client_for(world.operator), client_for(world.leaders[0])
    preview = text_of(operator.get(url).data, tmp_path)
    assert "预览" in preview
    with work(by=world.manager):
        actions.release(world.call, by=world.manager)
    sent = text_of(leader.get(url).data, tmp_path)
    assert "预览" not in sent
    assert "名额有限，得分靠后" in sent
    assert world.applications[0].organization.name in sent
    with work(by=world.operator):
        made = actions.propose_correction(
            world.applications[0],
            actions.Judgement(Outcome.ACCEPT_VIRTUAL),
            reason="计分有误",
            by=world.operator,
        )
    with work(by=world.manager):
        actions.approve_correction(made, by=world.manager)
    corrected = text_of(leader.get(url).data, tmp_path)
    assert "更正" in corrected
    assert "虚拟孵化" in corrected


def test_the_agreement_prints_all_its_clauses(
    world: World, client_for: ClientFor, tmp_path: Path
) -> None:
    world.release(Outcome.ACCEPT_VIRTUAL)
    world.after_notice()
    agreement = world.agreement()
    paper = client_for(world.leaders[0]).get(f"/agreements/{agreement.code}/paper")
    words = text_of(paper.data, tmp_path)
    assert "入驻协议" in words
    assert "第19条" in words
    assert "赵一禾" in words
    assert "每月开展两次助老服务" in words
