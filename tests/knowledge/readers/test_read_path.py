"""Every kind of file becomes entries; every problem becomes a fault with file and line."""

import zipfile
from datetime import date
from pathlib import Path

import pytest

from knowledge.entries import Entry
from knowledge.readers import SUFFIXES, Fault, read_path, read_paths
from tests.knowledge.readers.samples import write_bomb, write_docx, write_pdf, write_xlsx

MARKDOWN = """---
key: sample-fees
title: "示例：公开信息收费吗"
questions:
  - 申请公开要钱吗
  - '收多少钱'
document_number: 示办发〔2026〕1号
index_number: SL-1
issuer: 示例市人民政府办公室
published_on: 2026-03-02
effective_on: 2026年4月1日
expires_on: 2031-03-31
url: https://example.invalid/fees
region: 示例市
department: 政府信息公开
owner_unit: office
basis: [《政府信息公开条例》第四十二条]
note: 仅供示例
is_sample: 是
---
# 示例：公开信息收费吗

一般**不收**费，见[说明](https://example.invalid)。

## 例外

- 数量明显超过合理范围的；
- 频次明显超过
  合理范围的。

<!-- 内部备注 -->
| 方式 | 说明 |
| --- | --- |
| 按件 | 示例 |
"""

WEB_PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>示例通知_示例市</title>{metas}
<script>var menu = "脚本里的正文";</script></head><body>
<div><ul><li><a>首页</a></li><li><a>政务公开</a></li></ul></div><div>当前位置：首页 &gt; 政务公开 &gt; 政策文件</div>
<table><tr><td>索 引 号</td><td>SL-2026-0001</td><td>发布机构</td><td>示例市人民政府</td></tr>
<tr><td>发文字号</td><td>示政发〔2026〕1号</td><td>成文日期</td><td>2026年2月28日</td></tr></table>
<h1>示例市人民政府关于印发示例办法的通知</h1>
<div>发布时间：2026-03-02 来源：示例市政府网 【字体：大 中 小】 打印</div>
<div {mark}><p>各区人民政府，市政府各部门：</p><p>&nbsp;&nbsp;现将《示例办法》印发给你们，请遵照执行。</p>
<h2>第一章 总则</h2><p>第一条　为了规范示例事项，制定本办法。</p>
<p>第二条　申请人应当提交下列材料：</p><p>（一）申请表；</p><p>（二）身份证明。</p>
<h2>第二章 附则</h2><p>第三条　本办法自2026年4月1日起施行，有效期至2031年3月31日。</p></div>
<div>分享到：示例</div><div>主办单位：示例市人民政府办公室 示例ICP备00000000号</div></body></html>"""

METAS = (
    '<meta name="ArticleTitle" content="示例市人民政府关于印发示例办法的通知">'
    '<meta name="PubDate" content="2026-03-03"><meta property="og:url" content="https://example.invalid/1">'
)


def only(path: Path) -> Entry:
    result = read_path(path)
    assert result.faults == ()
    (entry,) = result.entries
    return entry


def fault(path: Path) -> Fault:
    result = read_path(path)
    assert result.entries == ()
    (found,) = result.faults
    assert found.file == path.name
    return found


def saved(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def test_markdown_says_everything_in_its_front_matter(tmp_path: Path) -> None:
    entry = only(saved(tmp_path / "fees.md", MARKDOWN))

    assert (entry.key, entry.title) == ("sample-fees", "示例：公开信息收费吗")
    assert entry.questions == ("申请公开要钱吗", "收多少钱")
    assert (entry.document_number, entry.index_number) == ("示办发〔2026〕1号", "SL-1")
    assert (entry.published_on, entry.effective_on) == (date(2026, 3, 2), date(2026, 4, 1))
    assert entry.expires_on == date(2031, 3, 31)
    assert (entry.region, entry.department, entry.owner_unit) == ("示例市", "政府信息公开", "office")
    assert entry.basis == ("《政府信息公开条例》第四十二条",)
    assert entry.is_sample


def test_markdown_text_loses_its_marks_and_keeps_its_headings(tmp_path: Path) -> None:
    entry = only(saved(tmp_path / "fees.md", MARKDOWN))

    assert [(passage.heading_path, passage.text) for passage in entry.passages] == [
        ((), "一般不收费，见说明。"),
        (("例外",), "数量明显超过合理范围的；\n频次明显超过合理范围的。\n方式 | 说明\n按件 | 示例"),
    ]


def test_a_line_of_front_matter_that_cannot_be_read_is_named_and_the_rest_loads(tmp_path: Path) -> None:
    text = "---\ntitle: 示例\npublished_on: 2026-13-01\ncolour: red\n乱写\nissuer: 示例局\n---\n正文。\n"

    result = read_path(saved(tmp_path / "a.md", text))

    assert [entry.issuer for entry in result.entries] == ["示例局"]
    assert [found.line for found in result.faults] == [3, 4, 5]
    assert "2026-13-01" in str(result.faults[0])
    assert str(result.faults[0]).startswith("a.md 第3行：")


def test_markdown_without_front_matter_takes_its_heading_for_the_title(tmp_path: Path) -> None:
    entry = only(saved(tmp_path / "a.md", "# 示例标题\n\n正文。\n"))

    assert (entry.title, entry.body) == ("示例标题", "正文。")


@pytest.mark.parametrize("mark", ['id="zoom"', 'class="anything"'])
@pytest.mark.parametrize(("charset", "encoding"), [("utf-8", "utf-8"), ("gb2312", "gb18030")])
def test_a_government_page_gives_its_text_and_particulars(
    tmp_path: Path, mark: str, charset: str, encoding: str
) -> None:
    page = WEB_PAGE.format(charset=charset, mark=mark, metas="")

    entry = only(saved(tmp_path / "page.html", page, encoding))

    assert entry.title == "示例市人民政府关于印发示例办法的通知"
    assert (entry.document_number, entry.index_number) == ("示政发〔2026〕1号", "SL-2026-0001")
    assert (entry.issuer, entry.published_on) == ("示例市人民政府", date(2026, 3, 2))
    assert (entry.effective_on, entry.expires_on) == (date(2026, 4, 1), date(2031, 3, 31))
    assert [passage.heading_path for passage in entry.passages] == [
        (),
        ("第一章 总则", "第一条"),
        ("第一章 总则", "第二条"),
        ("第二章 附则", "第三条"),
    ]
    assert not any(word in entry.body for word in ("脚本", "首页", "字体", "分享", "ICP", "索 引 号"))


def test_the_meta_names_of_government_sites_come_first(tmp_path: Path) -> None:
    page = WEB_PAGE.format(charset="utf-8", mark="", metas=METAS)

    entry = only(saved(tmp_path / "page.html", page))

    assert entry.published_on == date(2026, 3, 3)
    assert (entry.url, entry.key) == ("https://example.invalid/1", "example.invalid/1")


def test_a_word_document_keeps_headings_and_tables(tmp_path: Path) -> None:
    entry = only(write_docx(tmp_path / "guide.docx"))

    assert (entry.title, entry.document_number) == ("示例市示例事项办事指南", "示办发〔2026〕3号")
    assert (entry.issuer, entry.published_on) == ("示例市示例局", date(2026, 3, 2))
    assert [(passage.heading_path, passage.text) for passage in entry.passages] == [
        (("受理条件",), "示例市居民可以申请示例事项。"),
        (("申请材料",), "材料 | 份数\n示例申请表 | 1"),
    ]


def test_a_pdf_is_read_without_page_numbers_and_its_lines_are_joined(tmp_path: Path) -> None:
    long_line = "第一条 为了规范示例市示例事项的办理，保障示例申请人的合法权益，根据有关规定，结"
    pages = [
        ["示例市示例办法", "示政发〔2026〕1号", long_line, "合本市实际，制定本办法。", "- 1 -"],
        ["第二条 本办法自2026年4月1日起施行。", "- 2 -"],
    ]

    entry = only(write_pdf(tmp_path / "rules.pdf", pages))

    assert (entry.title, entry.document_number) == ("示例市示例办法", "示政发〔2026〕1号")
    assert [passage.text for passage in entry.passages] == [
        long_line + "合本市实际，制定本办法。",
        "第二条 本办法自2026年4月1日起施行。",
    ]
    assert entry.effective_on == date(2026, 4, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_plain_text_is_read_in_every_usual_encoding(tmp_path: Path, encoding: str) -> None:
    entry = only(saved(tmp_path / "a.txt", "示例市关于示例的通知\n发布时间：2026-03-02\n正文一。\n", encoding))

    assert (entry.title, entry.body, entry.published_on) == ("示例市关于示例的通知", "正文一。", date(2026, 3, 2))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_a_table_of_questions_is_read_row_by_row(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [["问题", "答案", "相似问法", "文号", "发布机构", "日期", "网址"]]
    rows.append(
        [
            "示例怎么办",
            "这样办。",
            "示例如何办；示例咋办",
            "示办〔2026〕1号",
            "示例局",
            "2026/3/2",
            "https://example.invalid/1",
        ]
    )
    text = "\n".join(delimiter.join(row) for row in rows)

    entry = only(saved(tmp_path / "qa.csv", text, encoding))

    assert (entry.title, entry.body) == ("示例怎么办", "这样办。")
    assert entry.questions == ("示例如何办", "示例咋办")
    assert (entry.document_number, entry.issuer) == ("示办〔2026〕1号", "示例局")
    assert (entry.published_on, entry.url) == (date(2026, 3, 2), "https://example.invalid/1")


def test_a_bad_row_is_named_by_its_line_and_the_others_load(tmp_path: Path) -> None:
    text = 'question,answer,date\n一问,"第一行\n第二行",2026-03-02\n二问,,\n三问,三答,昨天\n一问,又答,\n'

    result = read_path(saved(tmp_path / "qa.csv", text))

    assert [entry.title for entry in result.entries] == ["一问", "三问"]
    assert [found.line for found in result.faults] == [4, 5, 6]
    assert "缺少答案" in result.faults[0].message
    assert "昨天" in result.faults[1].message
    assert "第2行" in result.faults[2].message


def test_a_workbook_is_read_with_its_headings_anywhere_near_the_top(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["示例问答汇总"],
        ["问题*", "答案", "编号", "发布日期"],
        ["示例问", "示例答", 7, date(2026, 3, 2)],
        ["缺", None],
    ]

    result = read_path(write_xlsx(tmp_path / "qa.xlsx", rows))

    assert [(entry.title, entry.key, entry.published_on) for entry in result.entries] == [
        ("示例问", "qa.xlsx#7", date(2026, 3, 2))
    ]
    assert [found.line for found in result.faults] == [4]


def test_a_table_without_the_two_columns_says_so(tmp_path: Path) -> None:
    assert "“问题”和“答案”" in fault(saved(tmp_path / "a.csv", "甲,乙\n1,2\n")).message
    assert "“问题”和“答案”" in fault(write_xlsx(tmp_path / "a.xlsx", [["甲", "乙"], [1, 2]])).message


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_an_empty_file_is_a_fault(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"a{suffix}").touch()

    assert "空的" in fault(tmp_path / f"a{suffix}").message


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 50, b"%PDF-1.7\nbroken", b"PK\x03\x04broken", b"\xff\xfe\x00"]
)
def test_bytes_of_another_kind_raise_nothing(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)

    result = read_path(path)

    assert len(result.entries) + len(result.faults) > 0
    assert all("请" in found.message for found in result.faults)


def test_a_truncated_office_file_is_a_fault(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "a.docx")
    path.write_bytes(path.read_bytes()[:2000])

    assert "已损坏" in fault(path).message


def test_an_office_file_with_a_flipped_byte_raises_nothing(tmp_path: Path) -> None:
    whole = write_docx(tmp_path / "a.docx").read_bytes()

    for at in range(0, len(whole), 997):
        (tmp_path / "a.docx").write_bytes(whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :])
        result = read_path(tmp_path / "a.docx")
        assert len(result.entries) + len(result.faults) == 1


def test_an_archive_that_unpacks_to_too_much_is_never_unpacked(tmp_path: Path) -> None:
    for suffix in (".docx", ".xlsx"):
        assert "请另存" in fault(write_bomb(tmp_path / f"a{suffix}", 60)).message


def test_declared_xml_entities_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("word/document.xml", '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')

    assert "XML" in fault(tmp_path / "a.docx").message


def test_a_file_above_the_limit_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as sparse:
        sparse.truncate(51 * 1024 * 1024)

    assert "50 MB" in fault(path).message


def test_a_pdf_behind_a_password_says_so(tmp_path: Path) -> None:
    assert "密码" in fault(write_pdf(tmp_path / "a.pdf", [["示例"]], password="示例口令")).message


def test_a_scanned_pdf_says_so(tmp_path: Path) -> None:
    assert "扫描件" in fault(write_pdf(tmp_path / "a.pdf", [[]])).message


def test_old_formats_name_the_new_one(tmp_path: Path) -> None:
    (tmp_path / "a.doc").write_bytes(b"x")

    assert ".docx" in fault(tmp_path / "a.doc").message


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    assert "打不开" in fault(tmp_path / "nothing.md").message


def test_a_folder_is_read_whole_and_names_files_by_their_place(tmp_path: Path) -> None:
    (tmp_path / "one" / ".git").mkdir(parents=True)
    saved(tmp_path / "one" / "a.md", "# 甲\n正文甲。\n")
    saved(tmp_path / "one" / ".git" / "b.md", "# 乙\n正文乙。\n")
    saved(tmp_path / "one" / "notes.log", "x")
    saved(tmp_path / "c.md", "")

    result = read_paths([tmp_path])

    assert [entry.origin for entry in result.entries] == ["one/a.md"]
    assert [found.file for found in result.faults] == ["c.md"]


def test_two_entries_of_one_identity_are_a_fault(tmp_path: Path) -> None:
    saved(tmp_path / "a.md", "---\nkey: same\ntitle: 甲\n---\n正文。")
    saved(tmp_path / "b.md", "---\nkey: same\ntitle: 乙\n---\n正文。")

    result = read_paths([tmp_path])

    assert [entry.title for entry in result.entries] == ["甲"]
    assert [found.file for found in result.faults] == ["b.md"]
    assert "a.md" in result.faults[0].message


def test_reading_again_gives_the_same_identities(tmp_path: Path) -> None:
    saved(tmp_path / "a.txt", "示例市关于示例的通知\n正文。\n")
    saved(tmp_path / "qa.csv", "问题,答案\n示例问,旧答案\n")
    before = {entry.key for entry in read_paths([tmp_path]).entries}

    saved(tmp_path / "qa.csv", "问题,答案\n示例问,新答案\n另一问,另一答\n")
    after = {entry.key for entry in read_paths([tmp_path]).entries}

    assert before < after
    assert len(after) == 3


def test_control_characters_never_reach_an_entry(tmp_path: Path) -> None:
    entry = only(saved(tmp_path / "a.txt", "示例\u200b市关于示例的通知\n正\x00文\u3000一。\n"))

    assert (entry.title, entry.body) == ("示例市关于示例的通知", "正文 一。")


def test_a_text_too_long_to_be_searched_at_once_is_a_fault(tmp_path: Path) -> None:
    file = tmp_path / "long.txt"
    file.write_text("示例汇编\n" + "示例机关应当依法办理示例事项。\n" * 70_000, encoding="utf-8")

    result = read_path(file)

    assert result.entries == ()
    assert "100万字" in result.faults[0].message
