"""Does one organization's whole way work in real browsers, each person with a browser of their own?"""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser import (
    walk_applying,
    walk_deciding,
    walk_growing,
    walk_moving_in,
    walk_opening,
    walk_registering,
)
from tests.browser.cast import Step, Walk
from tests.browser.conftest import MORNING, command
from tests.browser.people import Site, picture

STEPS: tuple[Step, ...] = (
    *walk_opening.STEPS,
    *walk_applying.STEPS,
    *walk_deciding.STEPS,
    *walk_moving_in.STEPS,
    *walk_registering.STEPS,
    *walk_growing.STEPS,
)


def test_one_organization_goes_its_whole_way(
    tmp_path: Path, chromium: Browser, open_site: Callable[[Path, str], Site]
) -> None:
    """From an empty installation to the next stage, as eight people in ten steps."""
    command(tmp_path, "db", "upgrade")
    walk = Walk(open_site(tmp_path, MORNING), chromium)
    try:
        for step in STEPS:
            _take(walk, step)
        assert walk.noises() == []
    finally:
        walk.close()
        walk.site.server.stop()


def _take(walk: Walk, step: Step) -> None:
    """One step; where it fails, every browser leaves a picture of what it shows."""
    try:
        step(walk)
    except BaseException as failure:
        for role, person in walk.people.items():
            if not person.page.is_closed():
                picture(person.page, walk.site.shots / f"failed-{step.__name__}-{role}.png")
        failure.add_note(f"in {step.__name__}: {step.__doc__}; pictures in {walk.site.shots}")
        raise
