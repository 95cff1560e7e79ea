"""The list: what people and attackers send, under which name, and what must come of it."""

import io
import struct
from collections.abc import Iterator

import pypdf

from incubator.kernel.files import DOCUMENT, PHOTO, SHEET, FileKind
from tests.data.hostile import containers as c
from tests.data.hostile import pictures as p

Case = tuple[str, str, bytes, FileKind, str]
SCRIPT = b"<script>alert(1)</script>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
HTML = b"<!DOCTYPE html><html><body>" + SCRIPT
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200) + b"PE\0\0"
JS = b"<</S/JavaScript/JS(app.alert(1))>>"
LAUNCH = b"<</S/Launch/F(cmd.exe)>>"
REMOTE = (
    '<Relationships><Relationship Type="x/attachedTemplate" '
    'Target="http://example.org/a.dotm" TargetMode="External"/></Relationships>'
)


def locked_pdf() -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(c.pdf()))
    writer.encrypt("geheim", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def all_cases() -> Iterator[Case]:
    """Label, file name, content, kind, and the refusal's code or `stored`."""
    yield from web_cases()
    yield from pdf_cases()
    yield from zip_cases()
    yield from compound_cases()
    yield from picture_cases()
    yield from other_cases()
    yield from name_cases()


def web_cases() -> Iterator[Case]:
    for label, name, data in [
        ("svg", "a.svg", SVG),
        ("svg as png", "a.png", SVG),
        ("svg with prologue as jpg", "a.jpg", b'<?xml version="1.0"?><!-- x -->' + SVG),
        ("svg with prefix", "a.png", b"<x:svg xmlns:x='http://www.w3.org/2000/svg'/>"),
        ("html as jpg", "a.jpg", HTML),
        ("html after blanks", "a.pdf", b"\r\n \t\n" + HTML),
        ("html after a mark", "a.pdf", b"\xef\xbb\xbf" + HTML),
        ("html in 16 bits", "a.pdf", HTML.decode().encode("utf-16")),
        ("html as doc", "a.doc", HTML),
        ("xhtml", "a.pdf", b"<?xml-stylesheet href='//x/a.xsl'?><a/>"),
        ("php", "a.jpg", b"<?php system($_GET[1]);"),
        ("script in gif", "a.jpg", b"GIF89a/*" + SCRIPT + b"*/=1;"),
        ("pdf behind html", "a.pdf", HTML + c.pdf()),
    ]:
        yield label, name, data, DOCUMENT, "active_content"
    yield "html as csv", "a.csv", HTML, SHEET, "active_content"
    yield "script in csv", "a.csv", b"a,b\n1," + SCRIPT, SHEET, "active_content"


def pdf_cases() -> Iterator[Case]:
    js_packed = c.packed(b"9 0 " + JS)
    for label, data, outcome in [
        ("plain pdf", c.pdf(), "stored"),
        ("pdf with a goto", c.pdf(trailer=b"/OpenAction[3 0 R/Fit]"), "stored"),
        ("pdf with script", c.pdf(JS), "active_content"),
        (
            "pdf with hidden script",
            c.pdf(JS.replace(b"/JavaScript", b"/J#61va#53cript")),
            "active_content",
        ),
        ("pdf with packed script", c.pdf(js_packed), "active_content"),
        (
            "pdf with packed script, name hidden",
            c.pdf(js_packed.replace(b"ObjStm", b"Obj#53tm")),
            "active_content",
        ),
        ("pdf with packed launch", c.pdf(c.packed(b" " * 300_000 + LAUNCH)), "active_content"),
        ("pdf with launch", c.pdf(LAUNCH), "active_content"),
        ("pdf with flash", c.pdf(b"<</Subtype/RichMedia>>"), "active_content"),
        ("pdf with a bomb of objects", c.pdf(c.packed(bytes(60_000_000))), "bomb"),
        (
            "pdf with broken objects",
            c.pdf(c.packed(b"1").replace(b"\x78\xda", b"\x00\x00")),
            "damaged",
        ),
        ("pdf with many empty streams", c.pdf(b"/ObjStm stream\n" * 6_000), "damaged"),
        ("pdf locked", locked_pdf(), "encrypted"),
        ("pdf locked by hand", c.pdf(b"<<>>", trailer=b"/Encrypt 4 0 R"), "encrypted"),
        ("pdf cut", c.pdf()[:150], "damaged"),
        ("pdf header only", b"%PDF-1.7\n", "damaged"),
        ("pdf and zip in one", c.pdf() + c.archive({"a.txt": "x"}), "stored"),
        ("pdf and html in one", c.pdf(b"(" + HTML + b")"), "stored"),
    ]:
        yield label, "协议.pdf", data, DOCUMENT, outcome


def zip_cases() -> Iterator[Case]:
    many = {f"word/media/{n}.xml": "" for n in range(1_100)}
    for label, data, outcome in [
        ("plain docx", c.docx(), "stored"),
        ("docx with macros", c.docx({"word/vbaProject.bin": b"x"}), "active_content"),
        ("docx declared with macros", c.docx(types=c.TYPES_WITH_MACROS), "active_content"),
        ("docx with controls", c.docx({"word/activeX/activeX1.xml": "x"}), "active_content"),
        (
            "docx with a far template",
            c.docx({"word/_rels/settings.xml.rels": REMOTE}),
            "active_content",
        ),
        (
            "docx with entities",
            c.docx({"word/x.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]>"}),
            "active_content",
        ),
        ("docx zip-encrypted", c.with_flag(c.docx(), 0), "encrypted"),
        ("zip bomb", c.docx({"word/media/a.bin": bytes(150_000_000)}), "bomb"),
        ("zip bomb in parts", c.docx({f"word/{n}": bytes(3_000_000) for n in range(9)}), "bomb"),
        ("zip with 1,100 entries", c.docx(many), "bomb"),
        ("zip that overlaps", c.overlapping(c.docx({"word/a": "x"}), 200), "bomb"),
        ("zip slip", c.docx({"../../etc/cron.d/x": "x"}), "bomb"),
        ("zip slip backwards", c.docx({"..\\..\\x": "x"}), "bomb"),
        ("zip absolute", c.docx({"/etc/passwd": "x"}), "bomb"),
        ("zip drive", c.docx({"C:\\x": "x"}), "bomb"),
        ("zip link", c.docx({"word/link": "/etc/passwd"}, links=("word/link",)), "bomb"),
        ("docx cut", c.docx()[:-40], "damaged"),
        ("docx with a wrong sum", c.with_wrong_sum(c.docx()), "damaged"),
        ("zip as docx", c.archive({"a.exe": EXE}), "wrong_type"),
        ("zip header only", b"PK\x03\x04" + bytes(30), "damaged"),
        ("xlsx as docx", c.xlsx(), "mismatch"),
    ]:
        yield label, "报告.docx", data, DOCUMENT, outcome
    yield "docm", "a.docm", c.docx({"word/vbaProject.bin": b"x"}), DOCUMENT, "active_content"
    yield "xlsm as xlsx", "a.xlsx", c.xlsx({"xl/vbaProject.bin": b"x"}), SHEET, "active_content"
    yield (
        "excel 4 macros",
        "a.xlsx",
        c.xlsx({"xl/macrosheets/sheet1.xml": "x"}),
        SHEET,
        "active_content",
    )
    yield "plain xlsx", "a.xlsx", c.xlsx(), SHEET, "stored"
    yield "jar", "a.zip", c.archive({"META-INF/MANIFEST.MF": "x"}), DOCUMENT, "wrong_type"


def compound_cases() -> Iterator[Case]:
    locked_docx = c.compound({"EncryptionInfo": b"x", "EncryptedPackage": b"y"})
    loop = bytearray(c.doc())
    struct.pack_into("<I", loop, 68, 0)
    for label, name, data, outcome in [
        ("plain doc", "a.doc", c.doc(), "stored"),
        ("plain xls", "a.xls", c.xls(), "stored"),
        ("large doc", "a.doc", c.doc(extra={"Data": bytes(3_000_000)}), "stored"),
        ("doc locked", "a.doc", c.doc(locked=True), "encrypted"),
        ("xls locked", "a.xls", c.xls(locked=True), "encrypted"),
        ("docx locked", "a.docx", locked_docx, "encrypted"),
        ("xlsx locked", "a.xlsx", locked_docx, "encrypted"),
        ("doc with macros", "a.doc", c.doc(extra={"_VBA_PROJECT": b"x"}), "active_content"),
        ("xls with macros", "a.xls", c.xls(extra={"VBA": b"x"}), "active_content"),
        ("doc as docx", "a.docx", c.doc(), "mismatch"),
        ("msi as doc", "a.doc", c.compound({"Property": b"x"}), "wrong_type"),
        ("compound header only", "a.doc", c.doc()[:60], "damaged"),
        ("compound of noise", "a.doc", c.doc()[:8] + b"\xff" * 4_000, "damaged"),
        ("compound that points to itself", "a.doc", bytes(loop), "damaged"),
    ]:
        yield label, name, data, DOCUMENT, outcome


def picture_cases() -> Iterator[Case]:
    jpg, png = p.saved("JPEG"), p.saved("PNG")
    for label, name, data, outcome in [
        ("png of 400 megapixels", "a.png", p.png_header(20_000, 20_000), "pixels"),
        ("png of 41 megapixels", "a.png", p.png_header(41_000, 1_000), "pixels"),
        ("png of 4 gigapixels", "a.png", p.png_header(2**31 - 1, 2), "pixels"),
        ("png of no pixels", "a.png", p.png_header(0, 0), "damaged"),
        ("jpeg of 3 gigapixels", "a.jpg", p.jpeg_header(60_000, 60_000), "pixels"),
        ("jpeg of 100 megapixels", "a.jpg", p.jpeg_header(10_000, 10_000), "pixels"),
        ("webp of 268 megapixels", "a.webp", p.webp_header(16_383, 16_383), "pixels"),
        ("webp of terapixels", "a.webp", p.webp_header(2**24, 2**24), "pixels"),
        ("jpeg cut", "a.jpg", p.saved("JPEG", size=(900, 900))[:3_000], "damaged"),
        ("jpeg header only", "a.jpg", b"\xff\xd8\xff\xe0", "damaged"),
        ("png cut", "a.png", p.saved("PNG", size=(900, 900))[:400], "damaged"),
        ("webp cut", "a.webp", p.saved("WEBP")[:40], "damaged"),
        ("webp header only", "a.webp", b"RIFF\0\0\0\0WEBP", "damaged"),
        ("jpeg with zip behind", "a.jpg", jpg + c.archive({"a.js": SCRIPT}), "stored"),
        ("jpeg with script as comment", "a.jpg", p.saved("JPEG", comment=SCRIPT), "stored"),
        ("png with html behind", "a.png", png + HTML, "stored"),
        ("png as jpg", "a.jpg", png, "mismatch"),
        ("gif", "a.gif", p.saved("GIF"), "wrong_type"),
        ("gif as png", "a.png", p.saved("GIF"), "wrong_type"),
        ("tiff", "a.jpg", p.saved("TIFF"), "wrong_type"),
        ("bmp", "a.png", p.saved("BMP"), "wrong_type"),
        ("heic", "IMG_0001.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic"),
        ("heic as jpg", "a.jpg", b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "heic"),
        ("exe as jpg", "a.jpg", EXE, "wrong_type"),
    ]:
        yield label, name, data, PHOTO, outcome


def other_cases() -> Iterator[Case]:
    for label, name, data, outcome in [
        ("empty", "a.pdf", b"", "empty"),
        ("too large", "a.pdf", c.pdf() + bytes(DOCUMENT.max_bytes), "too_large"),
        ("exe", "a.exe", EXE, "wrong_type"),
        ("exe as pdf", "a.pdf", EXE, "wrong_type"),
        ("elf as doc", "a.doc", b"\x7fELF" + bytes(99), "wrong_type"),
        ("shell script", "a.sh", b"#!/bin/sh\nrm -rf /", "wrong_type"),
        ("shortcut", "a.lnk", b"L\0\0\0\x01\x14\x02\0" + bytes(40), "wrong_type"),
        ("rtf as doc", "a.doc", rb"{\rtf1{\object\objdata 00}}", "wrong_type"),
        ("postscript as pdf", "a.pdf", b"%!PS-Adobe-3.0\n(x) run", "wrong_type"),
        ("ofd-like zip", "a.pdf", c.archive({"OFD.xml": "<a/>"}), "wrong_type"),
        ("noise", "a.pdf", bytes(range(256)) * 20, "wrong_type"),
    ]:
        yield label, name, data, DOCUMENT, outcome
    yield "csv", "名单.csv", "姓名,电话\n张三,1".encode(), SHEET, "stored"
    yield "csv from excel", "名单.csv", "姓名,电话\n张三,1".encode("gb18030"), SHEET, "stored"
    yield "csv with zeros", "a.csv", b"a,b\n\x00\x00", SHEET, "wrong_type"
    yield "csv of formulas", "a.csv", b"=cmd|' /C calc'!A0,1\n", SHEET, "stored"
    yield "exe as csv", "a.csv", EXE, SHEET, "wrong_type"
    yield "csv as xlsx", "a.xlsx", b"a,b\n1,2", SHEET, "mismatch"


def name_cases() -> Iterator[Case]:
    for label, name, outcome in [
        ("two endings", "a.pdf.exe", "wrong_type"),
        ("two endings, harmless", "a.exe.pdf", "stored"),
        ("no ending", "a", "wrong_type"),
        ("no name", "", "wrong_type"),
        ("only dots", "....", "wrong_type"),
        ("right to left", "photo\u202efdp.exe", "wrong_type"),
        ("right to left, harmless", "exe.\u202efdp.pdf", "stored"),
        ("nul", "a.pdf\x00.exe", "wrong_type"),
        ("nul inside", "a\x00b.pdf", "stored"),
        ("path", "../../../etc/a.pdf", "stored"),
        ("windows path", "C:\\Users\\a\\b.pdf", "stored"),
        ("300 letters", "长" * 300 + ".pdf", "stored"),
        ("long ending", "a." + "pdf" * 50, "wrong_type"),
        ("lines", 'a\r\nSet-Cookie: x=1;".pdf', "stored"),
        ("markup", "<img src=x onerror=alert(1)>.pdf", "stored"),
        ("formula", "=cmd|'calc'!A1.pdf", "stored"),
        ("blank ending", "a.pdf ", "stored"),
        ("upper case", "A.PDF", "stored"),
        ("lone surrogate", "a\ud800.pdf", "stored"),
        ("only invisible", "\u200b\u2066.pdf", "wrong_type"),
        ("hidden file", ".htaccess", "wrong_type"),
        ("stream", "a.pdf::$DATA", "wrong_type"),
    ]:
        yield label, name, c.pdf(), DOCUMENT, outcome
