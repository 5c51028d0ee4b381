"""What readers and workers say of a file, in Vietnamese: notes of a document, reasons and next steps of a failure.

The library speaks English to programmers; an officer reads the same sentences here. A sentence without a translation is shown as
it is, and a test gathers all sentences of the readers, so that none is forgotten.
"""

from __future__ import annotations

import re
from functools import lru_cache

# "{}" stands for what is filled in, which is translated by itself where it is known; the first sentence that fits is taken
_TOLD = {
    # what a file is
    "an old Word file (.doc)": "tệp Word cũ (.doc)",
    "a Rich Text file (.rtf)": "tệp RTF (.rtf)",
    "an OpenDocument text (.odt)": "văn bản OpenDocument (.odt)",
    "a web page (HTML)": "một trang web (HTML)",
    "an XML file": "tệp XML",
    "an Excel workbook, not a report": "bảng tính Excel, không phải báo cáo",
    "an old Excel workbook, not a report": "bảng tính Excel cũ, không phải báo cáo",
    "a PowerPoint presentation, not a report": "bài trình chiếu PowerPoint, không phải báo cáo",
    "an OpenDocument spreadsheet, not a report": "bảng tính OpenDocument, không phải báo cáo",
    "an old Office file of unknown kind": "tệp Office cũ không rõ loại",
    "a zip archive, not a report": "tệp nén zip, không phải báo cáo",
    "a zip archive of {} members": "tệp nén zip chứa {} tệp, quá nhiều",
    "an archive, not a report": "tệp nén, không phải báo cáo",
    "a picture without text": "ảnh không có chữ đọc được",
    "a binary file of unknown kind": "tệp nhị phân không rõ loại",
    "plain text under a name of another format": "văn bản thuần mang tên của định dạng khác",
    # what is wrong with it
    "encrypted with a password": "có mật khẩu bảo vệ",
    "is a folder, not a file": "là thư mục, không phải tệp",
    "is a link to a folder, which is not followed": "là liên kết tới một thư mục, không đi theo",
    "no such file": "không có tệp này",
    "no such folder": "không có thư mục này",
    "not a regular file": "không phải tệp thường trên đĩa",
    "larger than {} MB": "lớn hơn {} MB",
    "cannot be opened ({})": "không mở được ({})",
    "cannot be listed ({})": "không xem được bên trong ({})",
    "the file is empty": "tệp rỗng",
    "the file holds nothing but zero bytes": "tệp chỉ toàn byte 0",
    "holds no text": "không có chữ nào",
    "holds no Word document": "không chứa văn bản Word",
    "holds more than {} paragraphs and cells": "có hơn {} đoạn và ô",
    "holds more than {} tags and attributes": "có hơn {} thẻ và thuộc tính XML",
    "holds parts that overlap": "có các phần chồng lên nhau",
    "{} is damaged or cut short": "phần {} bị hỏng hoặc thiếu đoạn cuối",
    "damaged or cut short": "bị hỏng hoặc thiếu đoạn cuối",
    "{} is damaged ({})": "phần {} bị hỏng ({})",
    "{} declares entities, which no Word file does": "phần {} khai báo thực thể XML, tệp Word thật không làm vậy",
    "{} is packed in a way that no Word file is": "phần {} nén theo cách không tệp Word nào dùng",
    "{} is written in an encoding that no Word file has": "phần {} viết bằng bảng mã không tệp Word nào dùng",
    "{} unpacks to {} MB in {} parts": "{} bung ra {} MB trong {} phần",
    "{} unpacks to {} MB": "phần {} bung ra {} MB",
    "unpacks to more than {} MB": "bung ra hơn {} MB",
    "unpacks to {} MB in {} parts": "bung ra {} MB trong {} phần",
    "has {} pages": "có {} trang, quá nhiều",
    "has no pages": "không có trang nào",
    "damaged PDF ({})": "PDF bị hỏng ({})",
    "cut short: the end of the PDF is missing": "PDF bị cụt: thiếu đoạn cuối",
    "has no text layer (a scan or pictures)": "không có lớp chữ (bản quét hoặc ảnh)",
    "has no text layer, and no text was recognised in it": "không có lớp chữ, nhận dạng cũng không thấy chữ",
    "its letters carry no Unicode values, so they cannot be read": "chữ trong PDF không có mã Unicode nên không đọc được",
    "page {} holds a picture of {} megapixels": "trang {} có ảnh {} triệu điểm, quá lớn",
    "no text was recognised in the picture": "không nhận dạng được chữ nào trong ảnh",
    "a picture of {} × {} points is too large": "ảnh {} × {} điểm quá lớn",
    "the picture is too large": "ảnh quá lớn",
    "damaged picture ({})": "ảnh bị hỏng ({})",
    "damaged picture": "ảnh bị hỏng",
    "not Unicode text ({} is no {}); perhaps an old encoding such as TCVN3 (ABC), VNI or windows-1258":
        "không phải văn bản Unicode ({} không phải {}); có thể là bảng mã cũ như TCVN3 (ABC), VNI hay windows-1258",
    "not Unicode text ({}), and in no old encoding that is known (TCVN3, VNI, windows-1258)":
        "không phải văn bản Unicode ({}), cũng không thuộc bảng mã cũ nào đã biết (TCVN3, VNI, windows-1258)",
    "typed in the old encoding {}, which is not read": "gõ bằng bảng mã cũ {}, không đọc được",
    "the text is damaged: letters with accents are lost: {}": "văn bản bị hỏng: mất chữ có dấu: {}",
    "the text is damaged: {}: {}": "văn bản bị hỏng: {}: {}",
    # programs and workers
    "{} needs the program {}, which is not installed": "{}: cần chương trình {}, máy chưa cài",
    "{} needs the Vietnamese data ({}) of Tesseract": "{}: cần dữ liệu tiếng Việt ({}) của Tesseract",
    "{} needs {}; {} names no file: {}": "{}: cần {}; biến {} không chỉ tới tệp nào: {}",
    "{} cannot be started ({})": "không chạy được {} ({})",
    "{} did not finish within {} seconds": "{} chạy quá {} giây",
    "{} was ended by signal {}: {}": "{} dừng đột ngột (tín hiệu {}): {}",
    "{} was ended by signal {}": "{} dừng đột ngột (tín hiệu {})",
    "{} failed (exit code {}): {}": "{} báo lỗi (mã {}): {}",
    "{} failed (exit code {})": "{} báo lỗi (mã {})",
    "LibreOffice could not convert it": "LibreOffice không chuyển đổi được",
    "Tesseract's answer cannot be read": "không hiểu kết quả của Tesseract",
    "Tesseract did not answer for every picture": "Tesseract không trả lời cho mọi ảnh",
    "took longer than {} s": "đọc quá {} giây",
    "took more than {} MB of memory": "dùng quá {} MB bộ nhớ",
    "crashed the reading process ({})": "làm hỏng tiến trình đọc ({})",
    "fault of the program ({}: {})": "lỗi của chương trình ({}: {})",
    # what to do
    "ask the sender for it again": "xin lại tệp từ nơi gửi",
    "ask the sender for it again, or open it in Word and save it under a new name": "xin lại tệp, hoặc mở bằng Word rồi lưu tên khác",
    "ask the sender for it again, or open it and save it under a new name": "xin lại tệp, hoặc mở ra rồi lưu tên khác",
    "ask the sender for the original Word file, or open it and retype the lines": "xin tệp Word gốc, hoặc mở ra gõ lại các dòng đó",
    "open it in Word or LibreOffice and save it as .docx": "mở bằng Word hoặc LibreOffice rồi lưu thành .docx",
    "open it in Word and save it as .docx": "mở bằng Word rồi lưu thành .docx",
    "open the file and save it as .docx": "mở tệp rồi lưu thành .docx",
    "it may be damaged: open it in Word and save it as .docx": "tệp có thể bị hỏng: mở bằng Word rồi lưu thành .docx",
    "the file may be damaged: open and save it again": "tệp có thể bị hỏng: mở ra rồi lưu lại",
    "the picture may be damaged": "ảnh có thể bị hỏng",
    "open it with its password and save it without one": "mở bằng mật khẩu rồi lưu lại không có mật khẩu",
    "save it without a password": "lưu lại không có mật khẩu",
    "give the report itself as .docx, .pdf or .txt": "đưa chính báo cáo, dạng .docx, .pdf hoặc .txt",
    "give the report alone": "đưa riêng tệp báo cáo",
    "give a file, or read the folder with parse_folder": "đưa một tệp, hoặc đọc thư mục bằng cdcs parse",
    "give the folder that holds the reports": "đưa thư mục chứa các báo cáo",
    "give that folder itself": "đưa chính thư mục đó",
    "give a file on disk": "đưa một tệp trên đĩa",
    "unpack it and give the files inside": "giải nén rồi đưa các tệp bên trong",
    "run text recognition (OCR) on it, or type the report": "nhận dạng chữ (OCR) hoặc gõ lại báo cáo",
    "run text recognition (OCR) on it, or ask for the Word file": "nhận dạng chữ (OCR) hoặc xin tệp Word",
    "it may hold only pictures: run text recognition (OCR) on them": "tệp có thể chỉ chứa ảnh: hãy nhận dạng chữ (OCR)",
    "scan it again, straight and at 300 dpi, or ask for the Word file": "quét lại cho thẳng, 300 dpi, hoặc xin tệp Word",
    "take it again, straight, sharp, in good light": "chụp lại cho thẳng, nét, đủ sáng",
    "scan it at 300 dpi": "quét ở 300 dpi",
    "print the report to PDF again": "in báo cáo ra PDF lần nữa",
    "save it as .docx again, or name it .txt if it is meant as text": "lưu lại thành .docx, hoặc đặt tên .txt nếu là văn bản thuần",
    "convert it to Unicode (Unikey's converter does) and save it as UTF-8": "chuyển sang Unicode (bằng Unikey) rồi lưu dạng UTF-8",
    "convert it to Unicode (Unikey's converter does) and give the result": "chuyển sang Unicode (bằng Unikey) rồi đưa tệp mới",
    "check the name and the folder": "kiểm tra lại tên và thư mục",
    "check the name and your rights": "kiểm tra lại tên và quyền đọc",
    "check your rights on this folder": "kiểm tra quyền xem thư mục này",
    "correct it": "sửa lại biến đó",
    "reinstall it: {}": "cài lại: {}",
    "look at it by itself; a larger {} lets it through": "xem riêng tệp này; tăng {} nếu muốn đọc tiếp",
    "set CDCS_DEBUG=1 to see where, and report it": "đặt CDCS_DEBUG=1 để xem chi tiết và báo lại",
    "Debian, Ubuntu: apt install libreoffice-writer-nogui; Windows, macOS: libreoffice.org": "xem cách cài bằng lệnh cdcs doctor",
    "Debian, Ubuntu: apt install tesseract-ocr tesseract-ocr-vie; macOS: {}": "xem cách cài bằng lệnh cdcs doctor",
    # notes
    "tracked insertions kept: {}": "đã giữ chỗ thêm có theo dõi: {}",
    "tracked insertions left out: {}": "đã bỏ chỗ thêm có theo dõi: {}",
    "tracked deletions kept: {}": "đã giữ chỗ xóa có theo dõi: {}",
    "tracked deletions left out: {}": "đã bỏ chỗ xóa có theo dõi: {}",
    "tracked changes of paragraph properties (such as numbering) accepted: {}": "đã chấp nhận thay đổi định dạng đoạn (như đánh số): {}",
    "tracked changes of paragraph properties (such as numbering) rejected: {}": "đã bỏ thay đổi định dạng đoạn (như đánh số): {}",
    "hidden pieces of text left out: {}": "đã bỏ chữ ẩn: {}",
    "hidden table rows left out: {}": "đã bỏ hàng ẩn của bảng: {}",
    "footnotes kept apart from the text: {}": "chú thích cuối trang để riêng: {}",
    "endnotes kept apart from the text: {}": "chú thích cuối bài để riêng: {}",
    "page headers kept apart from the text: {}": "đầu trang để riêng: {}",
    "page footers kept apart from the text: {}": "chân trang để riêng: {}",
    "footnotes that the file does not hold: {}": "chú thích cuối trang được dẫn mà tệp không có: {}",
    "endnotes that the file does not hold: {}": "chú thích cuối bài được dẫn mà tệp không có: {}",
    "comments left out: {}": "đã bỏ lời bình: {}",
    "pictures, drawings and charts left out: {}": "đã bỏ ảnh, hình vẽ, biểu đồ: {}",
    "embedded objects (such as Excel sheets) left out: {}": "đã bỏ đối tượng nhúng (như bảng Excel): {}",
    "embedded documents left out: {}": "đã bỏ văn bản nhúng: {}",
    "unfilled content controls left out: {}": "đã bỏ ô điền chưa điền: {}",
    "symbols without a Unicode equivalent shown as a bullet: {}": "ký hiệu không có mã Unicode, thay bằng dấu đầu dòng: {}",
    "texts under a merged cell, which Word does not show, left out: {}": "đã bỏ chữ nằm dưới ô gộp, Word không hiện: {}",
    "automatic numbers inside table cells, other than of their first paragraphs, left out: {}":
        "đã bỏ số tự động trong ô bảng, trừ số của đoạn đầu ô: {}",
    "pieces of text in an old Vietnamese font (TCVN3 or VNI), not converted: {}": "đoạn chữ dùng phông cũ (TCVN3 hoặc VNI), chưa chuyển: {}",
    "pieces of text in TCVN3 (ABC) fonts converted to Unicode: {}": "đoạn chữ phông TCVN3 (ABC) đã chuyển sang Unicode: {}",
    "pieces of text in VNI fonts converted to Unicode: {}": "đoạn chữ phông VNI đã chuyển sang Unicode: {}",
    "macros ignored": "tệp có macro, không chạy",
    "converted from .{} by LibreOffice {}": "LibreOffice {1} chuyển từ .{0}",
    "converted from .{} by LibreOffice": "LibreOffice chuyển từ .{}",
    "converted from {} to Unicode": "đã chuyển từ {} sang Unicode",
    "decoded as {}": "đọc theo bảng mã {}",
    "{} broken characters (lone surrogates) replaced by U+FFFD": "{} ký tự hỏng thay bằng U+FFFD",
    "damaged lines ({}), check their figures: {}": "dòng bị hỏng ({}), hãy kiểm tra số liệu: {}",
    "the text has no Vietnamese letters: {}; next to nothing can be recognised in it: {}":
        "văn bản không có chữ Việt nào (gõ không dấu, hoặc không phải tiếng Việt), hầu như không nhận ra được gì: {1}",
    "the text has hardly any Vietnamese letters: {}; next to nothing can be recognised in it: {}":
        "văn bản hầu như không có chữ Việt (gõ không dấu, hoặc không phải tiếng Việt), hầu như không nhận ra được gì: {1}",
    "lines typed without accents, where nothing can be recognised: {}": "dòng gõ không dấu, không nhận ra được gì: {}",
    "damaged places of the PDF passed over, where text may be missing: {}": "chỗ hỏng của PDF phải bỏ qua, có thể mất chữ: {}",
    "pages without text layer (scans) left out: {}": "trang không có lớp chữ (bản quét) đã bỏ: {}",
    "rotated words outside tables left out: {}": "đã bỏ chữ xoay ngoài bảng: {}",
    "table heads repeated on a new page left out: {}": "đã bỏ đầu bảng lặp lại ở trang sau: {}",
    "pages read by text recognition (Tesseract {}): {}": "trang đọc bằng nhận dạng chữ (Tesseract {}): {}",
    "pages read by text recognition (Tesseract): {}": "trang đọc bằng nhận dạng chữ (Tesseract): {}",
    "pages without any recognised text: {}": "trang không nhận dạng được chữ nào: {}",
    "red ink (seals, signatures) left out before recognition: {}": "đã bỏ mực đỏ (dấu, chữ ký) trước khi nhận dạng: {}",
    "pages recognised badly, whose figures need a look at the picture: {}": "trang nhận dạng kém, cần đối chiếu số liệu với ảnh: {}",
    "page numbers": "số trang",
    "lines of running heads and feet": "dòng đầu trang, chân trang lặp lại",
    "{} left out: {}": "đã bỏ {}: {}",
}  # fmt: skip


def in_vietnamese(sentence: str) -> str:
    """A note, reason or next step in Vietnamese; one that is not known (a Vietnamese one too) as it is."""
    for pattern, wording in _patterns():
        found = pattern.fullmatch(sentence)
        if found:
            return wording.format(*(in_vietnamese(part) for part in found.groups()))
    return sentence


@lru_cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile("(.+?)".join(map(re.escape, english.split("{}"))), re.DOTALL), vietnamese) for english, vietnamese in _TOLD.items()
    )
