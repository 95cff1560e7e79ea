"""The demo's applications hold: every story answers the form without a gap."""

from datetime import date
from random import Random

from incubator.intake import demo
from incubator.intake.applications.queries import all_gaps
from incubator.kernel import clock
from tests.build import Builder


def test_every_story_becomes_a_complete_application(build: Builder):
    park = build.park()
    with clock.frozen(clock.moment(date(2026, 10, 12), 9)):
        call = demo.make_call(park, "2026年第二批入驻招募", date(2026, 10, 12), date(2026, 10, 30))
    specs = [
        demo.Spec(story, build.user(story.leader), code_number=number)
        for number, story in enumerate(demo.STORIES)
    ]
    made = demo.make_applications(call, specs, Random(7))
    assert [str(row.status) for row in made] == ["submitted"] * 10
    assert all(not all_gaps(row) for row in made)
    assert {row.kind.value for row in made} == {"registered", "unregistered", "filed"}


def test_a_draft_of_the_demo_is_begun_and_not_finished(build: Builder):
    park = build.park()
    with clock.frozen(clock.moment(date(2026, 11, 12), 9)):
        call = demo.make_call(park, "2026年第三批入驻招募", date(2026, 11, 12), date(2026, 11, 30))
    spec = demo.Spec(demo.STORIES[0], build.user("池远山"), status="drafting")
    (draft,) = demo.make_applications(call, [spec], Random(7))
    assert draft.round == 0
    assert {gap.section for gap in all_gaps(draft)} == {
        "service_plan", "needs", "files", "declarations",
    }  # fmt: skip
