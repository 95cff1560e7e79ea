"""Does the README tell the truth: its room map, its commands and its pictures?"""

import re

from incubator.cli import main
from incubator.kernel.settings import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def test_the_room_map_names_every_room_and_no_other() -> None:
    part = README.split("## The room map", 1)[1].split("## ", 1)[0]
    named = set(re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE))
    rooms = {path.parent.name for path in (ROOT / "incubator").glob("*/__init__.py")}
    assert named == rooms


def test_commands_that_are_named_exist() -> None:
    named = set(re.findall(r"`incubator (\w+)", README))
    assert named
    assert named <= set(main.commands)


def test_scripts_and_pictures_that_are_named_exist() -> None:
    scripts = set(re.findall(r"script/\w+", README))
    pictures = set(re.findall(r"!\[[^]]*\]\(([^)]+)\)", README))
    assert len(pictures) == 2
    for name in scripts | pictures:
        assert (ROOT / name).exists(), name
