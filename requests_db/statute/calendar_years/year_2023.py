"""Days off and make-up days of 2023, from the State Council notice named below."""

from requests_db.statute.calendar_notice import calendar_year

YEAR = calendar_year(
    2023,
    sources=("http://www.gov.cn/zhengce/zhengceku/2022-12/08/content_5730844.htm",),
    off={
        "元旦": ("2022-12-31/2023-01-02",),
        "春节": ("2023-01-21/2023-01-27",),
        "清明节": ("2023-04-05",),
        "劳动节": ("2023-04-29/2023-05-03",),
        "端午节": ("2023-06-22/2023-06-24",),
        "中秋节、国庆节": ("2023-09-29/2023-10-06",),
    },
    work={
        "春节": ("2023-01-28/2023-01-29",),
        "劳动节": (
            "2023-04-23",
            "2023-05-06",
        ),
        "端午节": ("2023-06-25",),
        "中秋节、国庆节": ("2023-10-07/2023-10-08",),
    },
)
