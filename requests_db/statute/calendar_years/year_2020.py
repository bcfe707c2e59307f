"""Days off and make-up days of 2020, from the State Council notices named below.

Monday 3 February, on which the amended notice has work resume, is an ordinary working day and not listed.
"""

from requests_db.statute.calendar_notice import calendar_year

YEAR = calendar_year(
    2020,
    sources=(
        "http://www.gov.cn/zhengce/zhengceku/2019-11/21/content_5454164.htm",
        "http://www.gov.cn/zhengce/zhengceku/2020-01/27/content_5472352.htm",
    ),
    amended_by="2020-01-27 的通知延长了春节假期",
    off={
        "元旦": ("2020-01-01",),
        "春节": ("2020-01-24/2020-02-02",),
        "清明节": ("2020-04-04/2020-04-06",),
        "劳动节": ("2020-05-01/2020-05-05",),
        "端午节": ("2020-06-25/2020-06-27",),
        "国庆节、中秋节": ("2020-10-01/2020-10-08",),
    },
    work={
        "春节": ("2020-01-19",),
        "劳动节": (
            "2020-04-26",
            "2020-05-09",
        ),
        "端午节": ("2020-06-28",),
        "国庆节、中秋节": (
            "2020-09-27",
            "2020-10-10",
        ),
    },
)
