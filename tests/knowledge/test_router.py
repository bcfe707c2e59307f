"""Telling questions, proposals and complaints apart."""

from pathlib import Path

import pytest

from knowledge.router import MessageRouter, MessageType, train_router
from knowledge.router_features import before_parting, plain
from knowledge.router_model import RouterModel

LABELLED = [
    *((f"请问示例{n}号线什么时候开通？", "咨询") for n in range(12)),
    *((f"建议在示例{n}路口增设红绿灯。", "建言") for n in range(12)),
    *((f"示例{n}小区物业乱收费，至今无人处理！", "投诉/求助") for n in range(12)),
]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("请问医保怎么报销？", MessageType.CONSULTATION),
        ("建议增加公交班次，方便市民出行。", MessageType.PROPOSAL),
        ("楼上装修噪音扰民，物业推诿，请尽快解决。", MessageType.COMPLAINT),
    ],
)
def test_cues_work_without_training(text: str, kind: MessageType) -> None:
    routed, confidence = MessageRouter().route(text)

    assert routed == kind.value
    assert 1 / 3 < confidence <= 1


def test_fitted_model_routes_unseen_messages() -> None:
    model = train_router(LABELLED)

    assert model.route("请问示例大桥什么时候开通？")[0] == "咨询"
    assert model.route("示例花园物业乱收费，无人处理")[0] == "投诉/求助"


def test_saved_model_routes_like_the_fitted_one(tmp_path: Path) -> None:
    model = train_router(LABELLED)
    model.save(tmp_path / "router.npz")

    router = MessageRouter.load(tmp_path / "router.npz")

    kind, sure = model.route("建议增设路灯")
    assert router.route("建议增设路灯") == (kind, pytest.approx(sure, abs=0.001))  # stored in half precision


def test_router_without_a_model_file_uses_cues(tmp_path: Path) -> None:
    assert MessageRouter.load(tmp_path / "none.npz").route("请问几点上班？")[0] == "咨询"


def test_broken_model_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "router.npz").write_bytes(b"no model")

    with pytest.raises(ValueError):  # noqa: PT011 the message is the reader's
        RouterModel.load(tmp_path / "router.npz")


def test_one_kind_alone_cannot_be_fitted() -> None:
    with pytest.raises(ValueError, match="两种类型"):
        train_router([("请问", "咨询"), ("咨询一下", "咨询")])


@pytest.mark.parametrize("text", ["", "？", "😀", "a"])
def test_any_text_can_be_routed(text: str) -> None:
    assert train_router(LABELLED).route(text)[0] in {"咨询", "建言", "投诉/求助"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("路灯坏了，请尽快修好。非常感谢！祝您工作顺利，身体健康！", "路灯坏了,请尽快修好。"),
        ("路灯何时修好？给您添麻烦了，盼复", "路灯何时修好?"),
        ("路灯坏了，请修好谢谢", "路灯坏了,请修好谢谢"),
        ("路灯坏了，您辛苦了能来看看吗？", "路灯坏了,您辛苦了能来看看吗?"),
        ("工地噪音，天天打扰居民。", "工地噪音,天天打扰居民。"),
        ("谢谢", "谢谢"),
        ("。！", "。!"),
    ],
)
def test_thanks_at_the_end_are_passed_over_and_wishes_kept(text: str, told: str) -> None:
    assert before_parting(plain(text)) == told


def test_thanks_do_not_make_another_kind_of_a_message() -> None:
    model = train_router(LABELLED)

    assert model.route("请问示例大桥什么时候开通？感谢您的关注，祝您工作顺利！")[0] == "咨询"
    assert model.route("示例花园物业乱收费，至今无人处理！给您添麻烦了，谢谢！")[0] == "投诉/求助"
