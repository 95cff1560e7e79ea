"""Who lives in the demo park: five residents and two teams of the fictitious county, with texts."""

from dataclasses import dataclass

from incubator.organizations.models import LegalForm, Mode
from incubator.organizations.workflow import Stage


@dataclass(frozen=True)
class Sample:
    """One fictitious organization; `climbs` are (months after moving in, stage, reason)."""

    name: str
    short_name: str
    legal_form: LegalForm
    town: str
    address: str
    field: str
    supervising_unit: str
    age_months: int
    mission: str
    staff: int
    full_time: int
    volunteers: int
    mode: Mode = Mode.PHYSICAL
    grade: str = ""
    inspection: str = ""
    party: str = ""
    registers_after: int = 0
    climbs: tuple[tuple[int, Stage, str], ...] = ()


SOCIAL, SERVICE = LegalForm.SOCIAL_GROUP, LegalForm.PRIVATE_NON_ENTERPRISE

RESIDENTS = (
    Sample(
        name="青禾县向阳社会工作服务中心",
        short_name="向阳社工",
        legal_form=SERVICE,
        town="城关镇",
        address="青禾县城关镇惠民路18号二楼",
        field="relief",
        supervising_unit="青禾县民政局",
        age_months=10,
        mission="为城关镇的独居老人和困境家庭提供入户探访、个案帮扶和资源链接，让每一户都有人惦记。",
        staff=6,
        full_time=4,
        volunteers=35,
        inspection="合格",
        party="联合党支部",
    ),
    Sample(
        name="青禾县护苗儿童关爱中心",
        short_name="护苗中心",
        legal_form=SERVICE,
        town="青石镇",
        address="青禾县青石镇解放街66号",
        field="children",
        supervising_unit="青禾县民政局",
        age_months=34,
        mission="陪伴留守儿童和困境儿童，办好四点半课堂和周末小课，帮助家长学会亲子沟通。",
        staff=8,
        full_time=5,
        volunteers=60,
        grade="3A",
        inspection="合格",
        party="单独党支部",
        climbs=(
            (3, Stage.DEVELOPING, "三个项目连续两年稳定运行，财务制度已执行，同意进入发展型。"),
        ),
    ),
    Sample(
        name="青禾县社会组织联合会",
        short_name="社联会",
        legal_form=SOCIAL,
        town="城关镇",
        address="青禾县城关镇惠民路18号三楼",
        field="community",
        supervising_unit="青禾县民政局",
        age_months=72,
        mission="联系和服务全县社会组织，提供财务托管、能力培训和供需对接，当好政府与社会组织之间的桥梁。",
        staff=9,
        full_time=6,
        volunteers=20,
        grade="4A",
        inspection="合格",
        party="单独党支部",
        climbs=(
            (2, Stage.DEVELOPING, "治理规范、收入来源稳定，符合发展型标准。"),
            (9, Stage.HUB, "已与七家社会组织签订服务协议，等级评估4A，同意认定为枢纽型。"),
        ),
    ),
    Sample(
        name="青禾县夕阳红助老服务协会",
        short_name="夕阳红协会",
        legal_form=LegalForm.COMMUNITY_GROUP,
        town="柳河镇",
        address="青禾县柳河镇滨河社区服务中心一楼",
        field="elderly",
        supervising_unit="柳河镇人民政府",
        age_months=20,
        mission="组织低龄老人服务高龄老人，开展助餐、理发、陪诊和防诈骗宣传。",
        staff=4,
        full_time=2,
        volunteers=48,
        party="党建指导员",
        registers_after=7,
        climbs=(
            (8, Stage.STARTUP, "已取得登记证书，理事会健全，有两名专职人员，同意进入初创型。"),
        ),
    ),
    Sample(
        name="青禾县绿源环保志愿服务队",
        short_name="绿源志愿队",
        legal_form=LegalForm.COMMUNITY_GROUP,
        town="白杨乡",
        address="青禾县白杨乡综合文化站",
        field="environment",
        supervising_unit="白杨乡人民政府",
        age_months=16,
        mission="守护青禾河，每月巡河一次，推动村里垃圾分类和可回收物积分兑换。",
        staff=3,
        full_time=1,
        volunteers=80,
        party="党建指导员",
    ),
)
TEAMS = (
    Sample(
        name="青禾县人才发展促进会(筹)",
        short_name="人才促进会(筹)",
        legal_form=LegalForm.TEAM,
        town="城关镇",
        address="青禾县城关镇文昌路9号",
        field="industry",
        supervising_unit="青禾县人力资源和社会保障局",
        age_months=0,
        mission="联系在外的青禾籍人才和本地企业，促进返乡创业、技能培训和就业对接。",
        staff=5,
        full_time=1,
        volunteers=12,
        mode=Mode.VIRTUAL,
    ),
    Sample(
        name="青禾县乡村阅读推广中心(筹)",
        short_name="乡村阅读(筹)",
        legal_form=LegalForm.TEAM,
        town="云岭乡",
        address="青禾县云岭乡中心小学旁",
        field="education",
        supervising_unit="青禾县教育局",
        age_months=0,
        mission="把图书和领读人送到村小和农家书屋，让每个孩子每周读完一本书。",
        staff=4,
        full_time=1,
        volunteers=26,
        mode=Mode.VIRTUAL,
    ),
)
SURNAMES = "陈林郑吴何罗高梁宋唐韩冯程曹袁邓许傅沈曾彭吕"
GIVEN = "禾苗春秋晓云雨晴海川文静思源嘉宁志远若兰明月子涵书瑶家和乐天怀瑾"
POSTS = ("理事长", "副理事长", "秘书长", "项目主管", "社工", "财务", "监事")
PAPERS = {
    "plan": (
        "孵化计划",
        "本年度重点：完善治理、稳定团队、办好两个服务项目，并按季度接受导师辅导。",
    ),
    "charter": (
        "章程",
        "本会遵守宪法、法律、法规和国家政策，践行社会主义核心价值观，遵守社会道德风尚。",
    ),
    "council": ("理事会名单", "理事会由会员大会选举产生，任期四年，名单附后。"),
    "statement": (
        "情况说明",
        "经核对账户、活动照片、签到表和协议，情况属实，由园区工作人员签字确认。",
    ),
}
