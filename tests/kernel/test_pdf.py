# ruff: noqa: E501 a payload is read as one line
"""Papers: what they look like as text, and that hostile HTML reaches neither files nor network."""

import base64
import http.server
import io
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pypdf
import pytest
from PIL import Image
from typing_extensions import override

from incubator.kernel import pdf
from incubator.kernel.pdf import Limits, MissingGlyph, PdfTimeout, PdfTooLarge, render

pytestmark = pytest.mark.pdf

SECRET = "SECRET-MARKER-7f3a"
LETTER = """
<h1>入驻协议书</h1>
<p>甲方：<b>示例孵化园</b>，乙方：示例社会工作服务中心。</p>
<table class="facts"><tr><th>名称</th><td>示例中心</td></tr><tr><th>金额</th><td>1,234.50</td></tr></table>
<div class="signatures"><div><div class="line"></div>甲方代表</div><div><div class="line"></div>乙方代表</div></div>
"""


def text_of(data: bytes) -> str:
    ran = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True
    )
    return ran.stdout.decode()


def inline_png() -> str:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def test_a_chinese_letter_comes_back_as_text_with_title_language_and_embedded_fonts():
    data = render(LETTER, title="入驻协议书")
    text = text_of(data)
    for words in ("入驻协议书", "示例孵化园", "示例社会工作服务中心", "1,234.50", "甲方代表"):
        assert words in text
    assert "第1页/共1页" in text.replace(" ", "")
    document = pypdf.PdfReader(io.BytesIO(data))
    assert document.metadata is not None
    assert document.metadata.title == "入驻协议书"
    assert str(document.root_object["/Lang"]) == "zh-Hans"
    assert "/StructTreeRoot" in document.root_object
    listed = subprocess.run(["pdffonts", "-"], input=data, capture_output=True, check=True)
    fonts = listed.stdout.decode().splitlines()[2:]
    assert len(fonts) == 2
    assert all("Document" in line and "yes yes yes" in line for line in fonts)
    assert len(data) < 60_000


def test_page_numbers_count_all_pages_in_the_language_of_the_paper():
    data = render("<p>one</p><p style='break-before: page'>two</p>", title="T", language="en")
    text = text_of(data)
    assert "Page 1 of 2" in text
    assert "Page 2 of 2" in text


def test_a_page_of_its_own_keeps_its_styles_and_gets_the_given_title():
    page = "<!doctype html><html lang=fr><head><title>old</title><style>p{text-align:right}</style></head><body><p>abc</p>"
    document = pypdf.PdfReader(io.BytesIO(render(page, title="new", language="en")))
    assert document.metadata is not None
    assert document.metadata.title == "new"
    assert str(document.root_object["/Lang"]) == "en"


def test_an_inline_png_is_drawn():
    data = render(f"<img src='{inline_png()}' alt=''>", title="T")
    assert len(pypdf.PdfReader(io.BytesIO(data)).pages[0].images) == 1


@pytest.mark.parametrize(
    ("html", "lacking"),
    [
        ("<p>好😀的</p>", "😀"),
        ("<p>a</p><td>🀄𓀀🀄</td>", "🀄𓀀"),
        ("<img alt='🎉'>", "🎉"),
        ("<b>&#x1F680;</b>", "🚀"),
    ],
)
def test_a_character_without_a_glyph_is_named(html: str, lacking: str):
    with pytest.raises(MissingGlyph) as caught:
        render(html, title="T")
    assert caught.value.characters == lacking
    assert f"{lacking[0]}(U+{ord(lacking[0]):04X})" in str(caught.value)


def test_characters_that_leave_no_mark_need_no_glyph():
    assert "ab" in text_of(render("<p>a\u200bb\ufeff\u00ad\ufe0f\r\n\t</p>", title="T"))


def test_rare_characters_of_names_and_punctuation_are_in_the_font():
    rare = "䶮㛃㐂喆旻翀昇堃祎赟燚犇骉猋鑫淼焱垚囍—…“”《》〔〕①②③■□△√×÷≤≥℃％￥·"  # noqa: RUF001 the characters are the point
    data = render(f"<p>{rare}</p><p><b>{rare}</b></p>", title="T")
    assert "".join(text_of(data).split()).startswith(rare * 2)


@pytest.fixture
def listener():
    """A real server on this machine that counts every call and redirects to the secret file."""
    calls: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            calls.append(self.path)
            self.send_response(302)
            self.send_header("Location", "/again")
            self.end_headers()

        @override
        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", calls
    server.shutdown()
    server.server_close()
    thread.join()


def payloads(http_url: str, file_url: str, path: str) -> list[str]:
    svg = f"<svg xmlns='http://www.w3.org/2000/svg'><image href='{http_url}/svg' width='9' height='9'/></svg>"
    svg64 = base64.b64encode(svg.encode()).decode()
    css64 = base64.b64encode(f"@import '{http_url}/css';".encode()).decode()
    templates = [
        "<img src='{u}/a.png'>",
        "<img srcset='{u}/a.png 2x' src='{u}/b.png'>",
        "<link rel=stylesheet href='{u}/a.css'>",
        "<link rel=attachment href='{u}/a.txt' title=x>",
        "<link rel='icon' href='{u}/a.ico'>",
        "<a rel=attachment href='{u}/a.txt'>x</a>",
        "<style>@import url('{u}/a.css');</style>",
        "<style>@import '{u}/a.css' print;</style>",
        "<style>@font-face{{font-family:X;src:url('{u}/a.ttf')}} p{{font-family:X}}</style><p>x</p>",
        "<style>@color-profile device-cmyk {{src:url('{u}/a.icc')}} p{{color:device-cmyk(1 0 0 0)}}</style><p>x</p>",
        "<p style=\"background:url('{u}/a.png')\">x</p>",
        "<ul style=\"list-style-image:url('{u}/a.png')\"><li>x</ul>",
        "<style>p::before{{content:url('{u}/a.png')}}</style><p>x</p>",
        "<style>@page{{background:url('{u}/a.png');@top-left{{content:url('{u}/b.png')}}}}</style>x",
        "<p style=\"border-image:url('{u}/a.png') 3;border:1px solid\">x</p>",
        "<svg width=9 height=9><image href='{u}/a.png' width=9 height=9 /></svg>",
        "<svg width=9 height=9><image xlink:href='{u}/a.svg' width=9 height=9 /></svg>",
        "<svg width=9 height=9><use href='{u}/a.svg#x' /></svg>",
        "<svg width=9 height=9><style>@import url('{u}/a.css');</style><rect fill=\"url('{u}/a.svg#p')\" width=9 height=9 /></svg>",
        "<object data='{u}/a.svg' type='image/svg+xml'></object>",
        "<embed src='{u}/a.svg' type='image/svg+xml'>",
        "<iframe src='{u}/a.html'></iframe>",
        "<base href='{u}/'><img src='a.png'><link rel=stylesheet href='a.css'>",
        "<meta http-equiv=refresh content='0;url={u}/a.html'>",
        "<?xml-stylesheet href='{u}/a.css'?><p>x</p>",
        "<input type=image src='{u}/a.png'><video poster='{u}/a.png' src='{u}/v.mp4'></video>",
    ]
    made = [t.format(u=where) for t in templates for where in (http_url, file_url)]
    made += [
        f"<img src='data:image/svg+xml;base64,{svg64}'>",
        f"<img src='data:image/png;base64,{svg64}'>",
        f"<img src='data:image/png,{svg}'>",
        f"<link rel=stylesheet href='data:text/css;base64,{css64}'>",
        f"<link rel=attachment href='{path}'>",
        f"<link rel=attachment href='FILE://{path}'>",
        f"<link rel=attachment href='file:{path}?x#y'>",
        f"<img src='{path}'><img src='//{http_url.removeprefix('http://')}/a.png'>",
        "<style>@font-face{font-family:X;src:local('Noto Sans CJK SC'),local('DejaVu Sans')} p{font-family:X}</style><p>x</p>",
    ]
    return made


def test_no_payload_calls_out_or_reads_a_file(listener, tmp_path: Path):
    url, calls = listener
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    (tmp_path / "a.css").write_text(f"p::after{{content:'{SECRET}'}}")
    (tmp_path / "a.html").write_text(f"<p>{SECRET}")
    (tmp_path / "a.txt").write_text(SECRET)
    (tmp_path / "a.svg").write_text(
        f"<svg xmlns='http://www.w3.org/2000/svg'><text id='x'>{SECRET}</text></svg>"
    )
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    cases = payloads(url, tmp_path.as_uri(), str(secret))
    refused = []
    for html in cases:
        try:
            data = render(html + "<p>end</p>", title="T")
        except pdf.PdfError as error:
            refused.append((html, error.detail))
            continue
        document = pypdf.PdfReader(io.BytesIO(data))
        assert "end" in text_of(data), html
        assert SECRET not in text_of(data), html
        assert not document.attachments, html
        assert not any(page.images for page in document.pages), html
        assert SECRET.encode() not in data, html
    print(f"{len(cases)} payloads, {len(refused)} refused, {len(calls)} calls out")
    assert len(cases) >= 20
    # The renderer itself gives up where a colour profile is refused.
    assert all("@color-profile" in html and "own content" in why for html, why in refused)
    assert calls == []


def test_the_worker_can_open_no_socket_and_no_file_even_if_the_renderer_tried(tmp_path: Path):
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    script = f"""
import socket, subprocess, sys
sys.path.insert(0, {str(pdf.CHILD.parent)!r})
import pdf_child
pdf_child._confine({{"memory_bytes": 10**9, "output_bytes": 10**6, "seconds": 9}}, "/nowhere")
for attempt in (
    lambda: open({str(secret)!r}).read(),
    lambda: socket.create_connection(("127.0.0.1", 9)),
    lambda: socket.getaddrinfo("example.org", 80),
    lambda: subprocess.run(["true"]),
):
    try:
        attempt()
    except PermissionError:
        print("refused")
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["refused"] * 4


def test_the_child_has_nothing_of_the_server(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("INCUBATOR_SECRET_OF_THE_SERVER", SECRET)
    fresh = pdf._Child()
    fresh.warm()
    process = fresh._process
    assert process is not None
    environment = b""
    for _attempt in range(200):  # until the new program has taken the place of its parent's copy
        environment = Path(f"/proc/{process.pid}/environ").read_bytes()
        if environment:
            break
        time.sleep(0.05)
    fresh.close()
    assert environment
    assert SECRET.encode() not in environment


def test_a_slow_document_is_ended_at_the_time_limit():
    html = "<div style='float:left'><table><tr><td>文</table></div>" * 60_000
    with pytest.raises(PdfTimeout):
        render(html, title="T", limits=Limits(seconds=2))


def test_a_document_that_eats_memory_is_ended_and_the_next_one_works():
    with pytest.raises(PdfTooLarge):
        render("<table><tr><td colspan=100000000>x</table>", title="T")
    with pytest.raises(PdfTooLarge):
        render(
            "<table>" + "<tr><td>文" * 9_000,
            title="T",
            limits=Limits(memory_bytes=200 * pdf.MEGABYTE),
        )
    with pytest.raises(PdfTooLarge):
        render("<p>文字</p>" * 9_000, title="T", limits=Limits(memory_bytes=200 * pdf.MEGABYTE))
    assert "文字" in text_of(render("<p>文字</p>", title="T"))


def test_output_and_input_have_a_size_limit():
    with pytest.raises(PdfTooLarge):
        render("<p>文字</p>" * 3_000, title="T", limits=Limits(output_bytes=20_000_000 // 2_000))
    with pytest.raises(PdfTooLarge):
        render("x" * (pdf.MAX_HTML + 1), title="T")


def test_nesting_without_end_is_an_error_and_not_a_crash():
    with pytest.raises(pdf.PdfError):
        render("<div>" * 2_000 + "x", title="T")


def test_threads_render_at_the_same_time():
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda n: render(f"<p>第 {n} 份</p>", title=str(n)), range(8)))
    for number, data in enumerate(made):
        assert f"第{number}份" in text_of(data).replace(" ", "")


def test_a_dead_child_is_replaced():
    render("<p>x</p>", title="T")
    process = pdf._CHILD._process
    assert process is not None
    process.kill()
    process.wait()
    assert "第二" in text_of(render("<p>第二</p>", title="T"))


def test_a_forked_server_process_starts_its_own_child():
    render("<p>x</p>", title="T")
    started, folder = pdf._CHILD._process, pdf._CHILD._folder
    assert started is not None
    assert folder is not None
    reader, writer = os.pipe()
    if (pid := os.fork()) == 0:
        data = render("<p>x</p>", title="T")
        own = pdf._CHILD._process
        os.write(writer, b"own" if own and own.pid != started.pid and data else b"bad")
        pdf._CHILD.close()
        os._exit(0)
    os.waitpid(pid, 0)
    assert os.read(reader, 3) == b"own"
    os.close(reader)
    os.close(writer)
    assert started.poll() is None
    # The other process had this one's folder in its memory: it must not have taken it along.
    assert folder.is_dir()


def test_no_working_folder_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    fresh = pdf._Child()
    monkeypatch.setattr(pdf, "_CHILD", fresh)
    render("<p>x</p>", title="T")
    with pytest.raises(PdfTimeout):
        render("<div style='float:left'>文</div>" * 60_000, title="T", limits=Limits(seconds=1))
    fresh.close()
    assert list(tmp_path.iterdir()) == []


def test_a_cold_program_makes_its_first_page(figures):
    script = "from incubator.kernel import pdf\nprint(len(pdf.render('<p>文</p>', title='T')))"
    started = time.perf_counter()
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    cold = time.perf_counter() - started
    started = time.perf_counter()
    render("<p>文</p>", title="T")
    warm = time.perf_counter() - started
    figures("first PDF of a program", f"cold {cold:.2f} s, warm {warm:.2f} s")
    assert int(ran.stdout) > 1_000
