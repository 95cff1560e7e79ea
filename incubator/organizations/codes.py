"""What does a credit code say of its holder: the kind of body, the authority, and where that sits.

A wrong check character is refused (`rules.check_credit_code`). What is said here only warns: a code
of another province or with an odd inner part can be real, so a person compares it with the paper.
"""

from collections.abc import Sequence
from typing import Any

from incubator.kernel.identifiers import (
    authority_division,
    credit_code_class,
    has_sound_inner_code,
    is_uscc,
)
from incubator.kernel.text import label, lazy
from incubator.organizations.models import LEGAL_FORM_LABELS, REGISTERED_FORMS, LegalForm

CLASSES = {
    "51": LegalForm.SOCIAL_GROUP,
    "52": LegalForm.PRIVATE_NON_ENTERPRISE,
    "53": LegalForm.FOUNDATION,
}
PROVINCES = {
    "11": ("北京市", "Beijing"),
    "12": ("天津市", "Tianjin"),
    "13": ("河北省", "Hebei"),
    "14": ("山西省", "Shanxi"),
    "15": ("内蒙古自治区", "Inner Mongolia"),
    "21": ("辽宁省", "Liaoning"),
    "22": ("吉林省", "Jilin"),
    "23": ("黑龙江省", "Heilongjiang"),
    "31": ("上海市", "Shanghai"),
    "32": ("江苏省", "Jiangsu"),
    "33": ("浙江省", "Zhejiang"),
    "34": ("安徽省", "Anhui"),
    "35": ("福建省", "Fujian"),
    "36": ("江西省", "Jiangxi"),
    "37": ("山东省", "Shandong"),
    "41": ("河南省", "Henan"),
    "42": ("湖北省", "Hubei"),
    "43": ("湖南省", "Hunan"),
    "44": ("广东省", "Guangdong"),
    "45": ("广西壮族自治区", "Guangxi"),
    "46": ("海南省", "Hainan"),
    "50": ("重庆市", "Chongqing"),
    "51": ("四川省", "Sichuan"),
    "52": ("贵州省", "Guizhou"),
    "53": ("云南省", "Yunnan"),
    "54": ("西藏自治区", "Tibet"),
    "61": ("陕西省", "Shaanxi"),
    "62": ("甘肃省", "Gansu"),
    "63": ("青海省", "Qinghai"),
    "64": ("宁夏回族自治区", "Ningxia"),
    "65": ("新疆维吾尔自治区", "Xinjiang"),
}


def province_of(division: str) -> str:
    """The province of a division code in the reader's language; its two digits when it has no name."""
    found = PROVINCES.get(division[:2])
    return label({"zh": found[0], "en": found[1]}) if found else division[:2]


def is_from_here(division: str, region_codes: Sequence[str]) -> bool:
    """Whether an authority sits in one of these divisions, above them, or within the finest."""
    finest = region_codes[0] if region_codes else ""
    here = {code[:6] for code in region_codes}
    return not finest or division in here or division.startswith(finest[:6].rstrip("0"))


def remarks(code: str | None, legal_form: LegalForm, region_codes: Sequence[str]) -> list[Any]:
    """What a person should compare with the certificate; empty when all fits, or the code is wrong."""
    if code is None or not is_uscc(code):
        return []
    found = [*_of_class(code, legal_form), *_of_authority(code, region_codes)]
    if not has_sound_inner_code(code):
        found.append(
            lazy("The organization code inside it (characters 9 to 17) fails its own check.")
        )
    return found


def _of_class(code: str, legal_form: LegalForm) -> list[Any]:
    told = CLASSES.get(credit_code_class(code))
    if legal_form not in REGISTERED_FORMS or told is legal_form:
        return []
    if told is None:
        return [
            lazy(
                "It begins with %(found)s; bodies registered with civil affairs have 51, 52 or 53.",
                found=credit_code_class(code),
            )
        ]
    return [
        lazy(
            "It begins with %(found)s, which stands for “%(told)s”, not for “%(form)s”.",
            found=credit_code_class(code),
            told=LEGAL_FORM_LABELS[told],
            form=LEGAL_FORM_LABELS[legal_form],
        )
    ]


def _of_authority(code: str, region_codes: Sequence[str]) -> list[Any]:
    division = authority_division(code)
    if is_from_here(division, region_codes):
        return []
    if region_codes and division[:2] != region_codes[0][:2]:
        return [
            lazy(
                "Its authority is in another province: %(province)s (division %(division)s).",
                province=province_of(division),
                division=division,
            )
        ]
    return [
        lazy(
            "Its authority is of another division of the province: %(division)s.", division=division
        )
    ]
