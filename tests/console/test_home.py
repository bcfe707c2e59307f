"""The first page of the desk: what to do next, the most urgent first."""

from datetime import timedelta

from knowledge.catalogue import Catalogue
from knowledge.entries import Entry, Passage
from requests_db.services.request_form import Wanted
from requests_db.services.retrying import in_unit
from tests import factories


async def test_what_to_do_next_is_told_by_urgency_not_by_arrival(units, agency, clock, signed_in):
    citizen = await factories.make_conversation(units)
    for at, subject in enumerate(("最早的申请", "后来的申请")):
        wanted = Wanted(name=subject, features=subject)
        await factories.file_request(units, agency, citizen, submit_key=f"k{at}", wanted=wanted)
        clock.advance(timedelta(days=7))

    page = await (await signed_in("registrar")).get("/staff/")

    assert page.text.index("最早的申请") < page.text.index("后来的申请")


async def test_who_administers_alone_sees_what_the_knowledge_base_waits_for(units, signed_in):
    administrator = await signed_in("administrator")

    async def submit(unit):
        catalogue = unit.companion(Catalogue)
        draft = await catalogue.draft(
            Entry(key="", title="示例路什么时候修好", passages=(Passage(position=0, text="示例正文"),)), author="示例甲"
        )
        await catalogue.submit_for_review(draft.entry_id, author="示例甲", expected=draft.lock_version)

    await in_unit(units, submit)

    assert "1 待审核条目" in (await administrator.get("/staff/")).text
