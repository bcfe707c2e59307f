"""Synonyms and feedback on both databases; questions grouped by meaning."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from knowledge.catalogue import Catalogue
from knowledge.entries import Entry, Passage
from knowledge.errors import KnowledgeError
from knowledge.questions import AskedQuestion, FeedbackKind, group_questions

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
async def catalogue(engine: AsyncEngine) -> AsyncIterator[Catalogue]:
    moments = iter(NOW + timedelta(minutes=minute) for minute in range(1000))
    async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
        yield Catalogue(session, lambda: next(moments))


async def test_synonyms_reach_every_process_through_the_revision(catalogue: Catalogue) -> None:
    start = await catalogue.revision()

    added = await catalogue.add_synonym(" 示例俗称 ", "示例正式名称", author="甲")
    told = await catalogue.changed_since(start)
    await catalogue.remove_synonym(added.synonym_id)
    told_again = await catalogue.changed_since(told.revision)

    assert told.synonyms == (added,)
    assert (added.term, added.same_as) == ("示例俗称", "示例正式名称")
    assert told_again.synonyms == ()
    assert (await catalogue.changed_since(told_again.revision)).synonyms is None


async def test_a_synonym_is_kept_once(catalogue: Catalogue) -> None:
    one = await catalogue.add_synonym("示例俗称", "示例名称", author="甲")
    revision = await catalogue.revision()

    same = await catalogue.add_synonym("示例俗称", "示例名称", author="乙")

    assert same == one
    assert await catalogue.revision() == revision
    assert len(await catalogue.synonyms()) == 1


@pytest.mark.parametrize(("term", "same_as"), [("", "名称"), ("名称", " "), ("名称", "名称"), ("长" * 101, "名称")])
async def test_an_empty_or_equal_or_overlong_synonym_is_refused(catalogue: Catalogue, term: str, same_as: str) -> None:
    with pytest.raises(KnowledgeError):
        await catalogue.add_synonym(term, same_as, author="甲")


async def test_forgetting_a_synonym_twice_is_no_error(catalogue: Catalogue) -> None:
    added = await catalogue.add_synonym("示例俗称", "示例名称", author="甲")

    await catalogue.remove_synonym(added.synonym_id)
    await catalogue.remove_synonym(added.synonym_id)

    assert await catalogue.synonyms() == ()


async def test_open_questions_are_grouped_by_meaning_with_counts(catalogue: Catalogue) -> None:
    for question in ("申请公开要交钱吗", "请问申请公开要不要交钱", "学校划片范围在哪里查"):
        await catalogue.record_feedback(question, FeedbackKind.UNANSWERED, status="no_answer")
    await catalogue.record_feedback("申请公开要交钱吗？", FeedbackKind.USELESS, status="answered")
    await catalogue.record_feedback("申请公开要交钱吗", FeedbackKind.USEFUL, status="answered")

    groups = await catalogue.unanswered()

    assert [group.count for group in groups] == [3, 1]
    assert "交钱" in groups[0].question
    assert groups[1].question == "学校划片范围在哪里查"


async def test_settled_questions_leave_the_list_and_name_the_entry(catalogue: Catalogue) -> None:
    await catalogue.record_feedback("示例问题甲如何办理", FeedbackKind.UNANSWERED, status="no_answer")
    await catalogue.import_entries(
        [Entry(key="a", title="示例", passages=(Passage(position=0, text="示例。"),))], author="import"
    )
    (entry,) = await catalogue.find()
    (group,) = await catalogue.unanswered()

    settled = await catalogue.resolve_feedback(group.feedback_ids, author="甲", entry_id=entry.entry_id)
    again = await catalogue.resolve_feedback(group.feedback_ids, author="乙")

    assert (settled, again) == (1, 0)
    assert await catalogue.unanswered() == ()


async def test_hot_topics_count_questions_and_not_their_verdicts(catalogue: Catalogue) -> None:
    await catalogue.record_feedback("多久能收到答复", FeedbackKind.ASKED, status="answered")
    await catalogue.record_feedback("多久能收到答复", FeedbackKind.USEFUL, status="answered")
    await catalogue.record_feedback("多久可以收到答复", FeedbackKind.ASKED, status="answered")
    await catalogue.record_feedback("身份证明交什么材料", FeedbackKind.ASKED, status="answered")

    topics = await catalogue.hot_topics(since=NOW)

    assert [topic.count for topic in topics] == [2, 1]
    assert await catalogue.hot_topics(since=NOW + timedelta(days=1)) == ()


async def test_an_overlong_question_is_cut_and_nul_left_out(catalogue: Catalogue) -> None:
    kept = await catalogue.record_feedback("问\0" * 2000, FeedbackKind.ASKED, status="no_answer")

    assert kept.question == "问" * 1000


def test_the_spokesman_of_a_group_is_the_commonest_wording() -> None:
    wordings = ["公开申请去哪里交", "公开申请去哪里交", "公开申请在哪里交啊"]
    asked = [
        AskedQuestion(
            feedback_id=number, question=wording, status="answered", kind=FeedbackKind.ASKED, entry_id=None, at=NOW
        )
        for number, wording in enumerate(wordings)
    ]

    (group,) = group_questions(asked)

    assert (group.question, group.count, group.feedback_ids) == ("公开申请去哪里交", 3, (0, 1, 2))


def test_questions_of_signs_alone_do_not_break_grouping() -> None:
    asked = [
        AskedQuestion(
            feedback_id=number, question=text, status="no_answer", kind=FeedbackKind.UNANSWERED, entry_id=None, at=NOW
        )
        for number, text in enumerate(["？？？", "", "😀"])
    ]

    assert sum(group.count for group in group_questions(asked)) == 3


async def test_keys_to_a_request_never_reach_the_list_of_questions(catalogue: Catalogue) -> None:
    await catalogue.record_feedback(
        "示公开2026-00001 6T5X-JTS7", FeedbackKind.UNANSWERED, status="no_answer", entry_id=None
    )

    (group,) = await catalogue.unanswered()

    assert group.question == "示公开〔申请编号〕 〔查询码〕"


async def test_entries_asked_for_most_are_counted_by_question(catalogue: Catalogue) -> None:
    entries = [Entry(key=key, title=key, passages=(Passage(position=0, text=key),)) for key in ("a", "b", "c")]
    await catalogue.import_entries(entries, author="甲")
    numbers = {one.entry.key: one.entry_id for one in await catalogue.find()}
    for key, times in (("a", 3), ("b", 5), ("c", 2)):
        for _ in range(times):
            await catalogue.record_feedback("示例", FeedbackKind.ASKED, status="answered", entry_id=numbers[key])
        await catalogue.record_feedback("示例", FeedbackKind.USEFUL, status="answered", entry_id=numbers[key])

    often = await catalogue.most_asked(since=NOW, at_least=3, limit=3)

    assert often == (numbers["b"], numbers["a"])
    assert await catalogue.most_asked(since=NOW + timedelta(days=1), at_least=1, limit=3) == ()
