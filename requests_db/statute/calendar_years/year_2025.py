"""Days off and make-up days of 2025, from the State Council notice named below (issued 2024-11-12)."""

from requests_db.statute.calendar_notice import calendar_year

YEAR = calendar_year(
    2025,
    notice="国办发明电〔2024〕12号",
    sources=("https://www.gov.cn/zhengce/zhengceku/202411/content_6986383.htm",),
    off={
        "元旦": ("2025-01-01",),
        "春节": ("2025-01-28/2025-02-04",),
        "清明节": ("2025-04-04/2025-04-06",),
        "劳动节": ("2025-05-01/2025-05-05",),
        "端午节": ("2025-05-31/2025-06-02",),
        "国庆节、中秋节": ("2025-10-01/2025-10-08",),
    },
    work={
        "春节": (
            "2025-01-26",
            "2025-02-08",
        ),
        "劳动节": ("2025-04-27",),
        "国庆节、中秋节": (
            "2025-09-28",
            "2025-10-11",
        ),
    },
)
