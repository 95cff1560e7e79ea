"""The certificate of a filing: the page that its QR code opens for anybody, and the paper itself."""

from flask.typing import ResponseReturnValue

from incubator.kernel import clock, web
from incubator.kernel.access import PUBLIC
from incubator.kernel.errors import Refusal
from incubator.kernel.text import force_locale, lazy
from incubator.registration.certificates.queries import certificate_job
from incubator.registration.filings.models import Filing
from incubator.registration.filings.rules import FILING_READ
from incubator.registration.filings.wording import place_name
from incubator.registration.filings.workflow import FILING_FLOW
from incubator.registration.printing.making import make_pdf
from incubator.registration.room import room


@room.get("/filings/<code:code>", PUBLIC)
def filing_certificate(code: str) -> ResponseReturnValue:
    """Whether a filing holds: name, number, state and day, for whoever has scanned it; no person."""
    filing = web.load(Filing, code)
    return web.page(
        "registration/filing_certificate.html",
        filing=filing,
        badge=FILING_FLOW.badge(filing, outside=True),
        since=clock.local(filing.status_since).date(),
        region=place_name(filing.park.region),
    )


@room.get("/filings/<code:code>/certificate.pdf", FILING_READ)
def filing_certificate_pdf(code: str) -> ResponseReturnValue:
    """The certificate in the official layout; what is missing makes it a draft that says so."""
    filing = web.load(Filing, code)
    if not filing.is_valid:
        raise Refusal(lazy("A filing that does not hold any more has no certificate."))
    with force_locale("zh_Hans"):
        job = certificate_job(filing)
        data = make_pdf(job)
    return web.send(data, f"{job.title}.pdf", "application/pdf", inline=True)
