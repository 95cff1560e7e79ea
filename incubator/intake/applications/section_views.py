"""One page per topic of an application: questions saved as they are typed, and the documents."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from incubator.intake.applications import actions, queries
from incubator.intake.applications.forms import DocumentForm, SectionForm, section_form
from incubator.intake.applications.models import Application, ApplicationFile, ApplicationSection
from incubator.intake.applications.rules import APPLICATION_EDIT, APPLICATION_READ
from incubator.intake.room import room
from incubator.kernel import clock, files, text, web
from incubator.kernel.db import work
from incubator.kernel.errors import Absent, Conflict
from incubator.kernel.files import FileRefused
from incubator.kernel.pages import show_when_too_large
from incubator.kernel.text import gettext


@room.form("/applications/<code:code>/sections/<section>", APPLICATION_EDIT)
def application_section_edit(code: str, section: str) -> ResponseReturnValue:
    """One page of questions, saved as it is typed."""
    view = _load_section(code, section)
    application, row = view.row.application, view.row
    if view.documents:
        return _document_page(application, view, DocumentForm())
    asked = queries.form_of(application.call, application.kind.value)
    form = _section_form(view)
    if form.posted():
        with web.acting(form) as act:
            expected = form.expected_version()
            row = _load_row(code, section)
            form.version.data = str(row.version)
            typed = form.answers(asked, view.section)
            actions.save_section(row, typed, expected=expected, by=web.signed_in())
            act.done(_after_save(application, section, form), gettext("Saved."))
        if act.response:
            return act.response
    locked = not application.is_editable or row.is_locked
    return _section_page(view, form, locked=locked)


def _load_section(code: str, slug: str) -> queries.SectionView:
    application = web.load(Application, code)
    found = next((v for v in queries.views_of(application) if v.section.slug == slug), None)
    if found is None:
        raise Absent
    return found


def _load_row(code: str, slug: str) -> ApplicationSection:
    """The row of one section inside the unit of work."""
    row = queries.get_section(web.load(Application, code), slug)
    if row is None:
        raise Absent
    return row


def _section_form(view: queries.SectionView) -> SectionForm:
    application = view.row.application
    form = section_form(
        queries.form_of(application.call, application.kind.value),
        view.section,
        view.row.answers,
        today=clock.today(),
    )
    if not form.is_submitted():
        form.version.data = str(view.row.version)
    return form


def _section_page(view: queries.SectionView, form: SectionForm, *, locked: bool) -> Response:
    application = view.row.application
    asked = queries.form_of(application.call, application.kind.value)
    return web.page(
        "intake/application_section_edit.html",
        form=form,
        view=view,
        application=application,
        asked=asked,
        locked=locked,
        conflict=form.conflict,
        place=_place(application, view.section.slug),
    )


def _place(application: Application, slug: str) -> tuple[int, int]:
    slugs = [row.slug for row in application.sections]
    return slugs.index(slug) + 1, len(slugs)


def _after_save(application: Application, slug: str, form: SectionForm) -> str:
    """Back to the same page for more rows, else on to the next open page, at last to the list."""
    here = url_for("intake.application_section_edit", code=application.code, section=slug)
    if form.add_row.data:
        return f"{here}#founders"
    slugs = [row.slug for row in application.sections if not row.is_locked or row.slug == slug]
    following = slugs[slugs.index(slug) + 1 :]
    if following:
        return url_for(
            "intake.application_section_edit", code=application.code, section=following[0]
        )
    return url_for("intake.application_detail", code=application.code)


@room.post("/applications/<code:code>/sections/<section>/save", APPLICATION_EDIT)
def application_section_save(code: str, section: str) -> ResponseReturnValue:
    """Save in the background; the answer tells when, or what clashed."""
    view = _load_section(code, section)
    form = _section_form(view)
    if not form.posted():
        errors = {
            name: [str(error) for error in found]
            for name, found in form.errors.items()
            if name and isinstance(found, list)
        }
        return {"ok": False, "errors": errors}, 422
    asked = queries.form_of(view.row.application.call, view.row.application.kind.value)
    typed = form.answers(asked, view.section)
    try:
        with work(by=web.person()):
            row = _load_row(code, section)
            expected = form.expected_version()
            actions.save_section(row, typed, expected=expected, by=web.signed_in())
            version, saved_at = row.version, row.updated_at
    except Conflict as clash:
        compare = url_for("intake.application_section_compare", code=code, section=section)
        return {"ok": False, "message": str(clash.message), "compare_url": compare}, 409
    return {"ok": True, "saved_at": text.show_time(saved_at), "version": version}


@room.get("/applications/<code:code>/sections/<section>/compare", APPLICATION_EDIT)
def application_section_compare(code: str, section: str) -> ResponseReturnValue:
    """The stored version of a page that somebody else saved, to be compared with one's own typing."""
    view = _load_section(code, section)
    return web.page(
        "intake/application_section_compare.html", view=view, application=view.row.application
    )


def _document_page(
    application: Application,
    view: queries.SectionView,
    form: DocumentForm,
    *,
    document: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    response = web.page(
        "intake/application_document_list.html",
        form=form,
        view=view,
        application=application,
        refused=document,
        locked=not application.is_editable or view.row.is_locked,
        kinds=", ".join(files.DOCUMENT.extensions).upper(),
        megabytes=files.DOCUMENT.megabytes,
        size_text=size_text,
        place=_place(application, view.section.slug),
    )
    response.status_code = status if status != 200 else response.status_code
    return response


def size_text(size: int) -> str:
    """A file's size as people read it."""
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(1, size // 1024)} KB"


@room.post("/applications/<code:code>/documents/<document>", APPLICATION_EDIT)
def application_document_save(code: str, document: str) -> ResponseReturnValue:
    """Upload one file for a document of the list, or take one away."""
    view = _load_section(code, "files")
    form = DocumentForm()
    if form.posted():
        answer = (
            _take_away(code, document, form) if form.remove.data else _upload(code, document, form)
        )
        if answer is not None:
            return answer
    return _document_page(
        view.row.application, _load_section(code, "files"), form, document=document, status=422
    )


def _back_to(code: str, document: str) -> str:
    """The place of a document on the page of files."""
    back = url_for("intake.application_section_edit", code=code, section="files")
    return f"{back}#document-{document}"


def _take_away(code: str, document: str, form: DocumentForm) -> ResponseReturnValue | None:
    with web.acting(form) as act:
        row = web.load(ApplicationFile, form.remove.data or "")
        if row.application.code != code:
            raise Absent
        actions.remove_file(row, by=web.signed_in())
        act.done(_back_to(code, document), gettext("The file is removed."))
    return act.response


def _upload(code: str, document: str, form: DocumentForm) -> ResponseReturnValue | None:
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        form.refuse("file", gettext("Please choose a file first."))
        return None
    try:
        inspected = files.inspect(upload.stream, upload.filename, files.DOCUMENT)
    except FileRefused as refusal:
        form.refuse("file", refusal.message)
        return None
    with web.acting(form) as act:
        application = web.load(Application, code)
        actions.add_file(application, document, inspected, by=web.signed_in())
        act.done(_back_to(code, document), gettext("“%(name)s” is saved.", name=inspected.name))
    return act.response


def _document_too_large(code: str, document: str) -> ResponseReturnValue:
    """A request of 50 MB is not even read; the refusal still stands beside its document."""
    view, form = _load_section(code, "files"), DocumentForm(formdata=None)
    form.refuse("file", FileRefused("too_large", megabytes=files.DOCUMENT.megabytes).message)
    return _document_page(view.row.application, view, form, document=document)


show_when_too_large(room, "intake.application_document_save", _document_too_large)


@room.get("/application-files/<code:code>", APPLICATION_READ)
def application_file(code: str) -> ResponseReturnValue:
    """One uploaded document, to those who may read its application."""
    return web.send_stored(web.load(ApplicationFile, code).file)
