"""Each field is accepted, doubted or declined for a reason that can be told."""

from datetime import date

import pytest

from handlers.dialogue.flows import request_fields as fields
from handlers.dialogue.flows.request_fields import Verdict
from handlers.dialogue.request_command import applicant_of, submit_command, wanted_of

TODAY = date(2026, 3, 2)
FORM = {
    "wanted": "《示例桥验收报告》示发〔2024〕5号",
    "supply_form": "paper",
    "obtain_by": "post",
    "applicant_kind": "natural",
    "consent": "2026-03-02T02:00:00+00:00",
    "name": "示例甲",
    "identity_kind": "passport",
    "identity": {"text": "E00000000", "files": ["t1"]},
    "address": "示例省示例市示例路1号 100000",
    "phone": "example@example.com",
    "agent": "agent",
    "agent_name": "示例乙",
    "agent_identity": {"text": "", "files": ["t2"]},
    "agent_phone": "13900000000",
    "authority": {"text": "", "files": ["t3"]},
    "help": "请打电话告诉我",
    "materials": {"text": "", "files": ["t4"]},
}


@pytest.mark.parametrize("text", ["13800000000", "010-00000000", "＋86 138 0000 0000", "00000000转12"])
def test_telephone_numbers_are_accepted_as_people_write_them(text: str) -> None:
    assert fields.read_contact(text, TODAY).verdict is Verdict.ACCEPTED


def test_full_width_digits_are_stored_plain() -> None:
    assert fields.read_contact("１３８００００００００", TODAY).value == "13800000000"


@pytest.mark.parametrize("text", ["电话", "123", "138-abc", ""])
def test_what_is_no_number_is_declined(text: str) -> None:
    assert fields.read_contact(text, TODAY).verdict is Verdict.DECLINED


def test_an_address_of_two_characters_is_declined() -> None:
    assert fields.read_address("示例", TODAY).reason == "address"


@pytest.mark.parametrize(
    ("kind", "number"),
    [("resident_id", "11010519491231002x"), ("credit_code", "91110000600037341L"), ("passport", "e00000000")],
)
def test_numbers_that_fit_their_kind_are_accepted_and_normalised(kind: str, number: str) -> None:
    reading = fields.identity_reader(kind)(number, TODAY)

    assert (reading.verdict, reading.value) == (Verdict.ACCEPTED, number.upper())


@pytest.mark.parametrize(("kind", "number"), [("resident_id", "110105194912310021"), ("passport", "护照")])
def test_numbers_that_do_not_fit_are_doubted_never_refused(kind: str, number: str) -> None:
    reading = fields.identity_reader(kind)(number, TODAY)

    assert reading.verdict is Verdict.DOUBTED
    assert reading.value == number


def test_the_form_becomes_the_command_of_the_register() -> None:
    command = submit_command(FORM, agency_id=3, submit_key="k")

    assert (command.agency_id, command.submit_key) == (3, "k")
    assert command.consented_at.isoformat() == FORM["consent"]
    assert command.material_tokens == ("t4",)
    assert command.wanted.name == "示例桥验收报告"
    assert command.wanted.document_number.endswith("示发〔2024〕5号")
    assert command.wanted.accept_other
    assert command.wanted.help_needed == "请打电话告诉我"


def test_a_vague_wish_is_listed_with_what_made_it_specific() -> None:
    made_specific = wanted_of({**FORM, "wanted": "文件", "detail": "示例桥 2024 年的验收结论"})

    assert made_specific.name == "文件：示例桥 2024 年的验收结论"
    assert wanted_of({**FORM, "wanted": "所有文件", "detail": ""}).name == "所有文件"


def test_an_e_mail_address_given_for_the_telephone_is_kept_as_one() -> None:
    contact = applicant_of(FORM).contact

    assert (contact.phone, contact.email, contact.postcode) == ("", "example@example.com", "100000")


def test_the_agent_keeps_papers_and_power_of_attorney_apart() -> None:
    agent = applicant_of(FORM).agent

    assert agent is not None
    assert (agent.identity.file_tokens, agent.authority_tokens) == (("t2",), ("t3",))


def test_only_the_form_asked_for_may_be_insisted_on() -> None:
    assert not wanted_of({**FORM, "accept_other": "no"}).accept_other


@pytest.mark.parametrize(
    ("text", "value"), [("不用了", "none"), ("没有。", "none"), ("需要", "需要"), ("大字版", "大字版")]
)
def test_a_plain_no_to_help_is_a_no(text: str, value: str) -> None:
    assert fields.read_help(text, TODAY).value == value
