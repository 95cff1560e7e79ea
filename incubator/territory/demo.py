"""The demo park's place: Qinghe County, fictitious, with its park and its twelve house rules."""

from datetime import date

from incubator.kernel import rulesets
from incubator.kernel.access import Person
from incubator.territory import actions
from incubator.territory.models import Park

COUNTY = "999999"
HOUSE_RULES = "space.house_rules"
INTRODUCTION = (
    "青禾县社会组织孵化园由县民政局主办，与县社会工作总站、街道新时代文明实践所合署，"
    "三块牌子、一处场地。\n\n"
    "园区面向本县的社会组织和尚未登记的团队，提供党建指导、孵化培育、公共资源整合、"
    "督导陪伴支持四个平台的服务：免费工位和会议室、登记辅导、专家陪伴、能力培训和资源对接。"
)


def make_park(by: Person) -> Park:
    """Found the park, with its county, towns and house rules; call inside a unit of work."""
    regions = {region.division_code: region for region in actions.load_regions()}
    facts = actions.ParkFacts(
        name="青禾县社会组织孵化园",
        slug="qinghe",
        name_en="Qinghe County Social-Organization Incubator Park",
        owner="青禾县民政局",
        operator="青禾社会工作服务中心",
        address="青禾县城关镇惠民路18号二楼",
        phone="0999-5550100",
        opened_on=date(2022, 7, 1),
        introduction=INTRODUCTION,
    )
    park = actions.found_park(facts, region=regions[COUNTY], by=by)
    for rule in rulesets.get(HOUSE_RULES, "park").body["rules"]:
        actions.set_house_rule(park, number=rule["number"], title=rule["title"], text=rule["text"])
    return park
