"""Regions and bodies: how people call them, and what belongs to one."""

import pytest

from knowledge.entries import Entry, Passage
from knowledge.places import Places
from knowledge.scopes import Scope, ScopeKind, around, named_in, scopes_of, without_name

PLACES = Places()
WEST, EAST = Scope(ScopeKind.REGION, "甲省乙市丙区"), Scope(ScopeKind.REGION, "甲省丁市丙区")

BEIJING = Scope(ScopeKind.REGION, "北京市")
JINAN = Scope(ScopeKind.REGION, "山东省济南市")
AFFAIRS = Scope(ScopeKind.BODY, "示例市民政局")
OFFICE = Scope(ScopeKind.BODY, "示例市人民政府办公厅")
POLICE = Scope(ScopeKind.BODY, "公安部")


def entry(**fields: str) -> Entry:
    return Entry(key="k", title="示例补贴", passages=(Passage(position=0, text="…"),), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "named", "rest"),
    [
        ("北京的补贴标准", BEIJING, "补贴标准"),
        ("北京市补贴标准", BEIJING, "补贴标准"),
        ("济南呢", JINAN, "呢"),
        ("民政局的补贴", AFFAIRS, "补贴"),
        ("示例市民政局补贴", AFFAIRS, "补贴"),
        ("北京民政局的补贴", BEIJING, "民政局的补贴"),
        ("北京市场上的补贴", BEIJING, "市场上的补贴"),
        ("山东济南的补贴", JINAN, "补贴"),
        ("山东省济南市补贴", JINAN, "补贴"),
    ],
)
def test_question_names_a_place_or_a_body_as_people_call_it(question: str, named: Scope, rest: str) -> None:
    assert named_in(question, {BEIJING, JINAN, AFFAIRS, OFFICE}, PLACES) == named
    assert without_name(question, named, PLACES) == rest


@pytest.mark.parametrize("question", ["补贴标准", "办公厅在哪", "人民政府在哪", "上海的补贴", "公安部门的补贴"])
def test_general_words_name_no_body(question: str) -> None:
    assert named_in(question, {BEIJING, AFFAIRS, OFFICE, POLICE}, PLACES) is None


def test_of_places_called_the_same_the_one_at_hand_is_meant() -> None:
    named = [named_in("丙区的补贴", {WEST, EAST}, PLACES, near=near) for near in ((), ("甲省", "丁市"))]

    assert named == [None, EAST]
    assert named_in("乙市丙区的补贴", {WEST, EAST}, PLACES) == WEST


def test_places_a_region_lies_in_can_be_named_as_well() -> None:
    outer = around(frozenset({"浙江省杭州市西湖区"}), PLACES)

    assert {PLACES.path_of(one.name) for one in outer} == {
        ("浙江",),
        ("浙江", "杭州市"),
        ("浙江", "杭州市", "西湖区"),
    }
    assert named_in("杭州的补贴", outer, PLACES) == Scope(ScopeKind.REGION, "浙江杭州市")


def test_question_that_is_only_a_name_stays_whole() -> None:
    assert without_name("北京的", BEIJING, PLACES) == "北京的"


def test_department_goes_before_the_issuer() -> None:
    assert scopes_of(entry(department="民政局", issuer="示例市人民政府", region="北京市")) == (
        BEIJING,
        Scope(ScopeKind.BODY, "民政局"),
    )
    assert scopes_of(entry(issuer="示例市民政局")) == (AFFAIRS,)


def test_entry_whose_department_is_a_subject_is_everybodys() -> None:
    assert scopes_of(entry(department="政府信息公开", issuer="示例市民政局")) == ()
    assert scopes_of(entry(issuer="公开服务台（示例解读）")) == ()
    assert scopes_of(entry(issuer="示例市人民政府")) == (Scope(ScopeKind.BODY, "示例市人民政府"),)
