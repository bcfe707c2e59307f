"""What citizens say lies in the database as ciphertext alone."""

from pathlib import Path

from tests.webchat.test_api import PDF

SAID = "金丝雀示例甲住在示例里三栋，想知道示例补助为什么停发"


async def test_nothing_a_citizen_says_is_readable_in_the_database(arrive, house):
    citizen = await arrive()

    await citizen.say(SAID)
    await citizen.say("转人工")
    await citizen.say(f"{SAID}，请人工答复")
    await citizen.say("我要申请公开")
    await citizen.say("金丝雀示例桥的验收报告")
    await citizen.upload("金丝雀.pdf", PDF + "金丝雀".encode(), "application/pdf")

    folder = Path(house.house.settings.data_dir)
    stored = b"".join(path.read_bytes() for path in folder.iterdir() if path.name.startswith("desk.db"))
    assert len(stored) > 100_000
    assert "金丝雀".encode() not in stored
    assert "示例里三栋".encode() not in stored
