"""Words in two languages: message ids are English; the catalogue holds the Chinese.

The only module that imports flask_babel. Room code uses `lazy` for labels made at import time and
`gettext` inside a request. Each room keeps its own catalogue `translations/zh_Hans/<room>.po`;
`compile_catalogue` merges them into the one file that is read at run time.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_app_context, has_request_context, request
from flask_babel import Babel, get_locale, get_translations
from flask_babel import force_locale as _force_locale
from flask_babel import format_date as _format_date
from flask_babel.speaklater import LazyString
from markupsafe import Markup, escape
from wtforms.i18n import messages_path

from incubator.kernel import clock

TRANSLATIONS = Path(__file__).resolve().parents[1] / "translations"
LOCALES = ("zh_Hans", "en")
DEFAULT = "zh_Hans"
WEEKDAYS_ZH = "一二三四五六日"


def install(app: Flask) -> None:
    """Bind languages to the app; the person's choice comes from `select_locale`."""
    app.config["BABEL_DEFAULT_LOCALE"] = DEFAULT
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Shanghai"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    compile_catalogue()
    Babel(app, locale_selector=select_locale)


def select_locale() -> str:
    """The language of this answer: the cookie set by the switch, else Chinese."""
    if not has_request_context():
        return DEFAULT
    chosen = request.cookies.get("locale", "")
    return chosen if chosen in LOCALES else DEFAULT


@dataclass(frozen=True)
class Words:
    """The language in force, as one of `LOCALES`, and its catalogue."""

    locale: str
    catalogue: NullTranslations


OUTSIDE = Words(DEFAULT, NullTranslations())


def _words() -> Words:
    """The words of this request, found once: a page asks a hundred times, and Flask-Babel looks anew."""
    try:
        found: Words = g.words
    except AttributeError:
        chosen = get_locale()
        name = "en" if chosen is not None and chosen.language == "en" else DEFAULT
        found = g.words = Words(name, get_translations())
    except RuntimeError:
        return OUTSIDE  # before there is an application, as while modules are imported
    return found


@contextmanager
def force_locale(name: str) -> Iterator[None]:
    """Another language for a while, as for a letter to somebody else."""
    if not has_app_context():
        yield
        return
    before = g.pop("words", None)
    try:
        with _force_locale(name):
            yield
    finally:
        g.pop("words", None)
        if before is not None:
            g.words = before


def gettext(message: str, **facts: Any) -> str:
    """The message in the language in force, the facts put in; facts are as `%(name)s` in the message."""
    found: str = _words().catalogue.ugettext(message)
    return found % facts if facts else found


def ngettext(one: str, many: str, num: int, **facts: Any) -> str:
    """The message for that number, which it may show as `%(num)s`."""
    found: str = _words().catalogue.ungettext(one, many, num)
    return found % {"num": num, **facts}


@cache
def form_words(language: str) -> NullTranslations:
    """What WTForms itself says about a wrong field; Flask-WTF reads its catalogue with every form."""
    return Translations.load(messages_path(), [language], domain="wtforms")


class Lazy(LazyString):
    """A message that is looked up where it is shown."""

    def __html__(self) -> Markup:
        """As markup: without this, whoever escapes a text looks it up twice."""
        return escape(str(self))


def lazy(message: str, **facts: Any) -> Lazy:
    """A label made at import time, in the language of whoever reads it."""
    return Lazy(gettext, message, **facts)


def locale() -> str:
    """The language now in force, as one of `LOCALES`."""
    return _words().locale


def label(texts: dict[str, str] | str | None) -> str:
    """The text of shipped or operator data `{zh, en}` in the reader's language, zh where en is empty."""
    if texts is None:
        return ""
    if isinstance(texts, str):
        return texts
    return (texts.get("en") if locale() == "en" else "") or texts.get("zh", "")


def in_both(message: Any) -> dict[str, str]:
    """A message id as stored text {zh, en}: for rows that many people read later."""
    with force_locale(DEFAULT):
        chinese = str(message)
    with force_locale("en"):
        return {"zh": chinese, "en": str(message)}


def show_date(day: date, *, weekday: bool = False, year: bool = False) -> str:
    """A day as people write it: 11月21日(周六), with the year when it is not this one or asked for."""
    this_year = day.year == clock.today().year and not year
    if locale() == "en":
        pattern = ("EEE d MMM" if weekday else "d MMM") + ("" if this_year else " yyyy")
        return str(_format_date(day, pattern))
    shown = f"{day.month}月{day.day}日" if this_year else f"{day.year}年{day.month}月{day.day}日"
    return f"{shown}(周{WEEKDAYS_ZH[day.weekday()]})" if weekday else shown


def show_month(day: date, *, year: bool = False) -> str:
    """A month as people write it: 11月 or 2026年11月, Nov or November 2026."""
    if locale() == "en":
        return str(_format_date(day, "MMMM yyyy" if year else "MMM"))
    return f"{day.year}年{day.month}月" if year else f"{day.month}月"


def show_time(moment: datetime) -> str:
    """The wall-clock time, 14:32."""
    return clock.local(moment).strftime("%H:%M")


def show_moment(moment: datetime) -> str:
    """Day and time on the park's clock."""
    return f"{show_date(clock.local(moment).date())} {show_time(moment)}"


def read_room_catalogues(language: str, disagreements: list[str] | None = None) -> Catalog:
    """One catalogue merged from the rooms' files, in order of their names.

    Where two rooms translate a message differently the first counts; the check of the
    translations hands in `disagreements` and so refuses it.
    """
    merged: Catalog = Catalog(locale=language)
    for path in sorted((TRANSLATIONS / language).glob("*.po")):
        with path.open("rb") as handle:
            room = read_po(handle, locale=language)
        for message in room:
            if message.id and not _merge(merged, message) and disagreements is not None:
                disagreements.append(f"{path.name}: {message.id!r} differs in another room")
    return merged


def _merge(merged: Catalog, message: Any) -> bool:
    key = message.id[0] if isinstance(message.id, tuple) else message.id
    known = merged.get(key, context=message.context)
    if known is not None and known.string != message.string:
        return False
    merged.add(message.id, message.string, flags=message.flags, context=message.context)
    return True


def compile_catalogue(*, force: bool = False) -> Path:
    """Write the merged catalogue when a room's file is newer; readers never see half a file."""
    target = TRANSLATIONS / DEFAULT / "LC_MESSAGES" / "messages.mo"
    sources = list((TRANSLATIONS / DEFAULT).glob("*.po"))
    newest = max((path.stat().st_mtime for path in sources), default=0.0)
    if not force and target.exists() and target.stat().st_mtime >= newest:
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(f".{os.getpid()}.tmp")
    with draft.open("wb") as handle:
        write_mo(handle, read_room_catalogues(DEFAULT))
    draft.replace(target)
    return target
