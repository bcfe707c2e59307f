"""A filled Word file on screen: what the office laid out, in its order, every text escaped."""

import io

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from handlers.papers.word_preview import shown_html


def made() -> bytes:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "示例版头"
    document.sections[0].footer.paragraphs[0].text = "示例版脚"
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run("示例<机关>文件")
    run.bold, run.font.size, run.font.color.rgb = True, Pt(26), RGBColor(0xC0, 0x10, 0x10)
    table = document.add_table(rows=1, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "合并的栏目"
    table.cell(0, 2).text = "内容"
    document.add_paragraph("正文第一行\n第二行")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_head_body_table_and_foot_stand_in_their_order() -> None:
    page = shown_html(made())

    places = [page.index(text) for text in ("示例版头", "文件", "合并的栏目", "正文第一行", "示例版脚")]
    assert places == sorted(places)
    assert page.count("合并的栏目") == 1
    assert "正文第一行<br>第二行" in page


def test_look_is_told_by_classes_and_text_is_escaped() -> None:
    page = shown_html(made())

    assert (
        '<p class="letter-center"><span class="letter-bold letter-large letter-red">示例&lt;机关&gt;文件</span></p>'
        in page
    )


def test_words_of_other_office_programs_are_understood_or_passed_over() -> None:
    document = Document()
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.add_run("示例落款").font.size = Pt(12)
    paragraph._p.pPr.find(qn("w:jc")).set(qn("w:val"), "end")
    paragraph.runs[0]._r.rPr.find(qn("w:sz")).set(qn("w:val"), "12.5pt")
    buffer = io.BytesIO()
    document.save(buffer)

    assert '<p class="letter-right">示例落款</p>' in shown_html(buffer.getvalue())
