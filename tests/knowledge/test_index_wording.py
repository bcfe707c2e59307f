"""Which wordings an entry is known by, and how near a question comes to them."""

from knowledge.entries import Entry, Passage
from knowledge.index_wording import nearest_wording, wording_forms, wordings_of

BODY = (Passage(position=0, text="凭登记证明到窗口领取。"),)
NOTICE = Entry(key="notice", title="关于做好示例市冬季供热工作的通知", passages=BODY)
FAQ = Entry(key="faq", title="冬季供热从哪天开始", passages=BODY)
INTERPRETATION = Entry(key="interpretation", title="供热时间", passages=BODY, questions=("什么时候开始供热",))


def likeness(question: str, entry: Entry) -> float:
    return nearest_wording(wording_forms(question), wordings_of(entry))


def test_name_of_a_document_is_no_way_of_asking() -> None:
    assert likeness("示例市冬季供热怎么投诉", NOTICE) == 0.0


def test_document_asked_for_by_its_name_is_recognised() -> None:
    assert likeness("关于做好示例市冬季供热工作的通知", NOTICE) == 1.0
    assert likeness("关于作好示例市冬季供热工作的通知", NOTICE) > 0.8


def test_title_that_asks_is_a_wording() -> None:
    assert 0.5 < likeness("示例市冬季供热从哪天开始", FAQ) < 1.0


def test_title_of_an_interpretation_is_a_wording() -> None:
    assert likeness("供热时间是", INTERPRETATION) > 0.5


def test_question_wording_with_a_slip_is_still_that_question() -> None:
    assert likeness("什么时侯开始供热", INTERPRETATION) > 0.8


def test_spoken_and_written_question_words_are_alike() -> None:
    assert likeness("冬季供热从哪天开始，啥时候结束", FAQ) == likeness("冬季供热从哪天开始，什么时候结束", FAQ)


def test_entry_without_title_and_questions_has_no_wording() -> None:
    assert likeness("什么时候开始供热", Entry(key="bare", title="", passages=BODY)) == 0.0
