"""A file that is only the first bytes of its kind, or was cut off on its way, is refused when it is sent."""

import pytest

from requests_db.services.errors import Refusal
from requests_db.services.file_wholeness import is_whole
from requests_db.services.files import recognise
from tests.pictures import JPEG, PNG

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF, "application/pdf"),
        (PDF + b"\x00" * 3000, "application/pdf"),
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (JPEG + b"a short film that the telephone appended", "image/jpeg"),
        (b"\xff\xd8\xff" + JPEG[2:], "image/jpeg"),
        (b"anything", "text/plain"),
    ],
)
def test_a_whole_file_is_taken(content: bytes, media_type: str) -> None:
    assert is_whole(content, media_type)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.7", "a.pdf"),
        (b"%PDF-1.7 nothing but words", "a.pdf"),
        (PDF[:40], "a.pdf"),
        (b"%PDF-1.7\n%%EOF", "a.pdf"),
        (b"\x89PNG\r\n\x1a\n", "a.png"),
        (b"\x89PNG\r\n\x1a\n" + b"junk" * 50, "a.png"),
        (PNG[:-6], "a.png"),
        (PNG.replace(b"IDAT", b"IDOT"), "a.png"),
        (b"\xff\xd8\xff\xe0", "a.jpg"),
        (b"\xff\xd8\xff" + b"junk" * 50, "a.jpg"),
        (JPEG[:-2], "a.jpg"),
        (JPEG[:20], "a.jpg"),
    ],
)
def test_a_file_that_is_not_whole_is_refused(content: bytes, name: str) -> None:
    with pytest.raises(Refusal) as caught:
        recognise(content, name)

    assert caught.value.key == "file.broken"


@pytest.mark.parametrize("cut", range(3, len(JPEG)))
def test_a_picture_cut_anywhere_is_never_whole(cut: int) -> None:
    assert not is_whole(JPEG[:cut], "image/jpeg")
