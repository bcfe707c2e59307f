"""Cues by which a message is recognised without any training: words people use when they ask, propose or complain.

The words are our own, from how such letters are written, not from any collection of them. Their weights were fitted
once on a public set of labelled letters and rounded to one place; `benchmarks/answers.md` says what they reach on the
half they were not fitted on. A cue counts once however often it occurs.
"""

import re

import numpy as np
from numpy.typing import NDArray

_ASK, _PROPOSE, _COMPLAIN = 0, 1, 2

_CUES: tuple[tuple[int, float, str], ...] = (
    (_ASK, 1.4, "请问|咨询|想问|想了解|了解一下|问一下|询问|想知道"),
    (_ASK, 1.0, "何时|什么时候|啥时候|什么时间|几时|多久|多长时间|几月|哪年"),
    (_ASK, 1.2, "[?]|吗|呢(?:[,。]|$)"),
    (_ASK, 0.7, "是否|有没有|能不能|能否|可不可以|有无|会不会"),
    (_ASK, 0.3, "(?:如何|怎么)(?:办理|申请|缴|领|报|查|办)|(?:什么|哪些)(?:条件|材料|手续|流程|标准|政策)"),
    (_ASK, 0.9, "规划|计划|打算|拆迁|建成|开通|进展|进度"),
    (_ASK, 0.3, "哪里|哪个|哪些|多少"),
    (_PROPOSE, 2.2, "建议|提议|倡议|呼吁|提个|献策|建言"),
    (_PROPOSE, 0.5, "应该|应当|应(?:加强|加快|建立|推|设|完善|增)|不妨|最好"),
    (_PROPOSE, 1.3, "加强|完善|优化|推广|推进|促进|提升|提高|健全|创新|建立|鼓励|引导|统筹|打造|发展"),
    (_PROPOSE, 0.7, "增加|增设|增开|设立|设置|新建|延长|延伸|扩大|拓宽|修建|取消|放开|统一"),
    (_PROPOSE, 0.6, "希望(?:能|可以|政府|相关|有关|市|区|领导)?.{0,12}(?:增|建|设|改|开|加|推|提|完善)"),
    (_PROPOSE, 0.4, "方便(?:群众|市民|百姓|居民|出行)|利国利民|有利于|从而|一方面|首先|第1|其次"),
    (_COMPLAIN, 0.7, "投诉|举报|控告|维权|讨(?:要|回|薪|公道)|求助|救救"),
    (_COMPLAIN, 0.7, "扰民|噪音|噪声|恶臭|异味|违建|违规|违法|非法|私自|擅自|霸占|强占|强制|强行"),
    (_COMPLAIN, 1.1, "拖欠|欠薪|不退|退款|退费|诈骗|欺骗|骗|虚假|乱收费|不给|拒绝|拒不"),
    (_COMPLAIN, 0.6, "推诿|推脱|敷衍|踢皮球|不作为"),
    (
        _COMPLAIN,
        0.5,
        "(?:无|没|没有)人(?:管|问|处理|理)|不管|不理|不予|迟迟|至今|一直(?:没|未|不)|多次|仍(?:未|然)|依旧|还是没",
    ),
    (_COMPLAIN, 0.5, "严重|影响(?:了)?(?:居民|生活|休息|出行|正常|我)|苦不堪言|隐患|危险"),
    (_COMPLAIN, 1.0, "物业|开发商|业主|停水|停电|漏水|断水|断电|施工|工地|维修|合同|租金|工资|赔偿|老板"),
    (_COMPLAIN, 0.5, "反映|帮(?:忙|助|我)|给(?:个)?(?:说法|解决|处理)|尽快(?:解决|处理)"),
    (_COMPLAIN, 0.6, "(?:请|望|求).{0,14}(?:解决|处理|查处|做主|介入|管管|彻查|核实)"),
)
_START = (-0.5, 0.3, 0.2)  # before any cue
_COMPILED = tuple((kind, weight, re.compile(pattern)) for kind, weight, pattern in _CUES)


def cues_in(plain: str) -> NDArray[np.float32]:
    """Return 1 for each cue that occurs in a normalised message, 0 for the others."""
    return np.array([pattern.search(plain) is not None for _, _, pattern in _COMPILED], dtype=np.float32)


def cue_scores(plain: str) -> NDArray[np.float64]:
    """Return how much speaks for 咨询, 建言 and 投诉/求助 in a normalised message."""
    scores = np.array(_START)
    for kind, weight, pattern in _COMPILED:
        if pattern.search(plain):
            scores[kind] += weight
    return scores
