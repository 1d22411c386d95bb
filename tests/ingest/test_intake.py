"""What becomes of files at the door."""

import errno
from pathlib import Path

import pytest

from ingest.errors import DiskFull
from ingest.intake import Intake, Upload, disk_full_named, told_apart
from vectorstore.catalog import Catalog
from vectorstore.models import Kind, Status
from vectorstore.originals import Originals


@pytest.fixture
def intake(tmp_path: Path, catalog: Catalog) -> Intake:
    return Intake(catalog, Originals((tmp_path / "kept").as_uri(), tmp_path / "work"), max_bytes=10_000)


@pytest.fixture
def space(intake: Intake) -> str:
    return intake.catalog.space_named("穗岚坊").id


def file(tmp_path: Path, name: str, content: bytes | str) -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_new_file_is_stored_and_recorded(intake: Intake, space: str, tmp_path: Path) -> None:
    path = file(tmp_path, "a.md", "# 危机手册\n\n先停投放，再发声明。")
    submission = intake.admit(space, Upload(path, "危机手册.md", topic="危机"))
    assert submission.outcome == "new"
    kept = intake.catalog.source(submission.source.id)
    assert (kept.title, kept.kind, kept.topic) == ("危机手册.md", Kind.DOCUMENT, "危机")
    assert submission.source.status is Status.STORED
    assert submission.source.suffix == ".md"
    with intake.originals.local(kept.sha256) as original:
        assert original.read_bytes() == path.read_bytes()


def test_identical_content_is_not_taken_twice_in_a_space(intake: Intake, space: str, tmp_path: Path) -> None:
    path = file(tmp_path, "a.txt", "预算要先确认。")
    first = intake.admit(space, Upload(path, "预算.txt"))
    second = intake.admit(space, Upload(path, "预算 副本.txt"))
    assert second.outcome == "duplicate"
    assert second.source.id == first.source.id
    other = intake.catalog.space_named("漪珀").id
    assert intake.admit(other, Upload(path, "预算.txt")).outcome == "new"


def test_a_known_name_with_new_content_is_a_new_version(intake: Intake, space: str, tmp_path: Path) -> None:
    first = intake.admit(space, Upload(file(tmp_path, "1", "日预算三千。"), "SOP.md", topic="投放"))
    second = intake.admit(space, Upload(file(tmp_path, "2", "日预算五千。"), "SOP.md"))
    assert second.outcome == "new_version"
    assert (second.source.id, second.source.version) == (first.source.id, 2)
    assert second.source.topic == "投放"
    assert len(intake.catalog.versions(first.source.id)) == 2


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("空.docx", b"", "EmptyFile"),
        ("大.txt", b"x" * 10_001, "TooLarge"),
        ("程序.exe", b"MZ" + bytes(200), "UnsupportedFile"),
    ],
)
def test_what_cannot_be_taken_is_recorded_with_the_reason(
    intake: Intake, space: str, tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    submission = intake.admit(space, Upload(file(tmp_path, "x", content), name))
    assert submission.outcome == "refused"
    kept = intake.catalog.source(submission.source.id)
    assert kept.status is Status.FAILED
    assert kept.error is not None
    assert kept.error["code"] == code
    assert kept.error["details"]["file"] == name


def test_a_file_put_right_takes_the_place_of_the_refused_one(intake: Intake, space: str, tmp_path: Path) -> None:
    refused = intake.admit(space, Upload(file(tmp_path, "1", b""), "报表.csv"))
    right = intake.admit(space, Upload(file(tmp_path, "2", "日期,消耗\n3月1日,900\n"), "报表.csv"))
    assert right.source.id == refused.source.id
    assert right.source.kind is Kind.SHEET
    assert intake.catalog.source(right.source.id).error is None


def test_same_names_at_once_are_different_files(tmp_path: Path) -> None:
    uploads = [
        Upload(tmp_path / "a", "报表.xlsx"),
        Upload(tmp_path / "b", "报表.xlsx"),
        Upload(tmp_path / "c", "报表.xlsx", "二月/"),
    ]
    assert [upload.title for upload in told_apart(uploads)] == ["报表.xlsx", "报表 (2).xlsx", "报表.xlsx"]


def test_a_full_disk_is_named_and_other_faults_fly() -> None:
    with pytest.raises(DiskFull, match=r"大会\.mp4"), disk_full_named("大会.mp4"):
        raise OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(PermissionError), disk_full_named("大会.mp4"):
        raise PermissionError(errno.EACCES, "Permission denied")
