"""The park's templates: the list, one with its history, uploading, downloading, going back."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import files, web, word
from incubator.kernel.errors import Absent, Refusal
from incubator.kernel.files import Inspected
from incubator.kernel.text import gettext, label
from incubator.registration.own_templates import actions
from incubator.registration.own_templates.forms import TemplateForm
from incubator.registration.own_templates.models import OwnTemplate
from incubator.registration.own_templates.queries import (
    bytes_of,
    current_templates,
    list_versions,
    places_of,
)
from incubator.registration.own_templates.rules import (
    TEMPLATE_EDIT,
    TEMPLATE_READ,
    WORD_TEMPLATE,
    check_template,
)
from incubator.registration.papers.placeholders import Places
from incubator.registration.papers.queries import catalogue
from incubator.registration.papers.rules import Catalogue
from incubator.registration.room import room
from incubator.territory.models import Park
from incubator.territory.queries import parks_for


@room.get("/paper-templates", TEMPLATE_READ)
def template_list() -> ResponseReturnValue:
    """Every template of the person's parks, and whether the park has put its own in place."""
    parks = parks_for(web.signed_in(), TEMPLATE_READ)
    shown = [(park, _rows(park)) for park in parks]
    return web.page("registration/template_list.html", shown=shown)


def _rows(park: Park) -> list[dict[str, Any]]:
    own = current_templates(park)
    return [
        {"text": text, "title": title, "number": number, "own": own.get(text)}
        for text, (number, title) in texts_of(catalogue(park)).items()
    ]


def texts_of(known: Catalogue) -> dict[str, tuple[int, dict[str, str]]]:
    """The texts of all papers with number and title; a paper with several says for which form."""
    found: dict[str, tuple[int, dict[str, str]]] = {}
    for paper in known.papers:
        for form, text in paper.texts.items():
            title = dict(paper.titles.get(form, paper.title))
            if len(paper.texts) > 1 and form not in paper.titles:
                name = known.words.get(form or "social_group", {"zh": form, "en": form})
                title = {each: f"{title[each]} · {name[each]}" for each in ("zh", "en")}
            found[text] = (paper.number, title)
    return found


def _text(park: Park, text: str) -> tuple[int, dict[str, str]]:
    found = texts_of(catalogue(park)).get(text)
    if found is None:
        raise Absent
    return found


@room.get("/parks/<code:code>/paper-templates/<text>", TEMPLATE_READ)
def template_detail(code: str, text: str) -> ResponseReturnValue:
    """One template: which one counts, its history, and the places that may stand in it."""
    park = web.load(Park, code)
    _, title = _text(park, text)
    known = catalogue(park)
    own = current_templates(park).get(text)
    return web.page(
        "registration/template_detail.html",
        park=park,
        text=text,
        title=title,
        own=own,
        versions=list_versions(park, text),
        places=places_of(text, own, known),
        known=known,
        may_edit=web.leads_to("registration.template_new", park),
    )


@room.form("/parks/<code:code>/paper-templates/<text>/new", TEMPLATE_EDIT)
def template_new(code: str, text: str) -> ResponseReturnValue:
    """Upload a changed Word file in the place of the template that counts."""
    park = web.load(Park, code)
    _, title = _text(park, text)
    form = TemplateForm()
    if form.posted():
        checked = _checked(form, catalogue(park))
        if checked is not None:
            with web.acting(form) as act:
                park = web.load(Park, code, lock=True)
                actions.put_in_place(
                    park, text, *checked, note=form.note.data or "", by=web.signed_in()
                )
                url = url_for("registration.template_detail", code=code, text=text)
                act.done(url, gettext("Your template is in use from now on."))
            if act.response:
                return act.response
    return web.page(
        "registration/template_new.html",
        form=form,
        park=park,
        text=text,
        title=title,
        megabytes=WORD_TEMPLATE.megabytes,
    )


def _checked(form: TemplateForm, known: Catalogue) -> tuple[Inspected, Places] | None:
    """The file with its places, read before anything is written; a refusal stands beside the field."""
    upload = form.file.data
    try:
        inspected = files.inspect(upload.stream, upload.filename or "", WORD_TEMPLATE)
        return inspected, check_template(inspected, known)
    except Refusal as refusal:
        form.refuse("file", refusal.message)
        return None


@room.post("/parks/<code:code>/paper-templates/<text>/shipped", TEMPLATE_EDIT)
def template_reset(code: str, text: str) -> ResponseReturnValue:
    """Back to the shipped template with one button."""
    with web.acting() as act:
        park = web.load(Park, code, lock=True)
        _text(park, text)
        actions.back_to_shipped(park, text, by=web.signed_in())
        url = url_for("registration.template_detail", code=code, text=text)
        act.done(url, gettext("The shipped template is in use again."))
    return act.answer


@room.get("/parks/<code:code>/paper-templates/<text>/template.docx", TEMPLATE_READ)
def template_export(code: str, text: str) -> ResponseReturnValue:
    """The template as a Word file to edit: the one that counts, or the shipped one if asked for."""
    park = web.load(Park, code)
    _, title = _text(park, text)
    shipped = request.args.get("shipped") == "1"
    own = None if shipped else current_templates(park).get(text)
    return web.send(bytes_of(text, own), f"{label(title)}.docx", word.CONTENT_TYPE)


@room.get("/paper-templates/<code:code>/file", TEMPLATE_READ)
def template_file(code: str) -> ResponseReturnValue:
    """A version of the history, as it was uploaded."""
    row = web.load(OwnTemplate, code)
    if row.file is None:
        raise Absent
    return web.send_stored(row.file, inline=False)
