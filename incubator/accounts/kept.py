"""What happens to a form whose session ended: its fields are kept, sealed, and put back after sign-in.

Files and passwords are never kept. The fields come back only in the same browser (a random cookie),
to the same person, on the same page, within 30 minutes.
"""

import json
import secrets
from datetime import timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app, g, request
from flask.sansio.app import App
from sqlalchemy import delete, select
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from incubator.accounts.gate import COOKIE as SESSION_COOKIE
from incubator.accounts.models import KeptForm, SignInSession
from incubator.accounts.queries import hash_token, new_token
from incubator.kernel import clock, jobs, web
from incubator.kernel.db import db, work

COOKIE = "kept"
LASTS = timedelta(minutes=30)
MOST = 512 * 1024
NEVER = frozenset({"csrf_token", "once", "version"})
Fields = MultiDict[str, str]


def install(app: App) -> None:
    """Offer keeping to the sign-in redirect, and what was kept to the forms."""
    app.extensions["keep_form"] = keep
    app.extensions["kept_fields"] = kept_fields
    app.after_request(_forget_when_saved)


def keep(response: BaseResponse, path: str) -> None:
    """Keep the POST of a session that has ended, and give the browser the key to it."""
    row = db.session.get(SignInSession, hash_token(request.cookies.get(SESSION_COOKIE, "")))
    fields = _fields_to_keep()
    if row is None or not fields:
        return
    user_id, token = row.user_id, new_token()
    sealed = _seal(json.dumps(fields, ensure_ascii=False), f"{user_id}:{path}")
    if len(sealed) > MOST:
        return
    with work() as session:
        session.execute(delete(KeptForm).where(KeptForm.user_id == user_id, KeptForm.path == path))
        session.add(
            KeptForm(
                token_hash=hash_token(token),
                user_id=user_id,
                path=path[:300],
                sealed=sealed,
                ends_at=clock.now() + LASTS,
            )
        )
    secure = current_app.config["SETTINGS"].secure
    seconds = int(LASTS.total_seconds())
    response.set_cookie(
        COOKIE, token, max_age=seconds, httponly=True, samesite="Lax", secure=secure
    )


def _fields_to_keep() -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in NEVER and "password" not in name
    ]


def kept_fields() -> Fields | None:
    """What this person had typed on this page, if it is kept for this browser."""
    row = _kept_row()
    if row is None or row.path != request.path:
        return None
    try:
        plain = _open(row.sealed, f"{row.user_id}:{row.path}")
    except InvalidTag:
        return None
    return MultiDict([(name, value) for name, value in json.loads(plain)])


def has_kept() -> bool:
    """Whether something is kept for this browser: the sign-in page says so."""
    return _find(request.cookies.get(COOKIE, "")) is not None


def _kept_row() -> KeptForm | None:
    person = web.person()
    row = _find(request.cookies.get(COOKIE, ""))
    return row if row is not None and person is not None and row.user_id == person.id else None


def _find(token: str) -> KeptForm | None:
    if not token:
        return None
    query = select(KeptForm).where(
        KeptForm.token_hash == hash_token(token), KeptForm.ends_at > clock.now()
    )
    return db.session.scalars(query).one_or_none()


def _forget_when_saved(response: BaseResponse) -> BaseResponse:
    """The form was sent again and taken: what was kept is not offered any more."""
    saved = request.method == "POST" and response.status_code == 303 and "kept_checked" not in g
    if not saved or COOKIE not in request.cookies:
        return response
    g.kept_checked = True
    row = _kept_row()
    if row is not None and (
        request.path == row.path or (request.referrer or "").endswith(row.path)
    ):
        with work() as session:
            session.execute(delete(KeptForm).where(KeptForm.id == row.id))
        response.delete_cookie(COOKIE)
    return response


@jobs.daily
def sweep() -> None:
    """Remove what nobody came back for."""
    db.session.execute(delete(KeptForm).where(KeptForm.ends_at < clock.now()))


def _cipher() -> AESGCM:
    return AESGCM(current_app.config["SETTINGS"].key("forms"))


def _seal(plain: str, place: str) -> bytes:
    nonce = secrets.token_bytes(12)
    return nonce + _cipher().encrypt(nonce, plain.encode("utf-8"), place.encode("utf-8"))


def _open(sealed: bytes, place: str) -> str:
    return _cipher().decrypt(sealed[:12], sealed[12:], place.encode("utf-8")).decode("utf-8")
