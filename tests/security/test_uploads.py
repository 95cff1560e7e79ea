"""Does every form that takes a file refuse what is hostile, in words, and keep nothing of it?"""

import gc
import itertools
import os
import re
import resource
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from incubator.kernel.db import db
from incubator.kernel.files import Store
from tests.data.hostile import containers, uploads
from tests.security.forms import form_routes, read_forms
from tests.security.rows import rows_of, table_of
from tests.security.world import World

MEGABYTE = 1024 * 1024
SLOW = 2.0
EACH = 60


@dataclass
class UploadForm:
    """One form with a place for a file."""

    browser: FlaskClient
    url: str
    field: str
    data: dict[str, Any]

    def send(self, name: str, content: bytes) -> Any:
        """Send this file in."""
        data = {**self.data, self.field: (BytesIO(content), name), "once": ""}
        headers = {"Origin": "http://localhost"}
        return self.browser.post(
            self.url, data=data, headers=headers, content_type="multipart/form-data"
        )

    def send_raw(self, content: bytes) -> Any:
        """Send it as the bytes that travel, so that nothing is spooled on this side."""
        parts = [
            f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in self.data.items()
            if isinstance(value, str)
        ]
        head = f'--x\r\nContent-Disposition: form-data; name="{self.field}"; filename="a.pdf"'
        parts += [head.encode(), b"\r\nContent-Type: application/pdf\r\n\r\n", content]
        return self.browser.post(
            self.url,
            data=b"".join([*parts, b"\r\n--x--\r\n"]),
            headers={"Origin": "http://localhost"},
            content_type="multipart/form-data; boundary=x",
        )


def upload_forms(app: Flask, world: World) -> Iterator[UploadForm]:
    """Every form of every page with a file in it."""
    for route in form_routes(app, world):
        files = [name for name, row in route.form.controls.items() if row.kind == "file"]
        if files:
            base = {key: row for key, row in route.base().items() if key not in files}
            yield UploadForm(route.browser, route.url, files[0], base)
    browser = world.browser(app, "leader")
    page = browser.get(f"/applications/{world.codes['draft']}/sections/files")
    for form in read_forms(page.get_data(as_text=True)):
        files = [name for name, row in form.controls.items() if row.kind == "file"]
        if files and "/documents/" in form.action:
            data = {"csrf_token": form.controls["csrf_token"].value}
            yield UploadForm(browser, form.action, files[0], data)
            return


def hostile() -> Iterator[tuple[str, str, bytes]]:
    """What is refused everywhere, whatever kind of file the form takes."""
    taken = {"stored"}
    for label, name, content, _kind, outcome in uploads.all_cases():
        # Without a name it is what a browser sends where no file was chosen.
        if outcome not in taken and len(content) < 20 * MEGABYTE and name:
            yield label, name, content
    yield "empty", "空.pdf", b""
    yield "empty workbook", "空.xlsx", b""
    yield "locked workbook", "名册.xlsx", (ROSTERS / "roster_locked.xlsx").read_bytes()
    yield "bomb of a workbook", "a.xlsx", containers.docx({"xl/a.bin": bytes(150_000_000)})


ROSTERS = Path(__file__).resolve().parents[1] / "data"


def stored_files(app: Flask) -> set[Path]:
    """What lies in the folder of files."""
    root: Path = app.extensions["file_store"].root
    return {path for path in root.rglob("*") if path.is_file()}


@pytest.mark.pages
def test_every_upload_form_refuses_what_is_hostile(
    app: Flask, world: World, figures: Callable[[str, object], None]
) -> None:
    forms = list(upload_forms(app, world))
    before, lying = table_of(rows_of()), stored_files(app)
    counts, wrong = Counter[int](), []
    cases = list(hostile())
    for number, form in enumerate(forms):
        turn = itertools.islice(itertools.cycle(cases), number * EACH, (number + 1) * EACH)
        for label, name, content in turn:
            start = time.process_time()
            answer = form.send(name, content)
            spent = time.process_time() - start
            counts[answer.status_code] += 1
            text = answer.get_data(as_text=True)
            if answer.status_code not in {413, 422} or spent > SLOW or "alert(1)" in text:
                wrong.append(f"{form.url} {label}: {answer.status_code} in {spent:.1f} s")
    assert not wrong, "\n".join(wrong[:40])
    assert table_of(rows_of()) == before
    assert stored_files(app) == lying
    assert len(forms) >= 5
    figures(
        "hostile uploads",
        f"{EACH} of {len(cases)} files × {len(forms)} forms = {sum(counts.values())}, all refused",
    )


@pytest.mark.pages
def test_fifty_megabytes_are_refused_in_words(app: Flask, world: World) -> None:
    before = table_of(rows_of())
    large = containers.pdf() + os.urandom(50 * MEGABYTE)
    for form in upload_forms(app, world):
        answer = form.send_raw(large)
        assert answer.status_code == 413, form.url
        assert "MB" in answer.get_data(as_text=True) or "太大" in answer.get_data(as_text=True)
        other = re.sub(r"/[0-9a-z]{12}(?=/|$)", f"/{'z' * 12}", form.url)
        assert replace(form, url=other).send_raw(large).status_code in {404, 413}, other
    assert table_of(rows_of()) == before


@pytest.fixture
def no_room() -> Iterator[None]:
    """No file of this process may grow beyond 6 MB: the disk's refusal, without needing root."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (6 * MEGABYTE, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.pages
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_full_disk_is_told_and_nothing_is_half_saved(
    app: Flask, world: World, no_room: None
) -> None:
    before, lying = table_of(rows_of()), stored_files(app)
    large = containers.pdf(b"<<>>\n%" + b"x" * 9 * MEGABYTE)
    for form in upload_forms(app, world):
        answer = form.send_raw(large)
        assert answer.status_code == 503, (form.url, answer.status_code)
        assert "磁盘" in answer.get_data(as_text=True)
    gc.collect()  # the parser leaves its half files to the collector
    assert table_of(rows_of()) == before
    assert stored_files(app) == lying


@pytest.fixture
def small_disk(app: Flask, world: World, tmp_path: Path) -> Iterator[Store]:
    """The folder of files on a real file system of 64 KB, where this user may mount one."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting needs root; the limit on file size is tested instead")
    kept, small = app.extensions["file_store"], Store(tmp_path / "files")
    app.extensions["file_store"] = small
    yield small
    app.extensions["file_store"] = kept
    subprocess.run(["umount", str(tmp_path)], check=True)


# What is sent here is read into rows, or must be Word: no PDF reaches the folder of files.
READ_INTO_ROWS = (
    "/imports", "/rule-changes", "/rule-sets", "/working-days", "/registers/lists",
    "/name-register", "/paper-templates", "/filings/batches",
)  # fmt: skip


@pytest.mark.pages
def test_a_full_folder_of_files_keeps_neither_row_nor_half_a_file(
    app: Flask, world: World, small_disk: Store
) -> None:
    before = table_of(rows_of())
    large = containers.pdf(b"<<>>\n%" + b"x" * 100_000)
    forms = [
        form
        for form in upload_forms(app, world)
        if "stage-changes" not in form.url and not any(part in form.url for part in READ_INTO_ROWS)
    ]
    for form in forms:
        answer = form.send("大.pdf", large)
        assert answer.status_code in {422, 503}, (form.url, answer.status_code)
        assert "磁盘" in answer.get_data(as_text=True), form.url
    assert table_of(rows_of()) == before
    assert stored_files(app) == set()
    assert forms[0].send("小.pdf", containers.pdf()).status_code == 303


@pytest.mark.pages
def test_a_database_without_room_says_so_and_works_again(app: Flask, world: World) -> None:
    """SQLite is told that it may not grow by a page: its own way of saying that the disk is full."""
    before = table_of(rows_of())
    route = next(form_routes(app, world, frozenset({"experts.session_new"})))
    pages = _limit_of_pages("0")
    data = {**route.base(), "advice": "好" * 1900, "private_note": "好" * 900}
    answers = [route.send({**data, "once": str(number)}) for number in range(8)]
    assert 503 in {answer.status_code for answer in answers}
    refused = next(answer for answer in answers if answer.status_code == 503)
    assert "没有保存" in refused.get_data(as_text=True)
    _limit_of_pages(pages)
    stored = sum(answer.status_code == 303 for answer in answers)
    assert len(table_of(rows_of())["mentoring_sessions"]) == (
        len(before["mentoring_sessions"]) + stored
    )
    assert route.send({**data, "once": "later"}).status_code == 303


def _limit_of_pages(limit: str) -> str:
    """Set how many pages the database may have; returns what was allowed. It holds per connection."""
    engine = db.engine
    if limit == "0":
        db.session.remove()
        engine.dispose()

        def narrow(connection: Any, _record: Any) -> None:
            count = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count={count}")

        event.listen(engine, "connect", narrow)
        _narrowing.append(narrow)
        return "1073741823"
    event.remove(engine, "connect", _narrowing.pop())
    db.session.remove()
    engine.dispose()
    return limit


_narrowing: list[Any] = []
