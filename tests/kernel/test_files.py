"""Files: what is refused, what is left of a picture, and that storage is whole or nothing."""

import errno
import io
import os
import resource
import subprocess
import sys
import textwrap
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from typing_extensions import override

from incubator.kernel.files import (
    DOCUMENT,
    PHOTO,
    REFUSALS,
    SHEET,
    FileKind,
    FileRefused,
    StorageFull,
    Store,
    clean_name,
    inspect,
    send_headers,
)
from incubator.kernel.files.inspection import CONTENT_TYPES, MEGABYTE
from tests.data.hostile import containers, pictures
from tests.data.hostile.uploads import all_cases

DATA = Path(__file__).parents[1] / "data"
EVIDENCE = FileKind("evidence", ("jpg", "png", "webp"), 10 * MEGABYTE, evidence=True)


# ---------------------------------------------------------------- what comes in


def outcome_of(name: str, data: bytes, kind: FileKind) -> str:
    try:
        kept = inspect(data, name, kind)
    except FileRefused as refused:
        return refused.code
    assert kept.content_type in CONTENT_TYPES.values()
    assert kept.name == clean_name(kept.name)
    assert kept.size == len(kept.data)
    return "stored"


def test_each_hostile_file_is_refused_for_its_reason_or_stored_harmless():
    cases = list(all_cases())
    labels = [label for label, *_ in cases]
    got = [(label, outcome_of(name, data, kind)) for label, name, data, kind, _ in cases]
    counts = Counter(outcome for _, outcome in got)
    print(f"{len(cases)} files: {dict(counts)}")
    assert got == [(label, expected) for label, _, _, _, expected in cases]
    assert len(set(labels)) == len(cases) >= 60
    assert set(counts) == {*REFUSALS, "stored"}


def test_a_refusal_says_its_reason_with_its_figures():
    with pytest.raises(FileRefused) as caught:
        inspect(containers.xlsx(), "a.docx", DOCUMENT)
    assert caught.value.code == "mismatch"
    assert str(caught.value).startswith("The file's name ends in .docx but its content is XLSX.")
    assert caught.value.status == 422


def test_hostile_files_cut_at_any_place_or_bent_in_any_byte_are_only_refused_or_stored():
    tried = 0
    samples = [case for case in all_cases() if 0 < len(case[2]) < 40_000]
    for number, (_, name, data, kind, _) in enumerate(samples):
        for step in range(1, 8):
            place = (number * 7919 + step * len(data) // 8) % len(data)
            bent = bytearray(data)
            bent[place] ^= 1 << (step % 8)
            outcome_of(name, bytes(bent), kind)
            outcome_of(name, data[:place], kind)
            tried += 2
    assert tried > 1_000


def test_script_never_survives_in_a_stored_picture():
    for label, name, data, kind, expected in all_cases():
        if kind is PHOTO and expected == "stored":
            assert b"script" not in inspect(data, name, kind).data, label


@pytest.mark.parametrize(
    ("name", "kind", "outcome"),
    [
        ("roster.xlsx", SHEET, "stored"),
        ("roster_gbk.csv", SHEET, "stored"),
        ("roster_old.xls", SHEET, "stored"),
        ("roster_locked.xlsx", SHEET, "encrypted"),
    ],
)
def test_files_made_by_real_programs_are_taken_and_their_locks_seen(
    name: str, kind: FileKind, outcome: str
):
    assert outcome_of(name, (DATA / name).read_bytes(), kind) == outcome


def test_a_document_is_stored_as_it_came():
    data = containers.pdf()
    kept = inspect(io.BytesIO(data), "入驻 协议.PDF", DOCUMENT)
    assert (kept.name, kept.content_type, kept.data) == ("入驻 协议.pdf", "application/pdf", data)
    assert len(kept.sha256) == 64


def test_a_stream_is_read_no_further_than_the_limit():
    class Endless(io.BytesIO):
        given = 0

        @override
        def read(self, size=-1):
            assert size is not None
            assert size > 0
            Endless.given += size
            return bytes(size)

    with pytest.raises(FileRefused, match="larger than 10 MB"):
        inspect(Endless(), "a.jpg", PHOTO)
    assert Endless.given == PHOTO.max_bytes + 1


HEAVY = """
    import sys, time
    from incubator.kernel.files import DOCUMENT, PHOTO, FileRefused, inspect
    path, name = sys.argv[1:]
    kind = PHOTO if name.endswith(("png", "webp")) else DOCUMENT
    started = time.perf_counter()
    try:
        with open(path, "rb") as upload:
            inspect(upload, name, kind)
        print("stored", end=" ")
    except FileRefused as refused:
        print(refused.code, end=" ")
    took = time.perf_counter() - started
    peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print(f"{took:.2f}", int(peak.split()[1]) // 1024)
"""


@pytest.mark.parametrize(
    ("label", "name", "code"),
    [
        ("50 MB", "a.pdf", "too_large"),
        ("zip", "a.docx", "bomb"),
        ("entries", "a.docx", "bomb"),
        ("pixels", "a.png", "pixels"),
        ("webp", "a.webp", "pixels"),
        ("objects", "a.pdf", "bomb"),
        ("escapes", "a.pdf", "stored"),
        ("streams", "a.pdf", "damaged"),
        ("chains", "a.doc", "wrong_type"),
    ],
)
def test_each_bomb_is_answered_within_200_megabytes(
    tmp_path: Path,
    figures: Callable[[str, object], None],
    label: str,
    name: str,
    code: str,
):
    bombs = {
        "50 MB": lambda: containers.pdf() + os.urandom(50 * MEGABYTE),
        "zip": lambda: containers.docx({"word/a": bytes(190 * MEGABYTE)}),
        "entries": lambda: containers.docx({f"word/{n}": "" for n in range(50_000)}),
        "pixels": lambda: pictures.png_header(60_000, 60_000),
        "webp": lambda: pictures.webp_header(16_383, 16_383),
        "objects": lambda: containers.pdf(containers.packed(bytes(300 * MEGABYTE))),
        "escapes": lambda: containers.pdf(b"/#4A#61" * (2 * MEGABYTE)),
        "streams": lambda: containers.pdf(b"/ObjStm stream\n" * MEGABYTE),
        "chains": lambda: containers.doc()[:512] + b"\x01\0\0\0" * (4 * MEGABYTE),
    }
    upload = tmp_path / "upload"
    upload.write_bytes(bombs[label]())
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(HEAVY), str(upload), name],
        capture_output=True,
        text=True,
        check=True,
    )
    got, seconds, megabytes = ran.stdout.split()
    figures(f"hostile file: {label}, {name}", f"{got} in {seconds} s with {megabytes} MB")
    assert got == code
    assert int(megabytes) < 200


# ---------------------------------------------------------------- pictures


def marks_in(data: bytes) -> bool:
    """Whether the marker shows, in the bytes, in 16 bits, or in anything that a reader unpacks."""
    marker = pictures.MARKER[:13]
    info = Image.open(io.BytesIO(data)).info
    read = b"".join([data, repr(info).encode(), info.get("icc_profile") or b""])
    return marker.encode() in read or marker.encode("utf-16-be") in read


@pytest.mark.parametrize("label", pictures.carriers())
def test_a_stored_picture_has_lost_its_notes_and_evidence_keeps_them(label: str):
    name, data = pictures.carriers()[label]
    assert marks_in(data) or "16 bit" in label
    kept = inspect(data, name, PHOTO)
    assert not marks_in(kept.data)
    shown = Image.open(io.BytesIO(kept.data))
    assert not shown.getexif()
    assert not {"exif", "xmp", "icc_profile", "comment", "photoshop", "XML:com.adobe.xmp"} & set(
        shown.info
    )
    assert inspect(data, name, EVIDENCE).data == data


def test_there_are_at_least_twelve_carriers():
    assert len(pictures.carriers()) >= 12


def test_the_orientation_is_applied_before_its_note_is_dropped():
    data = pictures.saved("JPEG", size=(64, 48), exif=pictures.exif(6))
    shown = Image.open(io.BytesIO(inspect(data, "a.jpg", PHOTO).data))
    assert shown.size == (48, 64)
    red, _, blue = shown.resize((1, 2)).tobytes()[:3]  # the left half was red: it is on top now
    assert red > 200 > blue


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_png_of_any_mode_keeps_its_picture(mode: str):
    data = pictures.saved("PNG", mode)
    before = Image.open(io.BytesIO(data)).convert("RGBA")
    after = Image.open(io.BytesIO(inspect(data, "a.png", PHOTO).data)).convert("RGBA")
    assert before.tobytes() == after.tobytes()


def test_transparency_of_a_palette_survives():
    data = pictures.saved("PNG", "P", transparency=0)
    before = Image.open(io.BytesIO(data)).convert("RGBA")
    after = Image.open(io.BytesIO(inspect(data, "a.png", PHOTO).data)).convert("RGBA")
    assert before.tobytes() == after.tobytes()


# ---------------------------------------------------------------- names and headers


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("协议书.pdf", "协议书.pdf"),
        ("  a  b .PDF", "a b.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\x.doc", "x.doc"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\x00\r\n.pdf", "a.pdf"),
        ('a:*?"<>|.pdf', "a_______.pdf"),
        ("e\u0301.pdf", "\u00e9.pdf"),
        ("", "file"),
        ("...", "file"),
        ("/", "file"),
        ("长" * 300 + ".docx", "长" * 115 + ".docx"),
        ("x" * 300, "x" * 120),
    ],
)
def test_a_name_is_cleaned(given: str, clean: str):
    assert clean_name(given) == clean
    assert clean_name(clean) == clean


@pytest.mark.parametrize(
    ("content_type", "inline", "disposition", "sandboxed"),
    [
        ("application/pdf", True, "inline", False),
        ("application/pdf", False, "attachment", True),
        ("image/png", True, "inline", True),
        ("image/jpeg", True, "inline", True),
        ("image/webp", True, "attachment", True),
        ("image/svg+xml", True, "attachment", True),
        ("text/html", True, "attachment", True),
        ("text/csv", True, "attachment", True),
    ],
)
def test_only_pdf_png_and_jpeg_are_shown_in_place(
    content_type: str, inline: bool, disposition: str, sandboxed: bool
):
    headers = send_headers("a.x", content_type, inline=inline)
    assert headers["Content-Disposition"].startswith(disposition + ";")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert ("sandbox" in headers["Content-Security-Policy"]) is sandboxed


def test_a_chinese_name_is_sent_in_both_spellings_and_no_header_can_be_injected():
    headers = send_headers('协议"\r\nSet-Cookie: a=1;.pdf', "application/pdf")
    assert headers["Content-Disposition"] == (
        'attachment; filename="___Set-Cookie_ a=1;.pdf"; '
        "filename*=UTF-8''%E5%8D%8F%E8%AE%AE_Set-Cookie_%20a%3D1%3B.pdf"
    )
    assert all("\n" not in value and "\r" not in value for value in headers.values())
    assert all(value.isascii() for value in headers.values())


# ---------------------------------------------------------------- the store


def test_what_is_put_comes_back_under_a_random_key(tmp_path: Path):
    store = Store(tmp_path / "files")
    keys = {store.put(b"same") for _ in range(50)}
    assert len(keys) == 50
    for key in keys:
        folder, name = key.split("/")
        assert name.startswith(folder)
        with store.open(key) as file:
            assert file.read() == b"same"
        assert (store.root / key).stat().st_mode & 0o777 == 0o600
    gone = keys.pop()
    store.delete(gone)
    store.delete(gone)
    assert not store.exists(gone)
    assert all(store.exists(key) for key in keys)
    with pytest.raises(FileNotFoundError):
        store.open(gone)
    assert store.free_bytes() > 0


@pytest.mark.parametrize(
    "key",
    ["", "..", "../secret", "ab/../../secret", "/etc/passwd", "ab/" + "g" * 32, "AB/" + "a" * 32,
     "ab/" + "a" * 31, "ab/" + "a" * 32 + "\n", "ab/" + "a" * 32 + ".part", "ab\\" + "a" * 32,
     "ab/" + "a" * 32 + "\0"],
)  # fmt: skip
def test_what_is_no_key_opens_nothing(tmp_path: Path, key: str):
    (tmp_path / "secret").write_bytes(b"x")
    store = Store(tmp_path / "files")
    assert not store.exists(key)
    for act in (store.open, store.delete):
        with pytest.raises(ValueError, match="not a storage key"):
            act(key)
    assert (tmp_path / "secret").exists()


def test_a_file_is_synced_and_renamed_and_its_folder_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    synced: list[str] = []
    real = os.fsync

    def watched(descriptor: int) -> None:
        synced.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    store = Store(tmp_path / "files")
    folder, name = store.put(b"x").split("/")
    assert synced == ["files", f"{name}.part", folder]


def test_the_sweep_takes_old_orphans_and_halves_and_nothing_else(tmp_path: Path):
    store = Store(tmp_path / "files")
    known, orphan, fresh = store.put(b"1"), store.put(b"2"), store.put(b"3")
    half = store.root / orphan[:2] / (orphan[:2] + "f" * 30 + ".part")
    half.write_bytes(b"half")
    (store.root / "readme").write_bytes(b"not ours")
    (store.root / known[:2] / "note.txt").write_bytes(b"not ours")
    now = datetime.fromtimestamp((store.root / fresh).stat().st_mtime, UTC)
    for path in (store.root / known, store.root / orphan, half):
        os.utime(path, ((now - timedelta(hours=3)).timestamp(),) * 2)
    swept = store.sweep({known}, before=now - timedelta(hours=2))
    assert swept == sorted([orphan, f"{half.parent.name}/{half.name}"])
    assert store.exists(known)
    assert store.exists(fresh)
    assert not half.exists()
    assert (store.root / known[:2] / "note.txt").exists()
    assert store.sweep({known}, before=now - timedelta(hours=2)) == []


def leftovers(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_a_file_larger_than_the_system_allows_leaves_nothing(tmp_path: Path):
    store = Store(tmp_path)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        with pytest.raises(StorageFull):
            store.put(bytes(100_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert leftovers(tmp_path) == []
    assert store.exists(store.put(bytes(100_000)))


@pytest.fixture
def small_disk(tmp_path: Path):
    """A real file system of 64 KB, where this user may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("mounting needs root; the limit on file size is tested instead")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_refuses_in_words_keeps_the_rest_and_works_again(small_disk: Path):
    store = Store(small_disk / "files")
    key = store.put(bytes(20_000))
    with pytest.raises(StorageFull, match="disk is full"):
        store.put(bytes(100_000))
    assert [path.name for path in leftovers(small_disk)] == [key.split("/")[1]]
    assert store.exists(key)
    store.delete(key)
    assert store.exists(store.put(bytes(40_000)))


def test_another_error_of_the_disk_is_not_called_full(tmp_path: Path):
    root = tmp_path / "files"
    root.write_bytes(b"a file where the folder should be")
    with pytest.raises(OSError, match=r"Not a directory|File exists") as caught:
        Store(root).put(b"x")
    assert caught.value.errno in {errno.ENOTDIR, errno.EEXIST}
    assert not isinstance(caught.value, StorageFull)
