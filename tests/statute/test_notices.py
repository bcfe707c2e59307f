"""A holiday notice file is taken whole or refused with every fault named."""

from datetime import date

import pytest

from requests_db.statute.calendar import WorkingCalendar
from requests_db.statute.calendar_notice import CalendarYear
from requests_db.statute.calendar_years import NATIONAL_YEARS
from requests_db.statute.notices import FaultyNotice, parse_notice

HEAD = """\
# 示例：2027年部分节假日安排（样例，并非真实通知）
# https://example.invalid/notice-2027
date,kind,festival
"""
DAYS_2027 = {
    "元旦": ["2027-01-01"],
    "春节": [f"2027-02-{day:02}" for day in range(5, 13)],
    "清明节": ["2027-04-05"],
    "劳动节": [f"2027-05-{day:02}" for day in range(1, 6)],
    "端午节": ["2027-06-09"],
    "中秋节": ["2027-09-15"],
    "国庆节": [f"2027-10-{day:02}" for day in range(1, 8)],
}


def file(*more: str, without: tuple[str, ...] = ()) -> str:
    rows = [f"{day},off,{name}" for name, days in DAYS_2027.items() for day in days if day not in without]
    return HEAD + "\n".join([*rows, "2027-05-08,work,劳动节", *more]) + "\n"


LAST_LINE = len(file().splitlines()) + 1  # where `more` begins


def as_file(year: CalendarYear) -> str:
    rows = [
        f"{day},{kind},{year.festivals[day]}"
        for kind, days in (("off", year.off), ("work", year.work))
        for day in sorted(days)
    ]
    sources = "\n".join(f"# {source}" for source in year.sources)
    return f"# {year.notice or f'{year.year}年部分节假日安排'}\n{sources}\n" + "\n".join(rows)


def faults(text: str) -> list[str]:
    with pytest.raises(FaultyNotice) as refused:
        parse_notice(text)
    return [str(fault) for fault in refused.value.faults]


def test_a_sound_notice_extends_the_calendar():
    year = parse_notice(file())
    calendar = WorkingCalendar.national().with_year(year)

    assert year.year == 2027
    assert year.sources == ("https://example.invalid/notice-2027",)
    assert not calendar.add(date(2026, 12, 4), 20).provisional
    assert calendar.is_working(date(2027, 5, 8))
    assert calendar.why(date(2027, 2, 8)) == "春节放假"


@pytest.mark.parametrize("year", NATIONAL_YEARS, ids=lambda year: str(year.year))
def test_the_notices_we_carry_read_back_as_they_are(year: CalendarYear):
    again = parse_notice(as_file(year))

    assert (again.year, again.off, again.work, again.notice or again.sources) == (
        year.year,
        year.off,
        year.work,
        again.notice or year.sources,
    )


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("2027-05-10,work,劳动节", "2027-05-10本来就是工作日，不可能是调休上班日"),
        ("2027-10-02,off,国庆节", "2027-10-02与第22行重复"),
        ("2027-10-03,work,国庆节", "2027-10-03与第23行既放假又上班"),
        ("2028-01-01,off,元旦", "2028-01-01不属于2027年（只有上一年12月的日子可以一并安排）"),
        ("2026-11-30,off,元旦", "2026-11-30不属于2027年（只有上一年12月的日子可以一并安排）"),
        ("2027-02-30,off,春节", "日期'2027-02-30'不存在或者写法不是2027-01-31这样的形式"),
        ("2027-02-13,holiday,春节", "kind应为off或者work，现为'holiday'"),
        ("2027-02-13,off", "应为3列（date,kind,festival），现为2列"),
        ("2027-02-13,off,", "没有写明节日"),
    ],
)
def test_an_impossible_line_is_named_with_its_number(line: str, fault: str):
    assert f"第{LAST_LINE}行：{fault}" in faults(file(line))


def test_every_fault_is_named_at_once():
    found = faults(file("2027-05-10,work,劳动节", "2028-01-01,off,元旦", without=("2027-10-01", "2027-09-15")))

    assert len(found) == 4
    assert "缺少法定节日：中秋节（2027-09-15）" in found
    assert "缺少法定节日：国庆节（2027-10-01）" in found


def test_a_day_of_last_december_may_be_settled():
    year = parse_notice(file("2026-12-31,off,元旦"))

    assert year.first_day == date(2026, 12, 31)


def test_a_statutory_festival_cannot_be_worked():
    assert any(
        "法定假日，不能上班" in fault for fault in faults(file("2027-10-03,work,国庆节", without=("2027-10-03",)))
    )


def test_an_empty_or_nameless_file_is_refused():
    assert faults("") == ["没有一行日期，也没有写明年份"]
    assert "开头的#行应写明通知的名称和网址" in faults("2027-01-01,off,元旦")
