"""How does a calendar file look: RFC 5545, lines of at most 75 octets, ended by CRLF."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

LIMIT = 75
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def folded(line: str) -> Iterator[str]:
    """A content line in pieces of at most 75 octets that cut no character; the rest begin with a blank."""
    piece, size = "", 0
    for character in line:
        width = len(character.encode())
        if size + width > LIMIT:
            yield piece
            piece, size = " ", 1
        piece += character
        size += width
    yield piece


def escaped(text: str) -> str:
    """Text as a value: without control characters, its signs escaped."""
    clean = "".join(sign for sign in text if sign == "\n" or ord(sign) >= 0x20)
    return clean.translate(ESCAPES)


def moment(at: datetime) -> str:
    """A moment in UTC."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def all_day(day: date) -> list[str]:
    """The start and the (exclusive) end of a whole day."""
    following = day + timedelta(days=1)
    return [
        f"DTSTART;VALUE=DATE:{day.strftime('%Y%m%d')}",
        f"DTEND;VALUE=DATE:{following.strftime('%Y%m%d')}",
    ]


def event(uid: str, summary: str, when: Iterable[str], *, stamp: datetime, url: str) -> list[str]:
    """One event's lines."""
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{moment(stamp)}",
        *when,
        f"SUMMARY:{escaped(summary)}",
        f"URL:{url}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def document(name: str, events: Iterable[list[str]]) -> bytes:
    """The whole calendar."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//incubator//due dates//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        *(line for one in events for line in one),
        "END:VCALENDAR",
    ]
    return "".join(f"{piece}\r\n" for line in lines for piece in folded(line)).encode()
