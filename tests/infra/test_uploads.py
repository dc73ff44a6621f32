"""Uploaded files: what is let in, and how it is kept."""

import hashlib
import io
import os
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from app.uploads import FileStore, Kind, UnknownFile, UploadCode, UploadRefused
from app.uploads.metadata import without_metadata

ANY = frozenset(Kind)
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "uploads", max_pixels=10_000)


def picture(format_: str, size: tuple[int, int] = (20, 10)) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise(size, 50).convert("RGB").save(buffer, format_)
    return buffer.getvalue()


def archive(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name, content in members.items():
            target.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def office(*names: str) -> bytes:
    return archive(**{"[Content_Types].xml": b"<Types/>"}, **dict.fromkeys(names, b"<x/>"))


def open_document(kind: str) -> bytes:
    media = f"application/vnd.oasis.opendocument.{kind}".encode()
    return archive(**{"mimetype": media, "content.xml": b"<x/>"})


def refusal(
    store: FileStore,
    data: bytes,
    filename: str = "a.bin",
    allowed: frozenset[Kind] = ANY,
    max_bytes: int = 1_000_000,
) -> UploadCode:
    with pytest.raises(UploadRefused) as caught:
        store.save(io.BytesIO(data), filename, max_bytes=max_bytes, allowed=allowed)
    return caught.value.code


def kept_files(tmp_path: Path) -> Iterator[Path]:
    return (path for path in tmp_path.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("data", "filename", "kind", "content_type"),
    [
        (picture("JPEG"), "a.jpg", Kind.IMAGE, "image/jpeg"),
        (picture("PNG"), "a.png", Kind.IMAGE, "image/png"),
        (picture("GIF"), "a.gif", Kind.IMAGE, "image/gif"),
        (picture("WEBP"), "a.webp", Kind.IMAGE, "image/webp"),
        (b"%PDF-1.7\n%%EOF", "a.pdf", Kind.PDF, "application/pdf"),
        (
            office("word/document.xml"), "a.docx", Kind.DOCUMENT,
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            office("xl/workbook.xml"), "a.xlsx", Kind.SPREADSHEET,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (open_document("text"), "a.odt", Kind.DOCUMENT, "application/vnd.oasis.opendocument.text"),
        (
            open_document("spreadsheet"), "a.ods", Kind.SPREADSHEET,
            "application/vnd.oasis.opendocument.spreadsheet",
        ),
        (OLE + "Workbook".encode("utf-16-le"), "a.xls", Kind.SPREADSHEET, "application/vnd.ms-excel"),
        (OLE + "WordDocument".encode("utf-16-le"), "a.doc", Kind.DOCUMENT, "application/msword"),
        ("Назва;Сума\n".encode(), "a.csv", Kind.TEXT, "text/csv"),
        ("Назва;Сума\n".encode("cp1251"), "a.csv", Kind.TEXT, "text/csv"),
        ("Назва;Сума\n".encode("utf-16"), "a.csv", Kind.TEXT, "text/csv"),
        ("Нотатка\n".encode("koi8-u"), "a.txt", Kind.TEXT, "text/plain"),
    ],
)  # fmt: skip
def test_a_file_is_known_by_its_content(
    store: FileStore, data: bytes, filename: str, kind: Kind, content_type: str
) -> None:
    kept = store.save(io.BytesIO(data), filename, max_bytes=1_000_000, allowed={kind})

    assert (kept.kind, kept.content_type, kept.filename) == (kind, content_type, filename)
    assert (kept.size, kept.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    with store.open(kept.token) as content:
        assert content.read() == data


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00 program",
        b"\x7fELF\x02\x01",
        b"<html><script>alert(1)</script></html>",
        b"\xef\xbb\xbf<svg onload='x'/>",
        "<svg/>".encode("utf-16"),
        archive(**{"run.exe": b"MZ"}),
        archive(**{"content.xml": b"<x/>", "mimetype": b"text/html"}),
        office("word/document.xml", "word/vbaProject.bin"),
        OLE + "Workbook _VBA_PROJECT".encode("utf-16-le"),
        OLE,
        b"PK\x03\x04 broken",
        b"text then\x00nothing",
        b"\x80\x81\x82\x83",
    ],
)
def test_what_is_none_of_ours_is_refused_under_any_name(store: FileStore, data: bytes, tmp_path: Path) -> None:
    for filename in ("a.pdf", "a.png", "a.txt"):
        assert refusal(store, data, filename) is UploadCode.TYPE_NOT_ALLOWED
    assert list(kept_files(tmp_path)) == []


def test_a_kind_that_is_not_wanted_here_is_refused(store: FileStore) -> None:
    assert refusal(store, b"%PDF-1.7", allowed=frozenset({Kind.TEXT})) is UploadCode.TYPE_NOT_ALLOWED
    assert refusal(store, b"%PDF-1.7", allowed=frozenset({Kind.IMAGE})) is UploadCode.NOT_AN_IMAGE


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "GIF", "WEBP"])
def test_a_damaged_picture_is_refused(store: FileStore, format_: str, tmp_path: Path) -> None:
    data = picture(format_, (90, 90))

    assert refusal(store, data[: len(data) // 2]) is UploadCode.NOT_AN_IMAGE
    assert refusal(store, data[:12] + b"\0" * 200) is UploadCode.NOT_AN_IMAGE
    assert list(kept_files(tmp_path)) == []


def test_a_picture_of_too_many_pixels_is_refused(store: FileStore) -> None:
    assert refusal(store, picture("PNG", (101, 100))) is UploadCode.TOO_MANY_PIXELS
    assert store.save(io.BytesIO(picture("PNG", (100, 100))), "a", max_bytes=10**6, allowed=ANY).kind is Kind.IMAGE


def test_a_picture_that_claims_a_giant_size_is_refused(store: FileStore) -> None:
    giant = picture("GIF")
    giant = giant[:6] + b"\xff\xff\xff\xff" + giant[10:]

    assert refusal(store, giant) is UploadCode.TOO_MANY_PIXELS


def test_the_size_limit_is_exact_and_stops_the_reading(store: FileStore, tmp_path: Path) -> None:
    endless = io.BytesIO(b"a" * 3_000_000)
    with pytest.raises(UploadRefused) as caught:
        store.save(endless, "a.txt", max_bytes=1000, allowed=ANY)

    assert caught.value.code is UploadCode.TOO_LARGE
    assert endless.tell() == 1001
    assert list(kept_files(tmp_path)) == []
    assert store.save(io.BytesIO(b"a" * 1000), "a.txt", max_bytes=1000, allowed=ANY).size == 1000


def test_an_empty_file_is_refused(store: FileStore) -> None:
    assert refusal(store, b"") is UploadCode.EMPTY


def test_a_broken_connection_leaves_nothing_behind(store: FileStore, tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.save(Broken(), "a.txt", max_bytes=1000, allowed=ANY)
    assert list(kept_files(tmp_path)) == []


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Звіт за їхній рік.txt", "Звіт за їхній рік.txt"),
        ("../../etc/passwd", "passwd.txt"),
        ("C:\\Users\\Олена\\нотатки.TXT", "нотатки.TXT"),
        ("photo.exe", "photo.exe.txt"),
        ("a\r\nSet-Cookie: x.txt", "a Set-Cookie x.txt"),
        ("\u202etxt.exe", "txt.exe.txt"),
        ('на"пис<1>.txt', "на пис 1.txt"),
        ("...", "file.txt"),
        ("", "file.txt"),
        (".txt", "txt.txt"),
        ("и\u0306.txt", "й.txt"),
        ("д" * 300 + ".txt", "д" * 110 + ".txt"),
    ],
)
def test_a_name_is_safe_and_keeps_its_letters(store: FileStore, given: str, shown: str) -> None:
    assert store.save(io.BytesIO(b"text"), given, max_bytes=100, allowed=ANY).filename == shown


def test_files_lie_under_random_names_in_spread_folders(store: FileStore, tmp_path: Path) -> None:
    first = store.save(io.BytesIO(b"text"), "same.txt", max_bytes=100, allowed=ANY)
    second = store.save(io.BytesIO(b"text"), "same.txt", max_bytes=100, allowed=ANY)

    token = first.token
    assert token != second.token
    assert len(token) == 32
    assert store.path(token) == tmp_path / "uploads" / token[:2] / token[2:4] / token
    assert len(list(kept_files(tmp_path))) == 2


def test_a_deleted_file_is_gone(store: FileStore) -> None:
    token = store.save(io.BytesIO(b"text"), "a.txt", max_bytes=100, allowed=ANY).token

    assert store.delete(token)
    assert not store.delete(token)
    with pytest.raises(UnknownFile):
        store.open(token)


@pytest.mark.parametrize("token", ["", "../../../etc/passwd", "a" * 31, "A" * 32, "g" * 32, "a" * 32 + "\n", "٠" * 32])
def test_only_a_token_opens_anything(store: FileStore, token: str) -> None:
    for act in (store.open, store.path, store.delete):
        with pytest.raises(UnknownFile):
            act(token)


def test_a_sweep_deletes_old_files_that_nothing_names(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    kept, lost, fresh = (
        store.save(io.BytesIO(f"лист {n}".encode()), "лист.txt", max_bytes=1000, allowed={Kind.TEXT}) for n in range(3)
    )
    for item in (kept, lost):
        os.utime(store.path(item.token), (1, 1))
    assert store.sweep({kept.token}, older_than=timedelta(days=1)) == 1
    assert store.path(kept.token).exists() and store.path(fresh.token).exists()
    with pytest.raises(UnknownFile):
        store.path(lost.token)


@pytest.mark.parametrize("progressive", [False, True])
def test_a_photograph_is_kept_without_its_place_time_and_camera(store: FileStore, progressive: bool) -> None:
    drawn = Image.effect_noise((60, 40), 80).convert("RGB")
    told = drawn.getexif()
    told[0x8825] = {1: "N", 2: (50.0, 44.0, 51.0), 3: "E", 4: (25.0, 19.0, 27.0)}
    told[0x010F], told[0x0132], told[0x0112] = "Телефон".encode(), "2026:11:22 18:30:00", 6
    buffer = io.BytesIO()
    drawn.save(
        buffer, "JPEG", exif=told, progressive=progressive, comment=b"a remark", xmp=b"<x:xmpmeta>50.7</x:xmpmeta>"
    )
    sent = buffer.getvalue() + b"film of a moving photograph"
    kept = store.save(io.BytesIO(sent), "Свято.jpg", max_bytes=1_000_000, allowed=ANY)
    data = store.path(kept.token).read_bytes()
    assert (kept.size, kept.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    with Image.open(io.BytesIO(sent)) as before, Image.open(io.BytesIO(data)) as after:
        assert dict(after.getexif()) == {0x0112: 6}
        assert before.tobytes() == after.tobytes()
    for left in (b"a remark", b"xmpmeta", b"2026:11:22", b"film"):
        assert left in sent and left not in data


SECRETS = (b"Lutsk 50.7", b"2026:11:22", b"Phone of Olena")


def told_photo(format_: str, *, turned: bool = True) -> bytes:
    """A picture that tells of its origin in every way that its format knows."""
    drawn = Image.effect_noise((61, 41), 80).convert("RGB")
    told = drawn.getexif()
    told[0x010F], told[0x0132] = "Phone of Olena", "2026:11:22 18:30:00"
    if turned:
        told[0x0112] = 6
    buffer = io.BytesIO()
    if format_ == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Comment", "Lutsk 50.7")
        words.add_text("Raw", "Lutsk 50.7 " * 20, zip=True)
        words.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>Phone of Olena</x:xmpmeta>")
        words.add(b"tIME", b"\x07\xea\x0b\x16\x12\x1e\x00")
        drawn.save(buffer, "PNG", exif=told, pnginfo=words, dpi=(300, 300))
    else:
        drawn.save(buffer, "WEBP", exif=told, xmp=b"<x:xmpmeta>Lutsk 50.7</x:xmpmeta>", lossless=True)
    return buffer.getvalue() + b"Lutsk 50.7"


@pytest.mark.parametrize("turned", [True, False])
@pytest.mark.parametrize("format_", ["PNG", "WEBP"])
def test_pictures_of_other_formats_tell_nothing_of_their_origin_either(
    store: FileStore, format_: str, turned: bool
) -> None:
    sent = told_photo(format_, turned=turned)
    kept = store.save(io.BytesIO(sent), f"Свято.{format_.casefold()}", max_bytes=1_000_000, allowed=ANY)
    data = store.path(kept.token).read_bytes()
    assert (kept.size, kept.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    with Image.open(io.BytesIO(sent)) as before, Image.open(io.BytesIO(data)) as after:
        assert before.tobytes() == after.tobytes()
        assert dict(after.getexif()) == ({0x0112: 6} if turned else {})
        assert set(after.info) <= {"exif", "dpi", "loop", "background", "timestamp", "duration"}
        assert after.info.get("dpi") == before.info.get("dpi")
    for left in SECRETS:
        assert left in sent and left not in data
    assert b"tIME" not in data and b"zTXt" not in data
    assert without_metadata(data) == data


@pytest.mark.parametrize("format_", ["PNG", "WEBP"])
def test_a_picture_of_many_frames_and_one_with_transparency_stay_as_they_look(format_: str) -> None:
    frames = [Image.effect_noise((20, 10), strength).convert("RGBA") for strength in (20, 60, 90)]
    for frame in frames:
        frame.putalpha(Image.effect_noise((20, 10), 90))
    buffer = io.BytesIO()
    frames[0].save(buffer, format_, save_all=True, append_images=frames[1:], lossless=True, exif=b"MM\0*\0\0\0\x08\0\0")
    data = without_metadata(buffer.getvalue())
    with Image.open(buffer) as before, Image.open(io.BytesIO(data)) as after:
        assert before.n_frames == after.n_frames == 3
        for number in range(3):
            before.seek(number)
            after.seek(number)
            assert before.convert("RGBA").tobytes() == after.convert("RGBA").tobytes()


@pytest.mark.parametrize("format_", ["PNG", "WEBP"])
@pytest.mark.parametrize("cut", [13, 20, 40, 400])
def test_a_cut_off_picture_of_other_formats_is_left_to_those_who_decode_it(format_: str, cut: int) -> None:
    broken = told_photo(format_)[:cut]
    assert without_metadata(broken) == broken


@pytest.mark.parametrize("cut", [2, 3, 6, 30, 400])
def test_a_cut_off_photograph_is_left_to_those_who_decode_it(cut: int) -> None:
    broken = picture("JPEG")[:cut]
    assert without_metadata(broken) == broken


def test_a_photograph_built_oddly_is_returned_as_it_is() -> None:
    for odd in (
        b"\xff\xd8\xff\xe1\x00\x00",
        b"\xff\xd8\xff\xda\x00\x02" + b"\xff" * 100,
        b"\xff\xd8" + b"\xff" * 5_000,
    ):
        assert without_metadata(odd) == odd
