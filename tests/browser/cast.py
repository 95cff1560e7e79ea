"""The people of the walk and what they have in hand: everybody enters by the real doors."""

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Browser

from tests.browser.people import Site, Visitor

PASSWORDS = {
    "administrator": "七只白鹭飞过青石桥的清晨真安静",
    "manager": "春天先修渠再种豆子不误农时啊真好",
    "operator": "柜台第三格放着蓝色的登记簿别忘了",
    "leader": "每周二都给村里老人送热饭",
}
EXPERTS = (
    ("顾延清", "gu@walk.example"),
    ("蒲若兰", "pu@walk.example"),
    ("闻克勤", "wen@walk.example"),
    ("卫长庚", "wei@walk.example"),
)
EXPERT_PASSWORD = "评审先看需求再看方案最后看人"
MEMBERS = "52"
TEAM = "青禾县暖阳助老服务队"


@dataclass
class Walk:
    """One organization's way: who takes part, the addresses found so far, and what it registers with."""

    site: Site
    browser: Browser
    day: str = "2026-12-07"
    members: str = MEMBERS
    people: dict[str, Visitor] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)

    def enter(
        self, role: str, name: str, login: str = "", password: str = "", *, width: int = 1280
    ) -> Visitor:
        """A person with a browser of their own."""
        person = Visitor(self.site, self.browser, name, login, password, width)
        self.people[role] = person
        return person

    @property
    def administrator(self) -> Visitor:
        """Who looks after the installation."""
        return self.people["administrator"]

    @property
    def manager(self) -> Visitor:
        """The park's manager: the second person of every decision."""
        return self.people["manager"]

    @property
    def operator(self) -> Visitor:
        """The park's operator, at a desk."""
        return self.people["operator"]

    @property
    def leader(self) -> Visitor:
        """Who leads the team: a visitor at first, then applicant, then resident."""
        return self.people["leader"]

    @property
    def experts(self) -> list[Visitor]:
        """The three experts of the panel, on their phones; the fourth steps back."""
        return [self.people[f"expert{number}"] for number in (1, 2, 3)]

    def noises(self) -> list[str]:
        """What the consoles of all browsers complained of."""
        return [
            f"{role}: {noise}" for role, person in self.people.items() for noise in person.noises
        ]

    def close(self) -> None:
        """Close all browsers."""
        for person in self.people.values():
            person.close()


Step = Callable[[Walk], None]
