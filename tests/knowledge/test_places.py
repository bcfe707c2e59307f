"""Where places lie: told from how they are written, and from the paths an agency gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.places import Path, Places, ancestors, name_of, naming, written_path

LEVELS = (("甲省", "乙省", "浙江", "北京"), ("丙市", "丁市", "戊自治州"), ("己区", "庚县"), ("辛镇",))
PATHS = st.integers(min_value=1, max_value=len(LEVELS)).flatmap(
    lambda depth: st.tuples(*(st.sampled_from(LEVELS[level]) for level in range(depth)))
)


@st.composite
def names(draw: st.DrawFn) -> str:
    """A place as people write it: in full, by a path with strokes, or without the levels above."""
    path: Path = draw(PATHS)
    begins = draw(st.integers(min_value=0, max_value=len(path) - 1))
    return draw(st.sampled_from(("", "/"))).join(path[begins:])


KNOWN = st.lists(PATHS.map("/".join), max_size=6).map(Places)


@given(KNOWN, names())
def test_what_holds_in_a_place_holds_there(places: Places, name: str) -> None:
    assert places.holds_in(name, name)
    assert places.holds_in("", name)
    assert places.holds_in("全国", name)


@given(KNOWN, names(), names(), names())
def test_what_holds_in_a_place_holds_in_all_within(places: Places, outer: str, middle: str, inner: str) -> None:
    if places.holds_in(outer, middle) and places.holds_in(middle, inner):
        assert places.holds_in(outer, inner)


@given(KNOWN, names(), names())
def test_two_places_within_each_other_are_one(places: Places, one: str, other: str) -> None:
    if places.holds_in(one, other) and places.holds_in(other, one):
        assert places.path_of(one) == places.path_of(other)


@given(PATHS)
def test_place_lies_in_its_ancestors_however_these_are_written(path: Path) -> None:
    places = Places()

    for above in ancestors(path):
        assert places.holds_in("".join(above), "/".join(path))
        assert written_path(name_of(above)) == above


@given(PATHS, PATHS)
def test_sister_places_hold_nothing_for_each_other(one: Path, other: Path) -> None:
    is_above = other[: len(one)] == one

    assert Places().holds_in("".join(one), "".join(other)) == is_above


@given(KNOWN, names())
def test_known_paths_change_nothing_of_what_is_written_in_full(places: Places, name: str) -> None:
    path = places.path_of(name)

    assert path[-len(written_path(name)) :] == written_path(name)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("浙江", "浙江"),
        ("浙江省", "浙江"),
        ("浙江省杭州市", "浙江 杭州市"),
        ("浙江省/杭州市", "浙江 杭州市"),
        ("浙江省 杭州市 西湖区", "浙江 杭州市 西湖区"),
        ("北京市", "北京"),
        ("北京海淀区", "北京 海淀区"),
        ("北京市市辖区东城区", "北京 东城区"),
        ("内蒙古自治区", "内蒙古"),
        ("内蒙古锡林郭勒盟正镶白旗", "内蒙古 锡林郭勒盟 正镶白旗"),
        ("广西壮族自治区南宁市", "广西 南宁市"),
        ("新疆维吾尔自治区阿克苏地区", "新疆 阿克苏地区"),
        ("香港特别行政区", "香港"),
        ("吉林省吉林市", "吉林 吉林市"),
        ("吉林市", "吉林市"),
        ("青海省海南藏族自治州", "青海 海南藏族自治州"),
        ("海南藏族自治州", "海南藏族自治州"),
        ("天津市河北区", "天津 河北区"),
        ("四川省凉山彝族自治州西昌市", "四川 凉山彝族自治州 西昌市"),
        ("江苏镇江市", "江苏 镇江市"),
        ("江苏省苏州市", "江苏 苏州市"),
        ("湖南省常德市津市市", "湖南 常德市 津市市"),
        ("湖北省荆州市沙市区", "湖北 荆州市 沙市区"),
        ("山东省济南市市中区", "山东 济南市 市中区"),
        ("浙江省宁波市镇海区", "浙江 宁波市 镇海区"),
        ("山西省临汾市乡宁县", "山西 临汾市 乡宁县"),
        ("河南省新乡市红旗区", "河南 新乡市 红旗区"),
        ("甘肃省陇南市成县", "甘肃 陇南市 成县"),
        ("浙江省杭州市西湖区转塘街道", "浙江 杭州市 西湖区 转塘街道"),
        ("全国", ""),
        ("", ""),
    ],
)
def test_name_is_cut_where_its_levels_end(name: str, path: str) -> None:
    assert written_path(name) == tuple(path.split())


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("杭州市", "浙江 杭州市"),
        ("杭州", "浙江 杭州市"),
        ("浙江杭州", "浙江 杭州市"),
        ("余杭区", "浙江 杭州市 余杭区"),
        ("浙江省余杭区", "浙江 杭州市 余杭区"),
        ("余杭区仓前街道", "浙江 杭州市 余杭区 仓前街道"),
        ("凉山州西昌市", "四川 凉山彝族自治州 西昌市"),
        ("吉林市", "吉林 吉林市"),
        ("吉林", "吉林"),
        ("西湖区", "西湖区"),  # there are two of them
        ("南昌市西湖区", "江西 南昌市 西湖区"),
        ("上城区", "上城区"),  # nobody said where it lies
    ],
)
def test_name_without_its_province_lies_where_the_only_one_known_does(name: str, path: str) -> None:
    known = (
        "浙江省杭州市",
        "杭州市/余杭区",
        "杭州市/西湖区",
        "江西省/南昌市/西湖区",
        "四川省/凉山彝族自治州",
        "吉林省/吉林市",
    )

    assert Places(known).path_of(name) == tuple(path.split())


@pytest.mark.parametrize(
    ("name", "question", "form"),
    [
        ("北京市", "北京的补贴", "北京"),
        ("北京市", "北京市场上的补贴", "北京"),
        ("吉林省", "吉林市的补贴", None),
        ("辽宁省朝阳市", "朝阳区的补贴", None),
        ("辽宁省朝阳市", "辽宁朝阳的补贴", "辽宁朝阳"),
        ("内蒙古", "内蒙古自治区的补贴", "内蒙古自治区"),
        ("甘肃省成县", "已经完成了", None),
        ("甘肃省成县", "成县的补贴", "成县"),
        ("四川省凉山彝族自治州", "凉山州的补贴", "凉山州"),
        ("示例市开发区", "开发商的补贴", None),
    ],
)
def test_place_is_named_as_people_call_it(name: str, question: str, form: str | None) -> None:
    found = naming(written_path(name)).search(question)

    assert (found.group() if found else None) == form
