"""An office's own Word layouts are looked over before a letter is printed on them."""

import io
import zipfile

import docx
import pytest

from handlers.papers.layout_check import LayoutFault, layout_faults
from handlers.papers.stationery import FORM, LETTER, LIST, Stationery

STATIONERY = Stationery.load()
BODY = (
    "{{ letter.agency }}{{ letter.title }}{{ letter.document_number }}{{ letter.addressee }}{{ letter.issued }}",
    "{%p for line in letter.paragraphs %}",
    "{{ line }}",
    "{%p endfor %}",
    "{%p for line in letter.enclosures %}",
    "{{ loop.index }} {{ line }}",
    "{%p endfor %}",
)


def word(*lines: str, head: str = "") -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    if head:
        document.sections[0].header.paragraphs[0].text = head
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("name", [LETTER, FORM, LIST, *STATIONERY.kinds()])
def test_our_own_layouts_pass(name: str) -> None:
    content = STATIONERY.layouts[name] if name in STATIONERY.layouts else STATIONERY.layout(name)
    assert layout_faults(content, name, STATIONERY) == ()


def test_a_plain_layout_of_an_office_passes_with_a_head_of_its_own() -> None:
    assert layout_faults(word(*BODY, head="{{ letter.agency }}文件"), LETTER, STATIONERY) == ()


def test_what_a_layout_may_not_name_and_what_it_lacks_is_told_at_once() -> None:
    found = layout_faults(word("{{ letter.titel }}{{ applicant }}", head="{{ letter.seal }}"), FORM, STATIONERY)
    assert [fault for fault in found if fault.key == "unknown"] == [
        LayoutFault(key="unknown", place="applicant"),
        LayoutFault(key="unknown", place="letter.seal"),
        LayoutFault(key="unknown", place="letter.titel"),
    ]
    assert {fault.place for fault in found if fault.key == "missing"} == {
        "letter.agency",
        "letter.title",
        "letter.rows",
    }


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "not_word"),
        (b"%PDF-1.7", "not_word"),
        (word(*BODY, "{{ letter.title"), "syntax"),
        (word(*BODY, "{%p for line in letter.notes %}"), "syntax"),
        (word(*BODY, "{{ letter.title.__class__.__mro__ }}"), "syntax"),
        (word(*BODY, "{{ letter.rows[7].label }}"), "syntax"),
    ],
    ids=["empty", "pdf", "open braces", "open loop", "out of the sandbox", "a row that is not there"],
)
def test_what_does_not_print_is_refused(content: bytes, key: str) -> None:
    assert [fault.key for fault in layout_faults(content, LETTER, STATIONERY)] == [key]


def test_a_file_that_swells_is_refused_unopened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b"0" * (41 * 1024 * 1024))
    assert [fault.key for fault in layout_faults(out.getvalue(), LETTER, STATIONERY)] == ["not_word"]


def test_an_archive_that_only_looks_like_word_is_broken() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("word/document.xml", "<not-word>")
    assert [fault.key for fault in layout_faults(out.getvalue(), LETTER, STATIONERY)] == ["broken"]
