"""The pages of founders and posts, and of what is to be founded; the members stand beside."""

from flask import url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import web
from incubator.organizations.models import Organization
from incubator.registration.books import member_views
from incubator.registration.books.forms import FounderForm, PostForm, ProfileForm
from incubator.registration.books.wording import book_of, offered
from incubator.registration.registers import actions, queries
from incubator.registration.registers.models import (
    HOLDER_LABELS,
    LEVEL_LABELS,
    POST_LABELS,
    Founder,
    Holder,
    Level,
    Post,
    PostKind,
)
from incubator.registration.registers.rules import (
    REGISTER_EDIT,
    REGISTER_READ,
    FounderFacts,
    PostFacts,
    ProfileFacts,
)
from incubator.registration.room import room

__all__ = ["member_views"]


@room.get("/organizations/<code:code>/registers/founders", REGISTER_READ)
def founder_list(code: str) -> ResponseReturnValue:
    """The founders, and what they found."""
    organization = web.load(Organization, code)
    book = book_of(organization, web.signed_in())
    return web.page(
        "registration/founder_list.html",
        _founder_form() if book.may_edit else None,
        book=book,
        organization=organization,
        founders=queries.list_founders(organization),
        holder_labels=HOLDER_LABELS,
        profile=queries.find_profile(organization),
        level_labels=LEVEL_LABELS,
    )


def _founder_form(row: Founder | None = None) -> FounderForm:
    form = FounderForm(obj=row)
    form.kind.choices = offered(HOLDER_LABELS)
    return form


def _founder_facts(form: FounderForm) -> FounderFacts:
    return FounderFacts(
        kind=Holder(form.kind.data),
        name=form.name.data or "",
        contact=form.contact.data or "",
        phone=form.phone.data or "",
        work_unit=form.work_unit.data or "",
        is_document_shown=bool(form.is_document_shown.data),
        declared_on=form.declared_on.data,
    )


@room.form("/organizations/<code:code>/registers/founders/new", REGISTER_EDIT)
def founder_new(code: str) -> ResponseReturnValue:
    """Add a founder."""
    organization = web.load(Organization, code)
    form = _founder_form()
    answer = web.save(
        form,
        Organization,
        code,
        lambda found: actions.add_founder(found, _founder_facts(form), by=web.signed_in()),
        back=_founders_of,
    )
    return answer or _founder_page(form, organization, None)


@room.form("/register-founders/<code:code>/edit", REGISTER_EDIT)
def founder_edit(code: str) -> ResponseReturnValue:
    """Correct a founder."""
    row = web.load(Founder, code)
    form = _founder_form(row)
    web.stamp(form, row)
    answer = web.save(
        form,
        Founder,
        code,
        lambda found: actions.edit_founder(found, _founder_facts(form), by=web.signed_in()),
        back=lambda found: _founders_of(found.organization),
    )
    return answer or _founder_page(form, row.organization, row)


def _founders_of(organization: Organization) -> str:
    return url_for("registration.founder_list", code=organization.code)


def _founder_page(
    form: FounderForm, organization: Organization, row: Founder | None
) -> ResponseReturnValue:
    return web.page(
        "registration/founder_edit.html", form=form, organization=organization, founder=row
    )


@room.post("/register-founders/<code:code>/remove", REGISTER_EDIT)
def founder_remove(code: str) -> ResponseReturnValue:
    """Take a founder off the list."""
    return web.remove(
        Founder,
        code,
        lambda found: actions.remove(found, by=web.signed_in()),
        back=lambda found: _founders_of(found.organization),
    )


@room.get("/organizations/<code:code>/registers/posts", REGISTER_READ)
def post_list(code: str) -> ResponseReturnValue:
    """Council, supervisors and officers with their terms."""
    organization = web.load(Organization, code)
    book = book_of(organization, web.signed_in())
    posts = queries.list_posts(organization)
    return web.page(
        "registration/post_list.html",
        _post_form() if book.may_edit else None,
        book=book,
        organization=organization,
        groups=[
            (label, [row for row in posts if row.kind is kind])
            for kind, label in POST_LABELS.items()
            if any(row.kind is kind for row in posts)
        ],
        count=len(posts),
    )


def _post_form(row: Post | None = None) -> PostForm:
    form = PostForm(obj=row)
    form.kind.choices = offered(POST_LABELS)
    return form


def _post_facts(form: PostForm) -> PostFacts:
    return PostFacts(
        kind=PostKind(form.kind.data),
        name=form.name.data or "",
        phone=form.phone.data or "",
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        employed_by=form.employed_by.data or "",
        relative_of=form.relative_of.data or "",
        is_paid=bool(form.is_paid.data),
        is_full_time=bool(form.is_full_time.data),
        is_state_worker=bool(form.is_state_worker.data),
        declared_on=form.declared_on.data,
    )


@room.form("/organizations/<code:code>/registers/posts/new", REGISTER_EDIT)
def post_new(code: str) -> ResponseReturnValue:
    """Give a post to a person."""
    organization = web.load(Organization, code)
    form = _post_form()
    answer = web.save(
        form,
        Organization,
        code,
        lambda found: actions.add_post(found, _post_facts(form), by=web.signed_in()),
        back=_posts_of,
    )
    return answer or _post_page(form, organization, None)


@room.form("/register-posts/<code:code>/edit", REGISTER_EDIT)
def post_edit(code: str) -> ResponseReturnValue:
    """Correct a post."""
    row = web.load(Post, code)
    form = _post_form(row)
    web.stamp(form, row)
    answer = web.save(
        form,
        Post,
        code,
        lambda found: actions.edit_post(found, _post_facts(form), by=web.signed_in()),
        back=lambda found: _posts_of(found.organization),
    )
    return answer or _post_page(form, row.organization, row)


def _posts_of(organization: Organization) -> str:
    return url_for("registration.post_list", code=organization.code)


def _post_page(form: PostForm, organization: Organization, row: Post | None) -> ResponseReturnValue:
    return web.page("registration/post_edit.html", form=form, organization=organization, post=row)


@room.post("/register-posts/<code:code>/remove", REGISTER_EDIT)
def post_remove(code: str) -> ResponseReturnValue:
    """Take a post off the list."""
    return web.remove(
        Post,
        code,
        lambda found: actions.remove(found, by=web.signed_in()),
        back=lambda found: _posts_of(found.organization),
    )


@room.form("/organizations/<code:code>/registers/profile", REGISTER_EDIT)
def profile_edit(code: str) -> ResponseReturnValue:
    """Say what is to be founded: area, kind of foundation, charity."""
    organization = web.load(Organization, code)
    profile = queries.find_profile(organization)
    form = ProfileForm(obj=profile)
    form.level.choices = offered(LEVEL_LABELS)
    answer = web.save(
        form,
        Organization,
        code,
        lambda found: actions.describe(found, _profile_facts(form), by=web.signed_in()),
        back=_founders_of,
    )
    return answer or web.page(
        "registration/profile_edit.html", form=form, organization=organization
    )


def _profile_facts(form: ProfileForm) -> ProfileFacts:
    return ProfileFacts(
        Level(form.level.data),
        bool(form.is_public.data),
        bool(form.is_private_money.data),
        bool(form.is_charity.data),
    )
