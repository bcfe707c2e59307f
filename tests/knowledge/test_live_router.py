"""A model fitted while processes serve is used by them from their next look on."""

from pathlib import Path

import pytest

from knowledge.live_router import LiveRouter
from knowledge.router import train_router

SWAPPED = [
    *((f"请问示例{n}号线什么时候开通？", "投诉/求助") for n in range(12)),
    *((f"示例{n}小区物业乱收费，至今无人处理！", "咨询") for n in range(12)),
]
QUESTION = "请问示例大桥什么时候开通？"


def test_without_a_model_cues_decide(tmp_path: Path) -> None:
    live = LiveRouter(tmp_path / "router.npz")

    assert not live.look()
    assert live.router.route(QUESTION)[0] == "咨询"


def test_a_model_fitted_meanwhile_is_taken_over_and_given_up_with_its_file(tmp_path: Path) -> None:
    live = LiveRouter(tmp_path / "router.npz")
    train_router(SWAPPED).save(tmp_path / "router.npz")

    assert live.look()
    assert not live.look()
    assert live.router.route(QUESTION)[0] == "投诉/求助"

    (tmp_path / "router.npz").unlink()
    assert live.look()
    assert live.router.route(QUESTION)[0] == "咨询"


def test_a_spoilt_model_is_told_once_and_leaves_the_router_as_it_was(tmp_path: Path) -> None:
    live = LiveRouter(tmp_path / "router.npz")
    train_router(SWAPPED).save(tmp_path / "router.npz")
    live.look()
    (tmp_path / "router.npz").write_bytes(b"no model")

    with pytest.raises(ValueError):  # noqa: PT011 the message is the reader's
        live.look()
    assert not live.look()
    assert live.router.route(QUESTION)[0] == "投诉/求助"
