"""What this installation can read: optional programs and packages, the formats that work, and how to get the rest."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterator
from importlib import metadata

from pydantic import Field
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cdcs_parse.errors import ReadError
from cdcs_parse.export.terminal import captured, line
from cdcs_parse.model.base import Model
from cdcs_parse.readers import READERS
from cdcs_parse.readers.ocr_engine import LANGUAGES
from cdcs_parse.readers.programs import LIBREOFFICE, TESSERACT, Program, locate, run, version, workspace

SYSTEMS = {"debian": "Debian, Ubuntu", "windows": "Windows", "macos": "macOS", "other": "hệ điều hành khác"}
_OFFICE, _OCR = "LibreOffice", "Tesseract"
_INSTALL: dict[tuple[str, str], str] = {
    (_OFFICE, "debian"): "sudo apt install libreoffice-writer-nogui",
    (_OFFICE, "windows"): "winget install TheDocumentFoundation.LibreOffice",
    (_OFFICE, "macos"): "brew install --cask libreoffice",
    (_OFFICE, "other"): "cài gói LibreOffice Writer của hệ điều hành",
    (_OCR, "debian"): "sudo apt install tesseract-ocr tesseract-ocr-vie tesseract-ocr-script-viet",
    (_OCR, "windows"): "winget install UB-Mannheim.TesseractOCR (khi cài, đánh dấu thêm ngôn ngữ Vietnamese)",
    (_OCR, "macos"): "brew install tesseract tesseract-lang",
    (_OCR, "other"): "cài gói Tesseract và dữ liệu tiếng Việt (vie) của hệ điều hành",
}
# (kinds of READERS, how officers know them, the program needed)
_FORMATS: tuple[tuple[tuple[str, ...], str, str | None], ...] = (
    (("docx",), "Word (.docx, .docm)", None),
    (("pdf",), "PDF có lớp chữ (.pdf)", None),
    (("txt", "md"), "Văn bản thuần (.txt, .md)", None),
    (("html",), "Trang web đã lưu (.html)", None),
    (("mime",), "Thư và trang web một tệp (.eml, .mht)", None),
    (("zip",), "Gói nén chứa báo cáo (.zip)", None),
    (("eml",), "Thư điện tử kèm báo cáo (.eml)", None),
    (("doc", "rtf", "odt"), "Word cũ và LibreOffice (.doc, .rtf, .odt)", _OFFICE),
    (("image",), "Bản quét: PDF không có lớp chữ, ảnh (.jpg, .png, .tiff)", _OCR),
)
_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)")
_EXTRA = re.compile(r"""extra\s*==\s*["']([\w-]+)["']""")


class ProgramState(Model):
    """An optional program of this machine."""

    name: str = Field(description="LibreOffice, Tesseract")
    path: str | None = Field(description="where it is; null when it is not installed")
    version: str = Field(description='"" when it does not answer')
    languages: tuple[str, ...] = Field(default=(), description="of text recognition")
    works: bool = Field(description="there, answers, and for text recognition knows Vietnamese")
    install: str = Field(description="how to get it on this system")


class PackageState(Model):
    """A Python package."""

    name: str = Field(description="as on the package index")
    version: str | None = Field(description="null when it is not installed")
    extra: str | None = Field(description="extra of cdcs-parse that brings it; null when it is always needed")


class FormatState(Model):
    """A kind of file."""

    label_vi: str = Field(description="name and endings")
    works: bool = Field(description="such files can be read now")
    needs: str | None = Field(description="the program it needs")


class Checkup(Model):
    """What works here."""

    system: str = Field(description="debian, windows, macos, other")
    python: str = Field(description="version of Python")
    cdcs_parse: str = Field(description="version of this package")
    programs: tuple[ProgramState, ...] = Field(description="optional programs")
    packages: tuple[PackageState, ...] = Field(description="Python packages, needed and optional")
    formats: tuple[FormatState, ...] = Field(description="kinds of files")

    @property
    def broken(self) -> list[str]:
        """Packages that are always needed and not there."""
        return [one.name for one in self.packages if one.extra is None and one.version is None]


def examine(own_version: str) -> Checkup:
    """Look at this machine; asks the programs their version, which takes a second or two."""
    system = _system()
    programs = tuple(_program(one, system) for one in (LIBREOFFICE, TESSERACT))
    works = {one.name: one.works for one in programs}
    return Checkup(
        system=system,
        python=platform.python_version(),
        cdcs_parse=own_version,
        programs=programs,
        packages=tuple(_packages()),
        formats=tuple(
            FormatState(label_vi=label, works=need is None or works[need], needs=need)
            for kinds, label, need in _FORMATS
            if any(kind in READERS for kind in kinds)
        ),
    )


def _system() -> str:
    if sys.platform == "win32":
        return "windows"
    if sys.platform == "darwin":
        return "macos"
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return "other"
    return "debian" if "debian" in f"{release.get('ID', '')} {release.get('ID_LIKE', '')}".split() else "other"


def _program(program: Program, system: str) -> ProgramState:
    path = locate(program)
    told = version(program) if path else ""
    languages = _languages() if told and program is TESSERACT else ()
    return ProgramState(
        name=program.label,
        path=str(path) if path else None,
        version=told,
        languages=languages,
        works=bool(told) and (program is not TESSERACT or any(name in languages for kind in LANGUAGES for name in kind)),
        install=_INSTALL[program.label, system],
    )


def _languages() -> tuple[str, ...]:
    try:
        with workspace() as folder:
            said = run(TESSERACT, ["--list-langs"], what="asking its languages", where=TESSERACT.label, folder=folder, seconds=20)
    except ReadError:
        return ()
    return tuple(sorted(word for word in said.decode("utf-8", "replace").splitlines()[1:] if word.strip()))


def _packages() -> Iterator[PackageState]:
    """The packages that the installed project names; of its own extras all but the developers' one."""
    try:
        listed = metadata.requires("cdcs-parse") or []
    except metadata.PackageNotFoundError:
        return
    for requirement in listed:
        name = _REQUIREMENT.match(requirement)
        extra = _EXTRA.search(requirement)
        if name is None or name[1].lower() == "cdcs-parse" or (extra and extra[1] == "dev"):
            continue
        yield PackageState(name=name[1], version=_installed(name[1]), extra=extra[1] if extra else None)


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def show_checkup(checkup: Checkup, console: Console) -> None:
    """Print it in Vietnamese: formats first, then why, then what to do."""
    console.print(line(f"cdcs-parse {checkup.cdcs_parse}, Python {checkup.python}, {SYSTEMS[checkup.system]}", "bold"))
    formats = _grid("Loại tệp", "Đọc được", "Cần")
    for kind in checkup.formats:
        formats.add_row(line(kind.label_vi), _yes(kind.works), line(kind.needs or ""))
    console.print(formats)
    programs = _grid("Chương trình kèm (không bắt buộc)", "Dùng được", "Phiên bản", "Ghi chú")
    for program in checkup.programs:
        programs.add_row(line(program.name), _yes(program.works), line(program.version), line(_remark(program)))
    console.print(programs)
    packages = _grid("Gói Python", "Có", "Phiên bản", "Ghi chú")
    for package in checkup.packages:
        remark = f"tùy chọn, phần {package.extra}" if package.extra else ""
        packages.add_row(line(package.name), _yes(package.version is not None), line(package.version or ""), line(remark))
    console.print(packages)
    steps = list(_steps(checkup))
    if not steps:
        console.print(line("Mọi thứ đều sẵn sàng.", "green"))
        return
    console.print(line(f"Cách cài phần còn thiếu ({SYSTEMS[checkup.system]})", "bold"))
    for step in steps:
        console.print(line(f"- {step}"), soft_wrap=True)


def checkup_text(checkup: Checkup, *, colour: bool = False) -> str:
    """The same as a string, with terminal colours when asked."""
    return captured(lambda console: show_checkup(checkup, console), colour=colour)


def _remark(program: ProgramState) -> str:
    if program.path is None:
        return "chưa cài"
    if not program.version:
        return f"có ở {program.path} nhưng không chạy được"
    if program.name == _OCR and not program.works:
        return f"chưa có dữ liệu tiếng Việt (vie); đang có: {', '.join(program.languages) or 'không ngôn ngữ nào'}"
    return program.path


def _steps(checkup: Checkup) -> Iterator[str]:
    for program in checkup.programs:
        if not program.works:
            yield f"{program.name}: {program.install}"
    for extra in sorted({one.extra for one in checkup.packages if one.extra and one.version is None}):
        yield f'phần {extra}: pip install "cdcs-parse[{extra}]"'
    if checkup.broken:
        yield f"thiếu gói bắt buộc {', '.join(checkup.broken)}: pip install --force-reinstall cdcs-parse"


def _grid(*columns: str) -> Table:
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        grid.add_column(column, overflow="fold")
    return grid


def _yes(works: bool) -> Text:
    return line("có", "green") if works else line("không", "red")
