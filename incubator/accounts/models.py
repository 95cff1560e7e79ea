"""What is stored of people: users, grants, sessions, one-time links, consents and kept forms."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.kernel import clock
from incubator.kernel.access import Role, Scope, scope
from incubator.kernel.db import Addressable, Base, Versioned, slug
from incubator.territory.models import Park, Region

PERSONAL = {"personal": True}
SECRET = {"secret": True}


class User(Addressable, Versioned, Base):
    """A person with an account. `sign_in_name` is a mobile number or a lower-case e-mail address."""

    __tablename__ = "users"
    __audited__ = True

    sign_in_name: Mapped[str] = mapped_column(String(120), unique=True, info=PERSONAL)
    display_name: Mapped[str] = mapped_column(String(40), info=PERSONAL)
    password_hash: Mapped[str] = mapped_column(String(200), info=SECRET)
    has_long_password: Mapped[bool] = mapped_column(default=True)
    phone: Mapped[str] = mapped_column(String(20), default="", info=PERSONAL)
    email: Mapped[str] = mapped_column(String(120), default="", info=PERSONAL)
    locale: Mapped[str] = mapped_column(String(10), default="zh_Hans")
    is_active_account: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    password_changed_at: Mapped[datetime] = mapped_column(default=clock.now)

    grants: Mapped[list["Grant"]] = relationship(
        back_populates="user",
        order_by="Grant.id",
        foreign_keys="Grant.user_id",
    )

    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        """Flask-Login's word for an account that may be used."""
        return self.is_active_account

    def get_id(self) -> str:
        """Flask-Login's key; the session row decides who is signed in."""
        return str(self.id)

    @property
    def active_grants(self) -> Sequence["Grant"]:
        """The grants in force now; an account that was shut has none."""
        if not self.is_active_account:
            return []
        return [grant for grant in self.grants if grant.ended_at is None]

    def access_scope(self) -> Scope:
        """A person is reached by themselves and by the staff of the parks they hold a grant in."""
        return scope(people=[self.id], parks=[grant.park_id for grant in self.active_grants])


class Grant(Addressable, Base):
    """One role of one person at one place."""

    __tablename__ = "grants"
    __audited__ = True
    __table_args__ = (Index("ix_grants_user", "user_id", "ended_at"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    role: Mapped[Role] = mapped_column(slug(Role))
    park_id: Mapped[int | None] = mapped_column(ForeignKey("parks.id"), index=True)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"))
    organization_id: Mapped[int | None] = mapped_column(index=True)
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    granted_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(back_populates="grants", foreign_keys=[user_id])
    region: Mapped[Region | None] = relationship(lazy="joined")
    park: Mapped[Park | None] = relationship(lazy="joined")

    @property
    def region_path(self) -> str | None:
        """The path of the region of a bureau role."""
        return self.region.path if self.region is not None else None

    def access_scope(self) -> Scope:
        """A grant is reached from the place where it holds."""
        return scope(
            parks=[self.park_id],
            regions=[self.region_path],
            organizations=[self.organization_id],
            people=[self.user_id],
        )


class SignInSession(Base):
    """One signed-in browser, keyed by the hash of its random token."""

    __tablename__ = "sign_in_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    hat: Mapped[str] = mapped_column(String(40), default="")
    user_agent: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="joined")


class LinkPurpose(StrEnum):
    """What a one-time link opens."""

    SET_UP = "set_up"
    RECOVERY = "recovery"
    INVITATION = "invitation"
    SIGN_UP = "sign_up"


class OneTimeLink(Addressable, Base):
    """A link that works once and for a short time; only the hash of its token is stored."""

    __tablename__ = "one_time_links"
    __audited__ = True
    __table_args__ = (CheckConstraint("length(token_hash) = 64", name="token_is_hashed"),)

    token_hash: Mapped[str] = mapped_column(String(64), unique=True, info=SECRET)
    purpose: Mapped[LinkPurpose] = mapped_column(slug(LinkPurpose))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    role: Mapped[str] = mapped_column(String(40), default="")
    organization_id: Mapped[int | None]
    park_id: Mapped[int | None] = mapped_column(ForeignKey("parks.id"))
    sign_in_name: Mapped[str] = mapped_column(String(120), default="", info=PERSONAL)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    issued_at: Mapped[datetime] = mapped_column(default=clock.now)
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Consent(Base):
    """One consent of one person: to which text, in which edition, when, and when withdrawn."""

    __tablename__ = "consents"
    __audited__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    kind: Mapped[str] = mapped_column(String(60))
    edition: Mapped[str] = mapped_column(String(40))
    given_at: Mapped[datetime] = mapped_column(default=clock.now)
    withdrawn_at: Mapped[datetime | None]


class KeptForm(Base):
    """What was typed when a session ended in the middle of a form: encrypted, for 30 minutes."""

    __tablename__ = "kept_forms"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    path: Mapped[str] = mapped_column(String(300))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    ends_at: Mapped[datetime]
