"""Notices by e-mail against a mail server of our own: what goes out, what is tried again, what becomes a task."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import select

from handlers.dialogue.messages import Reply, ReplyStatus
from handlers.dialogue.notices import render
from handlers.mail.sender import MailSender, MailServer
from handlers.mail.writing import BadAddress, Enclosure, Envelope, write_mail
from handlers.wording import Wording
from handlers.worker.delivery import Delivery
from requests_db.clock import FrozenClock
from requests_db.services import outbox
from requests_db.services.agency import AgencyProfile, agencies
from requests_db.services.decisions import AnswerCase, answer_case
from requests_db.services.erasure import erase_applicant, erasure_view
from requests_db.services.files import store_file
from requests_db.services.intake import Receipt
from requests_db.services.mail_notices import MailService, follow_by_mail, without_addresses
from requests_db.store.key_ring import open_digester
from requests_db.store.repositories.agencies import change_profile
from requests_db.store.secrets import FieldCipher
from requests_db.store.tables_cases import CaseRow, TaskRow
from requests_db.store.tables_conversations import ConversationRow, OutboxRow
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.conftest import StaffMaker
from tests.houses import open_house, settings_for
from tests.mail.smtp_server import MailServerDouble

WORDING = Wording.load()
FROM = "gongkai@desk.example"
ENVELOPE = Envelope(
    sender=FROM,
    sender_name="示例市公共服务局",
    to="applicant@example.org",
    ref="示公开2026-00001",
    message_id="desk.case.1.1",
    at=datetime(2026, 3, 2, 2, 0, tzinfo=UTC),
)

OWN_ID = "desk.case.1.2@desk.example"


@pytest.fixture
async def units(engine, clock: FrozenClock, cipher: FieldCipher) -> Units:
    """Units of a house that can send mail."""
    digester = await open_digester(engine, cipher, now=clock.now())
    return Units(
        engine, clock=clock, cipher=cipher, digester=digester, companions={MailService: lambda _unit: MailService()}
    )


@pytest.fixture
async def server() -> AsyncIterator[MailServerDouble]:
    async with MailServerDouble() as double:
        yield double


async def answered(units: Units, agency: AgencyProfile, staff: StaffMaker) -> Receipt:
    """File a request that is to be answered by e-mail, and answer it with a file."""
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    officer = await staff("registrar", "handler")
    async with units.writing() as unit:
        kept = await store_file(unit, b"%PDF-1.7 sample\n1 0 obj endobj\n%%EOF", "答复书.pdf", "reply")
        command = AnswerCase(
            case_id=receipt.case_id, outcome="granted", text="现予公开，见附件。", file_tokens=(kept.token,)
        )
        await answer_case(unit, command, officer)
        await unit.commit()
    return receipt


def delivery_to(units: Units, server: MailServerDouble, **more: object) -> Delivery:
    reached = MailServer(host="127.0.0.1", port=server.port, sender=FROM, **{"security": "none", **more})
    sender = MailSender(reached, units, WORDING)
    return Delivery(
        units, {"email": sender}, render=lambda body, number: render(WORDING, body, number=number), worker="w1"
    )


async def states(units: Units) -> list[tuple[str, str]]:
    async with units.reading() as unit:
        query = select(OutboxRow.state, OutboxRow.error).join(
            ConversationRow, ConversationRow.id == OutboxRow.conversation_id
        )
        return [tuple(row) for row in await unit.session.execute(query.where(ConversationRow.channel == "email"))]


async def test_the_reply_goes_out_as_one_mail_with_its_file(units, agency, staff, server) -> None:
    receipt = await answered(units, agency, staff)

    await delivery_to(units, server).pump()

    mail = server.accepted[-1]
    (file,) = mail.iter_attachments()
    assert server.recipients[-1] == "<applicant@example.org>"
    assert mail["Subject"] == f"政府信息公开申请 {receipt.ref} 办理通知"
    assert factories.APPLICANT.name not in mail["Subject"]
    assert mail["Message-ID"] == f"<desk.case.{receipt.case_id}.{len(server.accepted)}@desk.example>"
    assert "现予公开" in mail.get_body().get_content()
    assert (file.get_filename(), file.get_content()) == ("答复书.pdf", b"%PDF-1.7 sample\n1 0 obj endobj\n%%EOF")
    assert {state for state, _ in await states(units)} == {"sent"}
    async with units.reading() as unit:
        assert set(await unit.session.scalars(select(OutboxRow.answer))) == {"", "250 OK"}


async def test_the_address_stands_in_no_key(units, agency, staff) -> None:
    await answered(units, agency, staff)
    async with units.reading() as unit:
        keys = (await unit.session.scalars(select(ConversationRow.key))).all()
    assert "case:1" in keys
    assert not [key for key in keys if "@" in key]


@pytest.mark.parametrize(("command", "reply"), [("MAIL", "451 later"), ("RCPT", "450 busy"), ("END", "452 full")])
async def test_a_bad_moment_is_tried_again(units, agency, staff, server, clock, command, reply) -> None:
    await answered(units, agency, staff)
    server.replies[command] = reply
    await delivery_to(units, server).pump()
    assert "pending" in {state for state, _ in await states(units)}
    server.replies.clear()
    for _ in range(3):
        clock.advance(timedelta(hours=1))
        await delivery_to(units, server).pump()
    assert {state for state, _ in await states(units)} == {"sent"}


@pytest.mark.parametrize(
    ("command", "reply"), [("RCPT", "550 no such box"), ("END", "554 refused"), ("MAIL", "553 no")]
)
async def test_a_refusal_for_good_becomes_a_task(units, agency, staff, server, command, reply) -> None:
    receipt = await answered(units, agency, staff)
    server.replies[command] = reply

    await delivery_to(units, server).pump()

    async with units.reading() as unit:
        tasks = (await unit.session.execute(select(TaskRow.case_id, TaskRow.facts))).all()
    assert ("refused", f"SMTP{reply[:3]}") in await states(units)
    assert {task.case_id for task in tasks} == {receipt.case_id}
    assert "applicant@example.org" not in repr([task.facts for task in tasks])


async def test_no_server_means_later_not_never(units, agency, staff, server) -> None:
    await answered(units, agency, staff)
    silent = delivery_to(units, server)
    await server.__aexit__()
    await silent.pump()
    assert "pending" in {state for state, _ in await states(units)}


async def test_an_erased_address_is_written_to_no_more(units, agency, staff, server, clock) -> None:
    receipt, head = await answered(units, agency, staff), await staff("head")
    await delivery_to(units, server).pump()
    async with units.reading() as unit:
        view = await erasure_view(unit, head, receipt.case_id)
    clock.advance(view.earliest_on - clock.today() + timedelta(days=1))
    async with units.writing() as unit:
        await erase_applicant(unit, receipt.case_id, "asked", head)
        await unit.commit()
    async with units.reading() as unit:
        rows = (await unit.session.scalars(select(OutboxRow))).all()
        left = repr([unit.cipher.open(row.body_sealed) for row in rows])
    assert "现予公开" not in left


async def test_a_whole_house_with_a_mail_server_sends(sqlite_url, tmp_path, server) -> None:
    mail = {"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_from": FROM, "smtp_tls": "none"}
    async with open_house(settings_for(tmp_path, sqlite_url, **mail)) as opened:
        house = opened.house
        async with house.units.reading() as unit:
            (own,) = await agencies(unit)
        receipt = await factories.file_request(house.units, own, await factories.make_conversation(house.units))
        async with house.units.writing() as unit:
            case = await unit.session.get(CaseRow, receipt.case_id)
            assert await follow_by_mail(unit, case)
            await change_profile(unit.session, own.id, {"quiet": {"start": "00:00", "end": "00:00"}})  # at any hour
            await outbox.notify_followers(unit, receipt.case_id, "case.confirm_receipt", {"ref": receipt.ref})
            await unit.commit()
        stop = asyncio.Event()
        working = asyncio.create_task(house._work(None, "w1").run(stop))
        async with asyncio.timeout(20):
            while not server.accepted:
                await asyncio.sleep(0)
        stop.set()
        await working
    assert receipt.ref in server.accepted[0]["Subject"]


class TestTls:
    @pytest.fixture
    def certificate(self, tmp_path: Path) -> Path:
        """A certificate of our own for 127.0.0.1, with its key, in one file."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        builder = builder.serial_number(x509.random_serial_number())
        now = datetime.now(UTC)
        builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        builder = builder.add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        made = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(
            key, hashes.SHA256()
        )
        path = tmp_path / "server.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + made.public_bytes(serialization.Encoding.PEM)
        )
        return path

    @pytest.mark.parametrize("security", ["starttls", "tls"])
    async def test_mail_goes_out_encrypted_and_signed_in(self, units, agency, staff, certificate, security) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        await answered(units, agency, staff)
        async with MailServerDouble(tls=context, implicit_tls=security == "tls", account=("desk", "geheim")) as server:
            await delivery_to(units, server, security=security, user="desk", password="geheim").pump()
            assert server.accepted == []  # a stranger's certificate is not believed
            trust = ssl.create_default_context(cafile=str(certificate))
            more = {"security": security, "user": "desk", "password": "geheim", "trust": trust}
            units.clock.advance(timedelta(hours=1))
            await delivery_to(units, server, **more).pump()
            assert server.accepted
            assert all(server.was_encrypted)


def written(text: str = "正文", **changes: object) -> bytes:
    reply = Reply(text=text, status=ReplyStatus.NOTICE)
    files = [Enclosure(name="答\r\nBcc: evil@example.org 复.pdf", media_type="application/pdf", content=b"%PDF")]
    return write_mail(replace(ENVELOPE, **changes), reply, files, WORDING).as_bytes()


@pytest.mark.parametrize(
    "address",
    [
        "a@example.org\r\nBcc: evil@example.org",
        "a@example.org, evil@example.org",
        "<a@example.org>",
        "a@example.org evil",
        "张三@example.org",
        "a@@example.org",
        "",
        "a@example..org",
    ],
)
def test_an_address_is_one_address(address) -> None:
    with pytest.raises(BadAddress):
        written(to=address)


def test_what_a_server_says_is_kept_without_addresses() -> None:
    said = "250 2.0.0 Ok: queued as 4XYZ\n for <a.b@example.org>"

    assert without_addresses(said) == "250 2.0.0 Ok: queued as 4XYZ for <…>"
    assert without_addresses("250 ok\x00\x1b[1m") == "250 ok[1m"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (f"250 2.6.0 <{OWN_ID}> [InternalId=7] Queued mail for a.b@example.org", f"<{OWN_ID}> [InternalId=7] Queued"),
        (f"250 ok id={OWN_ID}", f"250 ok id={OWN_ID}"),
        ("250 ok Message-ID: <1f.2@mx.example> for <a.b@example.org>", "Message-ID: <1f.2@mx.example> for <…>"),
        ("250 ok message-id=1f.2@mx.example", "message-id=1f.2@mx.example"),
        ("250 ok MsgID 1f.2@mx.example", "MsgID 1f.2@mx.example"),
        ("250 ok id=a.b@example.org", "250 ok …"),
    ],
)
def test_a_message_id_in_its_words_is_kept(said: str, kept: str) -> None:
    shown = without_addresses(said, message_id=f"<{OWN_ID}>")

    assert kept in shown
    assert "a.b@example.org" not in shown


def test_no_typed_text_adds_a_header() -> None:
    mail = written(
        text="Bcc: evil@example.org\r\n.\r\nMAIL FROM:<x>",
        ref="示\r\nBcc: evil@example.org",
        sender_name='局"\r\nBcc: evil@example.org',
    )
    headers = mail.split(b"\r\n\r\n")[0].lower()
    assert b"\nbcc" not in headers
    assert headers.count(b"\nto:") == 1
