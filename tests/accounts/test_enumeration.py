"""Can a stranger find out who has an account? Status, text and time are the same."""

import dataclasses
import re
import statistics
import time

import pytest
from sqlalchemy import delete

from incubator.accounts.models import OneTimeLink
from incubator.kernel import jobs
from incubator.kernel.db import db, work
from incubator.kernel.throttle import Throttle


def shown(answer, name):
    """The answer's text without what differs in every answer."""
    text = answer.get_data(as_text=True).split("<main")[1]
    return re.sub(r'value="[^"]*"', "", text).replace(name, "")


def forget_tries():
    with work() as session:
        session.execute(delete(Throttle))


@pytest.fixture
def with_mail(app, monkeypatch):
    """The same installation with a mail server set; the jobs that would talk to it are collected."""
    settings = dataclasses.replace(app.config["SETTINGS"], smtp_url="smtp://127.0.0.1:9")
    monkeypatch.setitem(app.config, "SETTINGS", settings)


def test_sign_in_takes_the_same_time_for_known_and_unknown(build, client, post):
    user = build.user()
    spans: dict[str, list[float]] = {user.sign_in_name: [], "13999999999": []}
    for _ in range(15):
        for name, times in spans.items():
            forget_tries()
            start = time.perf_counter()
            post(client, "/sign-in", {"sign_in_name": name, "password": "wrong"})
            times.append(time.perf_counter() - start)
    known, unknown = (statistics.median(times) for times in spans.values())
    assert abs(known - unknown) / max(known, unknown) < 0.2


@pytest.mark.usefixtures("with_mail")
@pytest.mark.parametrize("url", ["/recovery", "/sign-up"])
def test_by_mail_taken_and_free_answer_alike(build, client, post, url):
    known, unknown = "taken@example.org", "free@example.org"
    with work() as session:
        user = session.merge(build.user())
        user.sign_in_name = user.email = known
    answers = [post(client, url, {"sign_in_name": name}) for name in (known, unknown)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert shown(answers[0], known) == shown(answers[1], unknown)
    names = [job.name for job in db.session.query(jobs.Job).filter(jobs.Job.name != "kernel.mail")]
    assert len(names) == 2
    assert len(set(names)) == 1


@pytest.mark.usefixtures("with_mail")
def test_links_are_made_for_the_right_ones_only(build, client, post):
    known, unknown = "taken@example.org", "free@example.org"
    with work() as session:
        user = session.merge(build.user())
        user.sign_in_name = user.email = known
    for name in (known, unknown):
        post(client, "/recovery", {"sign_in_name": name})
    row = db.session.query(OneTimeLink).one()
    assert (row.purpose.value, row.user_id) == ("recovery", user.id)
    for name in (known, unknown):
        post(client, "/sign-up", {"sign_in_name": name})
    purposes = [row.purpose.value for row in db.session.query(OneTimeLink)]
    assert sorted(purposes) == ["recovery", "sign_up"]


def test_unknown_links_answer_alike(client, build):
    answers = [client.get(f"/links/{token}") for token in ("x", "y" * 43, "z" * 200)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({shown(answer, "") for answer in answers}) == 1
