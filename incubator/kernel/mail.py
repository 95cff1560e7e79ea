"""How is a mail sent: plain text, addresses and subject checked against injected lines, by a job."""

import re
import smtplib
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from flask import current_app

from incubator.kernel import jobs

SUPPORTED = frozenset({"smtp", "smtps"})


def is_configured() -> bool:
    """Whether this installation can send mail."""
    return bool(current_app.config["SETTINGS"].smtp_url)


def queue(to: str, subject: str, body: str) -> None:
    """Send a mail after this unit of work is stored; silently nothing without a mail server."""
    if is_configured():
        jobs.enqueue("kernel.mail", to=to, subject=subject, body=body)


@jobs.handler("kernel.mail")
def deliver(to: str, subject: str, body: str) -> None:
    """Hand one mail to the server of `INCUBATOR_SMTP_URL` (smtp://user:password@host:port)."""
    parts = urlsplit(current_app.config["SETTINGS"].smtp_url)
    if parts.scheme not in SUPPORTED or not parts.hostname:
        raise ValueError("INCUBATOR_SMTP_URL must look like smtp://user:password@host:port")
    message = EmailMessage()
    message["From"] = unquote(parts.username or "") or f"noreply@{parts.hostname}"
    message["To"] = re.sub(r"[\r\n,;<>]", "", to)
    message["Subject"] = re.sub(r"[\r\n]+", " ", subject)[:150]
    message.set_content(body)
    factory = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    with factory(parts.hostname, parts.port or 25, timeout=20) as server:
        if parts.username and parts.password:
            server.login(unquote(parts.username), unquote(parts.password))
        server.send_message(message)
