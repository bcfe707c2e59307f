"""Days off and make-up days of 2019, from the State Council notice named below."""

from requests_db.statute.calendar_notice import calendar_year

YEAR = calendar_year(
    2019,
    sources=(
        "http://www.gov.cn/zhengce/zhengceku/2018-12/06/content_5346276.htm",
        "http://www.gov.cn/zhengce/zhengceku/2019-03/22/content_5375877.htm",
    ),
    amended_by="2019-03-22 的通知调整了劳动节安排",
    off={
        "元旦": ("2018-12-30/2019-01-01",),
        "春节": ("2019-02-04/2019-02-10",),
        "清明节": ("2019-04-05",),
        "劳动节": ("2019-05-01/2019-05-04",),
        "端午节": ("2019-06-07",),
        "中秋节": ("2019-09-13",),
        "国庆节": ("2019-10-01/2019-10-07",),
    },
    work={
        "元旦": ("2018-12-29",),
        "春节": ("2019-02-02/2019-02-03",),
        "劳动节": (
            "2019-04-28",
            "2019-05-05",
        ),
        "国庆节": (
            "2019-09-29",
            "2019-10-12",
        ),
    },
)
