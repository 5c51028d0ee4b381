"""A zip archive and a mail stand for the reports in them; what may not be unpacked is a row with its reason."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

import cdcs_parse
from builders.word import docx, paragraph
from cdcs_parse.cli import main
from cdcs_parse.errors import ReadError
from cdcs_parse.model.failure import Failure
from cdcs_parse.readers import archive
from cdcs_parse.readers.archive import is_container

WORD = docx(paragraph("Tổng số đoàn viên: 42 người"))
TEXT = "Tổng số đoàn viên: 43 người\n".encode()


def packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(name, data)
    return out.getvalue()


def mail(attachments: dict[str, bytes], body: str = "Kính gửi các đồng chí.") -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "cdcs@example.org", "Báo cáo năm 2024"
    message.set_content(body)
    for name, data in attachments.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def told(path: Path) -> list[tuple[str, str]]:
    """Name and what became of every input: the figures, or the reason of a failure."""
    out = []
    for item in cdcs_parse.parse_folder(path):
        if isinstance(item, Failure):
            out.append((item.path, item.reason))
        else:
            out.append((item.source.name, ", ".join(str(f.value) for f in item.facts)))
    return out


def test_members_of_a_zip_are_reports(tmp_path: Path) -> None:
    inner = packed({"d.txt": TEXT, "e.zip": packed({"f.txt": TEXT})})
    data = packed(
        {"năm 2024/a.docx": WORD, "b.txt": TEXT, "__MACOSX/._b.txt": b"x", "~$a.docx": b"x", "c.zip": inner, "x.exe": b"MZ\0\0"}
    )
    (tmp_path / "bc.zip").write_bytes(data)
    expected = [
        ("bc.zip/năm 2024/a.docx", "42"),
        ("bc.zip/b.txt", "43"),
        ("bc.zip/c.zip/d.txt", "43"),
        ("c.zip/e.zip", "a zip archive, not a report"),
        ("x.exe", "a binary file of unknown kind"),
    ]
    assert told(tmp_path / "bc.zip") == expected
    (tmp_path / "z.txt").write_bytes(TEXT)
    inside = [(f"bc.zip/{name}" if n > 2 else name, what) for n, (name, what) in enumerate(expected)]
    assert told(tmp_path) == [*inside, ("z.txt", "43")]


def test_attachments_of_a_mail_are_reports(tmp_path: Path) -> None:
    (tmp_path / "thư.eml").write_bytes(mail({"báo cáo.docx": WORD, "c.zip": packed({"d.txt": TEXT})}))
    assert told(tmp_path / "thư.eml") == [("thư.eml/báo cáo.docx", "42"), ("thư.eml/c.zip/d.txt", "43")]


def test_a_mail_without_attachments_is_a_report_itself(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(mail({}, "Tổng số đoàn viên: 44 người"))
    assert not is_container(tmp_path / "a.eml")
    assert [str(f.value) for f in cdcs_parse.parse(tmp_path / "a.eml").facts] == ["44"]


def encrypted(data: bytes) -> bytes:
    out = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        out[out.find(signature) + offset] |= 1
    return bytes(out)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (packed({"../../etc/x.txt": TEXT}), "leads out"),
        (packed({"/etc/x.txt": TEXT}), "leads out"),
        (packed({"C:\\x.txt": TEXT}), "leads out"),
        (encrypted(packed({"x.txt": TEXT})), "encrypted"),
        (packed({"x.txt": b" " * 30_000_000}), "unpacks to 30 MB"),
        (packed({"x.docx": WORD[:300]}), "cut short"),
        (packed({f"{n}.txt": b"" for n in range(archive.MAX_MEMBERS + 1)}), "in 2001 files"),
        (packed({"x.txt": b""}), "empty"),
        (packed({"x.zip": b"PK\x03\x04rubbish"}), "cut short"),
    ],
    ids=["up", "root", "drive", "password", "bomb", "cut", "many", "empty", "inner"],
)
def test_what_may_not_be_unpacked_is_a_row(data: bytes, reason: str, tmp_path: Path) -> None:
    (tmp_path / "bc.zip").write_bytes(data)
    ((_, said),) = told(tmp_path)
    assert reason in said
    assert [p.name for p in tmp_path.iterdir()] == ["bc.zip"]


def test_the_total_is_capped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_TOTAL", 50)
    (tmp_path / "bc.zip").write_bytes(packed({"a.txt": TEXT, "b.txt": TEXT}))
    ((name, said),) = told(tmp_path)
    assert name == "bc.zip"
    assert "unpacks to" in said


def test_a_single_reading_says_how_to_read_an_archive(tmp_path: Path) -> None:
    (tmp_path / "bc.zip").write_bytes(packed({"a.txt": TEXT}))
    with pytest.raises(ReadError, match="parse_folder"):
        cdcs_parse.parse(tmp_path / "bc.zip")


def test_office_files_are_no_archives(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(WORD)
    (tmp_path / "b.txt").write_bytes(TEXT)
    assert not is_container(tmp_path / "a.docx")
    assert not is_container(tmp_path / "b.txt")


def test_the_command_reads_an_archive(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bc.zip").write_bytes(packed({"a.docx": WORD, "b.txt": TEXT}))
    monkeypatch.setattr("sys.argv", ["cdcs", "parse", str(tmp_path / "bc.zip"), "--format", "json", "-o", str(tmp_path / "out")])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 0
    assert len(list((tmp_path / "out").iterdir())) == 2
