"""Sample files written by the tests themselves; everything in them is recognisably made up."""

import zipfile
from pathlib import Path

from docx import Document
from openpyxl import Workbook
from pypdf import PdfReader, PdfWriter
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas


def write_pdf(path: Path, pages: list[list[str]], *, password: str = "") -> Path:
    """Write lines of text, one list a page."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    sheet = canvas.Canvas(str(path))
    for lines in pages:
        sheet.setFont("STSong-Light", 12)
        for number, line in enumerate(lines):
            sheet.drawString(60, 780 - 22 * number, line)
        sheet.showPage()
    sheet.save()
    if password:
        writer = PdfWriter(clone_from=PdfReader(path))
        writer.encrypt(password)
        writer.write(path)
    return path


def write_docx(path: Path) -> Path:
    """Write a notice with a title style, heading styles and a table."""
    document = Document()
    document.add_heading("示例市示例事项办事指南", level=0)
    document.add_paragraph("示办发〔2026〕3号")
    document.add_paragraph("发布机构：示例市示例局　　发布日期：2026年3月2日")
    document.add_heading("受理条件", level=1)
    document.add_paragraph("示例市居民可以申请示例事项。")
    document.add_heading("申请材料", level=1)
    table = document.add_table(rows=2, cols=2)
    for row, cells in zip(table.rows, (("材料", "份数"), ("示例申请表", "1")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.save(str(path))
    return path


def write_xlsx(path: Path, rows: list[list[object]]) -> Path:
    """Write one sheet."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def write_bomb(path: Path, megabytes: int) -> Path:
    """Write an archive that unpacks to far more than it weighs."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * megabytes * 1024 * 1024)
    return path
