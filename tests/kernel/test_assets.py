"""Static files: hashed names that may be kept for a year, and nothing outside of the folder."""

import gzip
import os

import pytest
from flask import Flask, render_template_string

from incubator.kernel import assets

CSS = "body { color: #123; }\n" * 40


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "static"
    (root / "css").mkdir(parents=True)
    (root / "css" / "app.css").write_text(CSS, encoding="utf-8")
    (root / "photo.png").write_bytes(b"\x89PNG\r\n" + bytes(range(256)))
    (root / ".hidden").write_text("no", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("key", encoding="utf-8")
    (root / "way-out.txt").symlink_to(tmp_path / "secret.txt")
    return root


@pytest.fixture
def app(folder):
    app = Flask(__name__, static_folder=None)
    assets.install(app, folder)
    return app


@pytest.fixture
def address(app):
    with app.test_request_context():
        return render_template_string("{{ asset('css/app.css') }}")


def test_asset_puts_eight_hex_digits_into_the_name(address):
    stem, mark, suffix = address.rsplit(".", 2)
    assert (stem, suffix) == ("/static/css/app", "css")
    assert len(mark) == 8
    assert int(mark, 16) >= 0


def test_hashed_name_may_be_kept_for_a_year_and_is_packed(app, address):
    answer = app.test_client().get(address, headers={"Accept-Encoding": "gzip, br"})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert gzip.decompress(answer.data).decode() == CSS


def test_browser_without_gzip_gets_the_plain_file(app, address):
    answer = app.test_client().get(address)
    assert "Content-Encoding" not in answer.headers
    assert answer.text == CSS


def test_plain_name_is_asked_again_each_time(app):
    client = app.test_client()
    first = client.get("/static/css/app.css")
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get("/static/css/app.css", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""


def test_changed_file_changes_its_name_and_the_old_name_is_not_kept(app, folder, address):
    (folder / "css" / "app.css").write_text("body {}", encoding="utf-8")
    os.utime(folder / "css" / "app.css", ns=(1, 1))
    with app.test_request_context():
        assert render_template_string("{{ asset('css/app.css') }}") != address
    answer = app.test_client().get(address)
    assert answer.text == "body {}"
    assert answer.headers["Cache-Control"] == "no-cache"


def test_picture_is_sent_as_it_is(app):
    answer = app.test_client().get("/static/photo.png", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Type"] == "image/png"
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "nothing.css",
        "nothing.0123abcd.css",
        "css",
        ".hidden",
        "../secret.txt",
        "%2e%2e/secret.txt",
        "css/../../secret.txt",
        "css/%2e%2e/%2e%2e/secret.txt",
        "..%5csecret.txt",
        "//etc/passwd",
        "way-out.txt",
        "way-out.0123abcd.txt",
    ],
)
def test_what_is_not_in_the_folder_is_absent(app, path):
    assert app.test_client().get(f"/static/{path}").status_code in {308, 404}


def test_template_with_a_misspelt_name_fails(app):
    with app.test_request_context(), pytest.raises(FileNotFoundError):
        render_template_string("{{ asset('css/ap.css') }}")


def test_view_is_marked_public(app):
    assert app.view_functions["static"].access == "public"
    assert app.url_map.bind("localhost").match("/static/css/app.css")[0] == "static"


def test_shipped_files_are_all_there():
    for name in ("css/app.css", "css/grid.css", "js/app.js", "img/icons.svg"):
        assert assets.find_file(assets.FOLDER, name) is not None
    for name in ("vendor/tabler/tabler.min.css", "vendor/htmx/htmx.min.js"):
        assert assets.find_file(assets.FOLDER, name) is not None
    for name in ("fonts/NotoSansSC-Regular.ttf", "fonts/NotoSansSC-Bold.ttf"):
        assert assets.find_file(assets.FOLDER, name) is not None


def test_first_visit_fits_into_300_kilobytes(app):
    styles = ("vendor/tabler/tabler.min.css", "css/app.css")
    scripts = ("vendor/htmx/htmx.min.js", "js/app.js", "js/theme.js", "js/autosave.js")
    pages = Flask("pages", static_folder=None)
    assets.install(pages)
    client = pages.test_client()
    sizes = [
        len(client.get(f"/static/{name}", headers={"Accept-Encoding": "gzip"}).data)
        for name in (*styles, *scripts, "img/icons.svg")
    ]
    # Half of the budget stays for the page itself and its pictures.
    assert sum(sizes) < 150_000
