"""How is a one-time link handed over: its address, its QR code, and how long it lasts."""

from dataclasses import dataclass

import segno

from incubator.accounts.entry.mails import link_url
from incubator.accounts.models import LinkPurpose
from incubator.kernel.text import gettext


@dataclass(frozen=True)
class LinkCard:
    """What the partial `accounts/_link_card.html` shows; the token is seen this once."""

    url: str
    qr: str
    lasts: str


def link_card(token: str, purpose: LinkPurpose) -> LinkCard:
    """The card of a fresh link."""
    url = link_url(token)
    lasts = {
        LinkPurpose.RECOVERY: gettext("Works once, within 30 minutes."),
        LinkPurpose.SIGN_UP: gettext("Works once, within 24 hours."),
    }.get(purpose, gettext("Works once, within 7 days."))
    return LinkCard(url, segno.make(url, error="m").svg_data_uri(scale=5, border=2), str(lasts))
