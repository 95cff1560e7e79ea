"""What can be asked for the public pages."""

from incubator.kernel import rulesets
from incubator.kernel.rulesets import RuleSet


def privacy_notice() -> RuleSet:
    """The privacy notice in force."""
    return rulesets.get("accounts.privacy_notice", "notice")
