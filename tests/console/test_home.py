"""The first page of the desk: what to do next, the most urgent first."""

from datetime import timedelta

from requests_db.services.request_form import Wanted
from tests import factories


async def test_what_to_do_next_is_told_by_urgency_not_by_arrival(units, agency, clock, signed_in):
    citizen = await factories.make_conversation(units)
    for at, subject in enumerate(("最早的申请", "后来的申请")):
        wanted = Wanted(name=subject, features=subject)
        await factories.file_request(units, agency, citizen, submit_key=f"k{at}", wanted=wanted)
        clock.advance(timedelta(days=7))

    page = await (await signed_in("registrar")).get("/staff/")

    assert page.text.index("最早的申请") < page.text.index("后来的申请")
