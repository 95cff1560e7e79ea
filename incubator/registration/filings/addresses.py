"""Under which address can anybody look a filing up: for the QR code of its certificate."""

from flask import current_app

from incubator.registration.filings.models import Filing


def public_address(filing: Filing) -> str:
    """The page behind the QR code, of this installation's own address; empty where none was set."""
    settings = current_app.config["SETTINGS"]
    return f"{settings.url}/filings/{filing.code}" if settings.is_reachable else ""
