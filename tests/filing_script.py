"""One request filed from first word to receipt, as any channel's user types and presses it."""

WANTED = "示例桥2023年度验收报告"
APPLICANT = (
    "电子文件",
    "就在这个聊天里给我",
    "公民个人",
    "同意，继续",
    "示例甲",
    "居民身份证",
    "11010519491231002X",
    "13800000000",
    "我自己申请",
    "不需要",
)
NO_MATERIAL = "没有材料"
CONFIRM = "确认提交"

FORM = (WANTED, *APPLICANT)  # all fields of the form but the material
TO_SUMMARY = ("我要申请公开", *FORM, NO_MATERIAL)
