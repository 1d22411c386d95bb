from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.archives import Limits, unpack
from ingest.errors import ArchiveTooLarge, DamagedFile, EncryptedFile, NothingFound, UnsafeArchive

MB = 2**20


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.fixture
def pack(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(data: bytes) -> Path:
        path = tmp_path / "8c1f"
        path.write_bytes(data)
        return path

    return write


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "members"


def is_untouched(into: Path, outside: Path) -> bool:
    return not any(into.iterdir()) and sorted(path.name for path in outside.iterdir()) == ["8c1f", "members"]


def test_files_come_out_with_their_folders(pack: Callable[[bytes], Path], into: Path) -> None:
    path = pack(zipped({"广告/投放/计划.txt": "日预算".encode(), "说明.md": b"# x", "空文件夹/": b""}))
    members = unpack(path, "交接包.zip", into)
    assert [(m.name, m.folder, m.path.read_bytes()) for m in members] == [
        ("计划.txt", "交接包.zip/广告/投放/", "日预算".encode()),
        ("说明.md", "交接包.zip/", b"# x"),
    ]
    assert sorted(into.iterdir()) == sorted(m.path for m in members)


def test_a_real_archive(real_file: Callable[[str], Path], into: Path) -> None:
    members = unpack(real_file("simple.zip"), "simple.zip", into)
    assert members
    assert all(member.path.stat().st_size for member in members)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_of_chinese_windows_tools(pack: Callable[[bytes], Path], into: Path, encoding: str) -> None:
    raw = "危机预案.txt".encode(encoding)
    data = zipped({"A" * len(raw): b"x"})
    members = unpack(pack(data.replace(b"A" * len(raw), raw)), "包.zip", into)
    assert [member.name for member in members] == ["危机预案.txt"]


def test_backslashes_separate_folders(pack: Callable[[bytes], Path], into: Path) -> None:
    data = zipped({"aa/b.txt": b"x"}).replace(b"aa/b.txt", b"aa\\b.txt")
    assert unpack(pack(data), "w.zip", into)[0].folder == "w.zip/aa/"


def test_very_long_names_need_no_long_path(pack: Callable[[bytes], Path], into: Path) -> None:
    name = "深" * 300 + ".txt"
    members = unpack(pack(zipped({f"{name}": b"x", f"{'目' * 200}/{'录' * 200}/b.txt": b"y"})), "长.zip", into)
    assert members[0].name == name
    assert all(len(member.path.name) < 12 for member in members)


def test_what_systems_leave_behind_is_skipped(pack: Callable[[bytes], Path], into: Path) -> None:
    junk = ["__MACOSX/._a.txt", ".DS_Store", "广告/.DS_Store", "Thumbs.db", "desktop.ini", "~$草稿.docx", ".git/config"]
    members = unpack(pack(zipped({name: b"x" for name in [*junk, "留下.txt"]})), "m.zip", into)
    assert [member.name for member in members] == ["留下.txt"]


@pytest.mark.parametrize(
    "name", ["../escape.txt", "/etc/passwd", "a/../../b.txt", "..\\up.txt", "C:\\win.ini", "\\\\host\\x"]
)
def test_paths_that_leave_are_refused_whole(
    pack: Callable[[bytes], Path], into: Path, tmp_path: Path, name: str
) -> None:
    path = pack(zipped({"good.txt": b"x", name: b"evil"}))
    with pytest.raises(UnsafeArchive) as refused:
        unpack(path, "坏.zip", into)
    assert "坏.zip" in refused.value.say("zh")
    assert is_untouched(into, tmp_path)


def test_symbolic_links_are_refused(pack: Callable[[bytes], Path], into: Path, tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(UnsafeArchive):
        unpack(pack(out.getvalue()), "l.zip", into)
    assert is_untouched(into, tmp_path)


def test_a_password(pack: Callable[[bytes], Path], into: Path, tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": b"x" * 99}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        struct.pack_into("<H", data, data.index(signature) + offset, 1)
    with pytest.raises(EncryptedFile):
        unpack(pack(bytes(data)), "锁.zip", into)
    assert is_untouched(into, tmp_path)


BOMBS = [
    (zipped({"zeros.bin": bytes(80 * MB)}), Limits()),
    (zipped({f"{n}.bin": bytes(10 * MB) for n in range(8)}), Limits()),
    (zipped({"a.bin": bytes(3 * MB)}, zipfile.ZIP_STORED), Limits(total_bytes=2 * MB)),
    (zipped({f"{n}.txt": b"x" for n in range(50)}), Limits(files=49)),
    (zipped({"inner.zip": zipped({f"{n}.txt": b"x" for n in range(40)}), "b.txt": b"x"}), Limits(files=30)),
    (zipped({"1.zip": zipped({"2.zip": zipped({"3.zip": zipped({"x.txt": b"x"})})})}), Limits()),
]


@pytest.mark.parametrize(("data", "limits"), BOMBS)
def test_bombs_are_refused_and_leave_nothing(
    pack: Callable[[bytes], Path], into: Path, tmp_path: Path, data: bytes, limits: Limits
) -> None:
    with pytest.raises(ArchiveTooLarge) as refused:
        unpack(pack(data), "炸弹.zip", into, limits)
    assert "炸弹.zip" in refused.value.say("en")
    assert is_untouched(into, tmp_path)


def test_sizes_in_headers_are_not_trusted(pack: Callable[[bytes], Path], into: Path, tmp_path: Path) -> None:
    data = bytearray(zipped({"a.bin": bytes(5 * MB)}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.index(signature) + offset, 10)
    with pytest.raises((ArchiveTooLarge, DamagedFile)):
        unpack(pack(bytes(data)), "谎.zip", into, Limits(total_bytes=MB))
    assert is_untouched(into, tmp_path)


def test_an_empty_sheet_packs_well_and_is_no_bomb(pack: Callable[[bytes], Path], into: Path) -> None:
    assert len(unpack(pack(zipped({"sparse.csv": b"," * 20 * MB})), "s.zip", into)) == 1


def test_archives_inside_are_opened_and_named(pack: Callable[[bytes], Path], into: Path) -> None:
    inner = zipped({"图/a.txt": b"a"})
    members = unpack(pack(zipped({"素材/内.zip": inner, "b.txt": b"b"})), "外.zip", into)
    assert [(m.name, m.folder) for m in members] == [("a.txt", "外.zip/素材/内.zip/图/"), ("b.txt", "外.zip/")]
    assert len(list(into.iterdir())) == 2


def test_office_files_stay_closed(pack: Callable[[bytes], Path], into: Path) -> None:
    office = zipped({"[Content_Types].xml": b"x", "word/document.xml": b"x"})
    assert [m.name for m in unpack(pack(zipped({"手册.docx": office})), "o.zip", into)] == ["手册.docx"]


def test_a_damaged_archive_inside_is_handed_over(pack: Callable[[bytes], Path], into: Path) -> None:
    whole = zipped({"a.txt": b"a" * 5000, "b.txt": b"b"})
    broken = whole.replace(b"a.txt", b"\0.txt", 1)
    members = unpack(pack(zipped({"坏.zip": broken, "c.txt": b"c"})), "d.zip", into)
    assert [member.name for member in members] == ["坏.zip", "c.txt"]
    assert members[0].path.read_bytes() == broken


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_cut_short(pack: Callable[[bytes], Path], into: Path, tmp_path: Path, share: float) -> None:
    data = zipped({"a.txt": b"0123456789" * 500})
    with pytest.raises(DamagedFile):
        unpack(pack(data[: int(len(data) * share)]), "断.zip", into)
    assert is_untouched(into, tmp_path)


def test_a_flipped_byte_is_found_by_its_checksum(pack: Callable[[bytes], Path], into: Path, tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": b"0123456789" * 50}, zipfile.ZIP_STORED))
    data[60] ^= 0xFF
    with pytest.raises(DamagedFile):
        unpack(pack(bytes(data)), "翻.zip", into)
    assert is_untouched(into, tmp_path)


@pytest.mark.parametrize("members", [{}, {"__MACOSX/._x": b"x"}, {"空/": b""}])
def test_nothing_to_take(pack: Callable[[bytes], Path], into: Path, members: dict[str, bytes]) -> None:
    with pytest.raises(NothingFound):
        unpack(pack(zipped(members)), "空.zip", into)
