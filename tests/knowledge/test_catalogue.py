"""The catalogue on both databases: life cycle, versions, live reload, conflicts."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from knowledge.catalogue import Catalogue
from knowledge.entries import Entry, Passage, Stage, Validity
from knowledge.errors import EntryConflict, EntryNotFoundError, KnowledgeError, StageRefusedError
from knowledge.life_cycle import CatalogueEntry, EntryChoice, ImportReport, Step, permitted_steps

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
OpenCatalogue = Callable[[], AbstractAsyncContextManager[Catalogue]]


@pytest.fixture
def opened(engine: AsyncEngine) -> OpenCatalogue:
    writing = engine.execution_options(desk_begin="BEGIN IMMEDIATE")  # as units of work do

    @asynccontextmanager
    async def open_catalogue() -> AsyncIterator[Catalogue]:
        async with AsyncSession(writing, expire_on_commit=False) as session, session.begin():
            yield Catalogue(session, lambda: NOW)

    return open_catalogue


@pytest.fixture
async def catalogue(opened: OpenCatalogue) -> AsyncIterator[Catalogue]:
    async with opened() as one:
        yield one


def sample(key: str = "fees", **changes: object) -> Entry:
    entry = Entry(
        key=key,
        title="示例：信息处理费怎么收",
        passages=(
            Passage(position=0, text="示例正文一。", heading_path=("一、总则",)),
            Passage(position=1, text="示例正文二。", heading_path=("一、总则", "（一）范围")),
        ),
        questions=("要交钱吗",),
        document_number="示办发〔2026〕1号",
        index_number="SL-1",
        issuer="示例市人民政府办公室",
        published_on=date(2026, 1, 5),
        effective_on=date(2026, 2, 1),
        expires_on=date(2031, 1, 31),
        url="https://example.invalid/1",
        region="示例市",
        department="政府信息公开",
        owner_unit="office",
        basis=("《政府信息公开条例》第四十二条",),
        is_sample=True,
        origin="fees.md",
    )
    return replace(entry, **changes)


async def put_live(catalogue: Catalogue, entry: Entry) -> CatalogueEntry:
    drafted = await catalogue.draft(entry, author="甲")
    sent = await catalogue.submit_for_review(drafted.entry_id, author="甲", expected=drafted.lock_version)
    return await catalogue.publish(sent.entry_id, author="乙", expected=sent.lock_version)


async def test_imported_entry_comes_back_whole(catalogue: Catalogue) -> None:
    await catalogue.import_entries([sample()], author="import")

    (live,) = await catalogue.published()

    assert live.entry == sample()
    assert live.entry.origin == "fees.md"
    assert live.withdrawn is False


async def test_importing_again_updates_instead_of_doubling(catalogue: Catalogue) -> None:
    first = await catalogue.import_entries([sample("a"), sample("b")], author="import")
    again = await catalogue.import_entries([sample("a"), sample("b")], author="import")
    changed = await catalogue.import_entries([sample("a", title="示例：新标题"), sample("b")], author="import")

    assert first == ImportReport(created=2, updated=0, unchanged=0)
    assert again == ImportReport(created=0, updated=0, unchanged=2)
    assert changed == ImportReport(created=0, updated=1, unchanged=1)
    assert [live.entry.title for live in await catalogue.published()] == ["示例：新标题", sample().title]


async def test_an_unchanged_file_does_not_undo_what_staff_did(catalogue: Catalogue) -> None:
    await catalogue.import_entries([sample()], author="import")
    (entry,) = await catalogue.find()
    await catalogue.withdraw(entry.entry_id, author="甲", expected=entry.lock_version)

    report = await catalogue.import_entries([sample()], author="import")

    assert report == ImportReport(created=0, updated=0, unchanged=1)
    assert await catalogue.published() == []


async def test_import_as_drafts_reaches_no_citizen(catalogue: Catalogue) -> None:
    await catalogue.import_entries([sample()], author="import", publish=False)

    assert await catalogue.published() == []
    assert [entry.stage for entry in await catalogue.find()] == [Stage.DRAFT]


async def test_import_of_more_than_one_batch_keeps_every_entry(catalogue: Catalogue) -> None:
    entries = [sample(f"entry-{number}") for number in range(850)]

    report = await catalogue.import_entries(entries, author="import")

    assert report.created == 850
    assert await catalogue.count() == 850
    assert len(await catalogue.published()) == 850


async def test_nothing_is_published_unreviewed(catalogue: Catalogue) -> None:
    drafted = await catalogue.draft(sample(), author="甲")

    with pytest.raises(StageRefusedError, match="草稿"):
        await catalogue.publish(drafted.entry_id, author="甲", expected=drafted.lock_version)

    assert await catalogue.published() == []


async def test_citizens_see_the_published_version_until_the_revision_is_published(catalogue: Catalogue) -> None:
    live = await put_live(catalogue, sample())

    revised = await catalogue.revise(
        live.entry_id, sample(title="示例：改后"), author="甲", expected=live.lock_version, note="更新"
    )

    assert (revised.stage, revised.version, revised.published_version) == (Stage.DRAFT, 2, 1)
    assert [seen.entry.title for seen in await catalogue.published()] == [sample().title]
    sent = await catalogue.submit_for_review(live.entry_id, author="甲", expected=revised.lock_version)
    await catalogue.publish(live.entry_id, author="乙", expected=sent.lock_version)
    assert [seen.entry.title for seen in await catalogue.published()] == ["示例：改后"]


async def test_every_version_and_step_says_who_and_why(catalogue: Catalogue) -> None:
    live = await put_live(catalogue, sample())
    revised = await catalogue.revise(
        live.entry_id, sample(title="示例：改后"), author="丙", expected=live.lock_version, note="口径更新"
    )
    sent = await catalogue.submit_for_review(live.entry_id, author="丙", expected=revised.lock_version)
    await catalogue.return_to_draft(live.entry_id, author="乙", expected=sent.lock_version, note="请补依据")

    versions = await catalogue.versions(live.entry_id)
    steps = await catalogue.steps(live.entry_id)

    assert [(one.version, one.author, one.note) for one in versions] == [(2, "丙", "口径更新"), (1, "甲", "")]
    assert versions[0].at == NOW
    assert [(one.step, one.author) for one in steps] == [
        (Step.DRAFT, "甲"),
        (Step.SUBMIT, "甲"),
        (Step.PUBLISH, "乙"),
        (Step.REVISE, "丙"),
        (Step.SUBMIT, "丙"),
        (Step.RETURN, "乙"),
    ]
    assert (steps[-1].from_stage, steps[-1].to_stage, steps[-1].note) == (Stage.REVIEW, Stage.DRAFT, "请补依据")


async def test_an_expired_entry_stays_quotable_and_says_so(catalogue: Catalogue) -> None:
    live = await put_live(catalogue, sample(expires_on=None))

    await catalogue.expire(live.entry_id, date(2026, 2, 28), author="乙", expected=live.lock_version)

    (seen,) = await catalogue.published()
    assert seen.entry.validity(date(2026, 3, 1)) is Validity.EXPIRED
    assert (await catalogue.get(live.entry_id)).stage is Stage.PUBLISHED


async def test_withdrawing_takes_an_entry_from_citizens_and_keeps_its_versions(catalogue: Catalogue) -> None:
    live = await put_live(catalogue, sample())
    before = await catalogue.revision()

    gone = await catalogue.withdraw(live.entry_id, author="乙", expected=live.lock_version, note="内容过时")

    assert gone.stage is Stage.WITHDRAWN
    assert not gone.is_live
    assert (await catalogue.changed_since(before)).removed == (live.entry_id,)
    assert len(await catalogue.versions(live.entry_id)) == 1


async def test_changes_since_a_revision_are_just_those(catalogue: Catalogue) -> None:
    await catalogue.import_entries([sample("a"), sample("b")], author="import")
    seen = await catalogue.changed_since(0)

    await catalogue.import_entries([sample("b", title="示例：新")], author="import")
    later = await catalogue.changed_since(seen.revision)

    assert [one.entry.key for one in seen.changed] == ["a", "b"]
    assert [(one.entry.key, one.entry.title) for one in later.changed] == [("b", "示例：新")]
    assert later.revision > seen.revision
    assert (await catalogue.changed_since(later.revision)).changed == ()


async def test_drafts_do_not_move_the_revision(catalogue: Catalogue) -> None:
    await put_live(catalogue, sample("a"))
    before = await catalogue.revision()

    drafted = await catalogue.draft(sample("b"), author="甲")
    await catalogue.withdraw(drafted.entry_id, author="甲", expected=drafted.lock_version)

    assert await catalogue.revision() == before


async def test_a_stale_form_is_a_conflict_that_names_who_was_first(catalogue: Catalogue) -> None:
    drafted = await catalogue.draft(sample(), author="甲")
    await catalogue.revise(drafted.entry_id, sample(title="示例：乙改"), author="乙", expected=drafted.lock_version)

    with pytest.raises(EntryConflict, match="乙"):
        await catalogue.revise(drafted.entry_id, sample(title="示例：甲改"), author="甲", expected=drafted.lock_version)

    assert (await catalogue.get(drafted.entry_id)).entry.title == "示例：乙改"


async def test_of_two_changes_at_once_one_is_a_conflict(opened: OpenCatalogue) -> None:
    async with opened() as catalogue:
        drafted = await catalogue.draft(sample(), author="甲")

    async def revise(author: str) -> str:
        try:
            async with opened() as catalogue:
                await catalogue.revise(
                    drafted.entry_id, sample(title=f"示例：{author}"), author=author, expected=drafted.lock_version
                )
        except EntryConflict:
            return "conflict"
        return author

    results = await asyncio.gather(revise("甲"), revise("乙"))

    assert sorted(result == "conflict" for result in results) == [False, True]
    async with opened() as catalogue:
        assert (await catalogue.get(drafted.entry_id)).version == 2


async def test_publishing_at_once_gives_every_change_its_own_revision(opened: OpenCatalogue) -> None:
    async def publish(number: int) -> None:
        async with opened() as catalogue:
            await put_live(catalogue, sample(f"entry-{number}"))

    await asyncio.gather(*(publish(number) for number in range(6)))

    async with opened() as catalogue:
        assert await catalogue.revision() == 6
        assert len((await catalogue.changed_since(3)).changed) == 3


async def test_an_unknown_entry_is_a_refusal(catalogue: Catalogue) -> None:
    with pytest.raises(EntryNotFoundError):
        await catalogue.get(404)
    with pytest.raises(EntryNotFoundError):
        await catalogue.withdraw(404, author="甲", expected=1)


async def test_a_key_is_taken_once(catalogue: Catalogue) -> None:
    await catalogue.draft(sample(), author="甲")

    with pytest.raises(KnowledgeError, match="已有相同标识"):
        await catalogue.draft(sample(), author="甲")


async def test_an_entry_written_at_the_desk_gets_a_key(catalogue: Catalogue) -> None:
    one = await catalogue.draft(sample(""), author="甲")
    other = await catalogue.draft(sample(""), author="甲")

    assert one.entry.key.startswith("desk:")
    assert one.entry.key != other.entry.key


async def test_entries_are_found_by_stage_owner_and_words(catalogue: Catalogue) -> None:
    await put_live(catalogue, sample("a", title="示例：收费 100%"))
    await catalogue.draft(
        sample("b", title="示例：期限", owner_unit="roads", document_number="示路〔2026〕9号"), author="甲"
    )

    assert [one.entry.key for one in await catalogue.find(EntryChoice(stage=Stage.DRAFT))] == ["b"]
    assert [one.entry.key for one in await catalogue.find(EntryChoice(owner="office"))] == ["a"]
    assert [one.entry.key for one in await catalogue.find(EntryChoice(query="示例 示路"))] == ["b"]
    assert [one.entry.key for one in await catalogue.find(EntryChoice(query="100%"))] == ["a"]
    assert await catalogue.find(EntryChoice(query="10%0")) == ()
    assert await catalogue.count(EntryChoice(query="示例")) == 2


async def test_review_comes_due_on_the_named_day(catalogue: Catalogue) -> None:
    live = await put_live(catalogue, sample())
    await catalogue.plan_review(live.entry_id, date(2026, 6, 1), author="甲", expected=live.lock_version)

    assert await catalogue.due_for_review(date(2026, 5, 31)) == ()
    assert [one.entry_id for one in await catalogue.due_for_review(date(2026, 6, 1))] == [live.entry_id]
    assert [await catalogue.count_due_for_review(date(2026, month, 1)) for month in (5, 6)] == [0, 1]


async def test_policy_shows_how_far_its_interpretation_has_come(catalogue: Catalogue) -> None:
    policy = await catalogue.draft(sample("policy"), author="甲", is_policy=True)
    (bare,) = await catalogue.policy_syncs()
    drafted = await catalogue.draft(sample("reading"), author="甲", interprets_id=policy.entry_id)
    (prepared,) = await catalogue.policy_syncs()
    sent = await catalogue.submit_for_review(drafted.entry_id, author="甲", expected=drafted.lock_version)
    (reviewed,) = await catalogue.policy_syncs()
    await catalogue.publish(sent.entry_id, author="乙", expected=sent.lock_version)
    (done,) = await catalogue.policy_syncs()

    states = [(one.is_prepared, one.is_reviewed, one.is_published) for one in (bare, prepared, reviewed, done)]
    assert states == [(False, False, False), (True, False, False), (True, True, False), (True, True, True)]


async def test_interpretation_can_be_linked_later_and_never_to_itself(catalogue: Catalogue) -> None:
    policy = await catalogue.draft(sample("policy"), author="甲")
    reading = await catalogue.draft(sample("reading"), author="甲")

    linked = await catalogue.link_interpretation(
        reading.entry_id, policy.entry_id, author="甲", expected=reading.lock_version
    )

    (sync,) = await catalogue.policy_syncs()
    assert (sync.policy.entry_id, sync.interpretation) == (policy.entry_id, linked)
    with pytest.raises(KnowledgeError, match="自身"):
        await catalogue.link_interpretation(
            reading.entry_id, reading.entry_id, author="甲", expected=linked.lock_version
        )


async def test_a_naive_instant_is_refused_by_the_column(engine: AsyncEngine) -> None:
    async with AsyncSession(engine) as session:
        catalogue = Catalogue(session, lambda: datetime(2026, 3, 2, 10, 0))  # noqa: DTZ001

        with pytest.raises(StatementError, match="naive"):
            await catalogue.draft(sample(), author="甲")


def test_buttons_follow_the_stage() -> None:
    assert Step.PUBLISH in permitted_steps(Stage.REVIEW)
    assert Step.PUBLISH not in permitted_steps(Stage.DRAFT)
    assert Step.WITHDRAW not in permitted_steps(Stage.WITHDRAWN)
