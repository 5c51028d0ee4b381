"""A zip archive and a mail stand for the reports in them; what may not be unpacked is a row with its reason."""

from __future__ import annotations

import base64
import email
import email.policy
import io
import stat
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


def with_content_ids(data: bytes) -> bytes:
    """As Google's mail writes it: every attachment has a Content-ID."""
    return data.replace(b"Content-Disposition: attachment", b"Content-ID: <f_1>\nContent-Disposition: attachment")


def in_a_mixed_alternative() -> bytes:
    """As Apple's mail writes it: the attachment stands inside the rich form of the text."""
    report = base64.encodebytes(WORD).decode()
    return (
        "From: a@example.org\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=A\n\n"
        "--A\nContent-Type: text/plain\n\nxin gui\n"
        "--A\nContent-Type: multipart/mixed; boundary=B\n\n"
        "--B\nContent-Type: text/html\n\n<p>xin gui</p>\n"
        "--B\nContent-Type: application/octet-stream\nContent-Disposition: inline; filename=bc.docx\n"
        f"Content-Transfer-Encoding: base64\n\n{report}\n--B--\n--A--\n"
    ).encode()


def forwarded() -> bytes:
    """A mail that carries another, whose attachment is the report."""
    outer = EmailMessage()
    outer["Subject"] = "Fwd"
    outer.set_content("xin chuyển")
    outer.add_attachment(email.message_from_bytes(mail({"bc.docx": WORD}), policy=email.policy.default))
    return outer.as_bytes()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (with_content_ids(mail({"bc.docx": WORD})), "a.eml/bc.docx"),
        (in_a_mixed_alternative(), "a.eml/bc.docx"),
        (forwarded(), "a.eml/attachment-1.eml/bc.docx"),
    ],
    ids=["content ids", "mixed in alternative", "forwarded"],
)
def test_attachments_are_found_however_a_program_writes_them(data: bytes, name: str, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(data)
    assert told(tmp_path) == [(name, "42")]


def test_a_picture_inside_a_mail_is_no_attachment(tmp_path: Path) -> None:
    message = EmailMessage()
    message.set_content("xin gửi")
    message.add_alternative("<p>Tổng số đoàn viên: 44 người</p><img src='cid:x'>", subtype="html")
    rich = message.get_payload()[1]  # type: ignore[index]
    rich.add_related(b"GIF89a", "image", "gif", cid="<x>", filename="logo.gif", disposition="inline")  # type: ignore[union-attr, arg-type]
    (tmp_path / "a.eml").write_bytes(message.as_bytes())
    assert told(tmp_path) == [("a.eml", "44")]


def test_a_mail_without_attachments_inside_an_archive_is_a_report_itself(tmp_path: Path) -> None:
    (tmp_path / "bc.zip").write_bytes(packed({"a.eml": mail({}, "Tổng số đoàn viên: 44 người")}))
    assert told(tmp_path) == [("bc.zip/a.eml", "44")]


@pytest.mark.parametrize("data", [packed({}), packed({"thư mục/": b"", "__MACOSX/x": b"x"})], ids=["nothing", "litter"])
def test_an_archive_without_files_says_so(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "bc.zip").write_bytes(data)
    ((name, said),) = told(tmp_path)
    assert name == "bc.zip"
    assert "no files" in said
    (tmp_path / "bc.zip").write_bytes(packed({"trong.zip": data}))
    ((name, said),) = told(tmp_path)
    assert name == "bc.zip/trong.zip"
    assert "no files" in said


def test_a_link_inside_an_archive_is_not_followed(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("x.txt")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr(link, "/etc/passwd")
    (tmp_path / "bc.zip").write_bytes(out.getvalue())
    ((name, said),) = told(tmp_path)
    assert name == "bc.zip/x.txt"
    assert "link" in said


@pytest.mark.parametrize("name", ["../x.txt", "/x.txt", "C:/x.txt"])
def test_names_that_lead_out_of_an_inner_archive_are_rows(name: str, tmp_path: Path) -> None:
    (tmp_path / "bc.zip").write_bytes(packed({"b.zip": packed({name: TEXT, "a.txt": TEXT})}))
    (_, said), good = told(tmp_path)
    assert "leads out" in said
    assert good == ("bc.zip/b.zip/a.txt", "43")
    assert [p.name for p in tmp_path.iterdir()] == ["bc.zip"]


def test_a_mail_of_parts_within_parts_without_end_is_a_row(tmp_path: Path) -> None:
    parts = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(5000))
    (tmp_path / "a.eml").write_bytes(f"From: a@example.org\nMIME-Version: 1.0\n{parts}Content-Type: text/plain\n\nx".encode())
    ((name, said),) = told(tmp_path)
    assert name == "a.eml"
    assert "damaged" in said


@pytest.mark.parametrize("mark", ["--B", " --B"], ids=["parted", "without parts"])
@pytest.mark.parametrize("charset", ["utf-8", "unknown-8bit", "rubbish"])
def test_a_forwarded_mail_that_breaks_the_rules_is_read_or_told(charset: str, mark: str, tmp_path: Path) -> None:
    said = f"Content-Type: text/plain; charset={charset}\n\nTổng số đoàn viên: 44 người\n"
    inner = f"MIME-Version: 1.0\nSubject: báo cáo\nContent-Type: multipart/mixed; boundary=B\n\n{mark}\n{said}{mark}--\n"
    head = "From: a@example.org\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=A\n\n--A\n"
    (tmp_path / "a.eml").write_text(f"{head}Content-Type: message/rfc822\n\n{inner}--A--\n", encoding="utf-8")
    ((name, said),) = told(tmp_path)
    assert name == "a.eml/attachment-1.eml"
    assert said == ("44" if mark == "--B" else "a message without text and without attachments")
