"""Slips of the input method: a character replaced by one that sounds the same (公凯 for 公开).

Level one of GB 2312 lists its 3,755 characters by sound, so that the first character of each of the 392 syllables is
all one needs to know which characters sound alike (tones apart; a character of several readings stands under one).
"""

from collections.abc import Callable, Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from knowledge.text import Grams, normalise

SLIP_LIMIT = 2  # characters of one question that are put right
_RARE_AT_EDGE = 3  # chunks that must hold a pair at the edge of the question, where only one side can tell

_SYLLABLE_STARTS = (
    "啊埃鞍肮凹芭白斑邦苞杯奔崩逼鞭标鳖彬兵玻捕擦猜餐苍操厕层插拆搀昌超车郴撑吃充抽初揣川疮吹春戳疵聪凑粗蹿摧村磋搭呆"
    "耽当刀德蹬堤颠碉跌丁丢东兜督端堆墩掇蛾恩而发藩坊菲芬丰佛否夫噶该干冈篙哥给根耕工钩辜刮乖棺光瑰辊锅哈骸酣夯壕呵嘿"
    "痕哼轰喉呼花槐欢荒灰荤豁击嘉歼僵蕉揭巾荆炯揪鞠捐撅均喀开刊康考坷肯坑空抠枯夸块宽匡亏坤括垃莱蓝琅捞勒雷棱厘俩联粮"
    "撩列琳玲溜龙楼芦峦抡萝妈埋瞒芒猫么玫门萌眯棉苗蔑民明谬摸谋拇拿氖南囊挠呢馁嫩能妮蔫娘鸟捏您柠牛脓奴暖挪哦欧啪拍攀"
    "乓抛呸喷砰坯篇飘撇拼乒坡扑期掐牵枪橇切钦青琼秋趋圈缺裙然瓤饶惹壬扔日戎揉茹软蕊闰若撒腮三桑搔瑟森僧莎筛珊墒梢奢砷"
    "声师收蔬刷摔栓霜谁吮说斯松搜苏酸虽孙蓑塌胎坍汤掏特藤梯天挑贴厅通偷凸湍推吞拖挖歪豌汪威瘟嗡挝巫昔瞎掀相萧楔薪星兄"
    "休墟轩靴勋压焉殃邀椰一茵英哟拥幽迂鸳曰耘匝栽咱赃遭责贼怎增扎摘瞻樟招遮珍蒸芝中舟珠抓拽专桩椎谆捉兹鬃邹租钻嘴尊昨"
)

CountPairs = Callable[[Grams], NDArray[np.int64]]


def respell(question: str, count: CountPairs) -> str | None:
    """Return the question with characters no entry has in that place replaced by homophones that some entry has.

    Args:
        question: as typed.
        count: in how many chunks each 2-gram occurs.

    Returns:
        The question normalised and put right, or None if there is nothing to put right.
    """
    letters = list(normalise(question))
    slips = 0
    for place in _misplaced(letters, count):
        alike = _by_sound().get(letters[place], "")
        better = _fitting(letters, place, alike, count) if alike else None
        if better is not None and slips < SLIP_LIMIT:
            letters[place] = better
            slips += 1
    return "".join(letters) if slips else None


def _misplaced(letters: list[str], count: CountPairs) -> list[int]:
    """Return the places of letters that no entry has beside either neighbour."""
    if len(letters) < 2:
        return []
    held = count(_keys(_key(*pair) for pair in zip(letters, letters[1:], strict=False)))
    beside = np.concatenate([[0], held]) + np.concatenate([held, [0]])
    return np.flatnonzero(beside == 0).tolist()


def _fitting(letters: list[str], place: int, alike: str, count: CountPairs) -> str | None:
    """Return the homophone that fits between its neighbours where the letter itself fits beside neither."""
    before = letters[place - 1] if place and letters[place - 1].isalnum() else ""
    after = letters[place + 1] if place + 1 < len(letters) and letters[place + 1].isalnum() else ""
    choices = letters[place] + alike
    sides = []
    if before:
        sides.append(count(_keys(_key(before, choice) for choice in choices)))
    if after:
        sides.append(count(_keys(_key(choice, after) for choice in choices)))
    if not sides or any(held[0] for held in sides):
        return None
    fit = np.min(sides, axis=0)
    best = int(fit.argmax())
    return choices[best] if fit[best] >= (1 if len(sides) == 2 else _RARE_AT_EDGE) else None


def _keys(keys: Iterable[int]) -> Grams:
    return np.fromiter(keys, dtype=np.uint32)


def _key(first: str, second: str) -> int:
    return (ord(first) & 0xFFFF) << 16 | ord(second) & 0xFFFF


@cache
def _by_sound() -> dict[str, str]:
    """For every common character, the characters that sound like it, itself left out."""
    codes = ((high, low) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF) if high < 0xD7 or low <= 0xF9)
    listed = [bytes(code).decode("gb2312") for code in codes]
    starts = [*(listed.index(char) for char in _SYLLABLE_STARTS), len(listed)]
    groups = ("".join(listed[begin:end]) for begin, end in zip(starts, starts[1:], strict=False))
    return {char: group.replace(char, "") for group in groups for char in group}
