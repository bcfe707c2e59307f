"""Words that ask nothing and tell nothing: thanks, good-bye, yes, and insults (客套话).

They get a short fitting reply with the next steps; they are never a question, a name, or something to pass on.
"""

import re

from handlers.dialogue.scene import Scene
from knowledge.intents import Intent, recognise
from knowledge.text import normalise

_TAIL = "[啊呀哦噢喔了啦吧呢哈嘛的您你们大家非常太十分万分]*"
_KINDS = (
    (
        "thanks",
        re.compile(rf"(?:好的?|嗯|行|ok)*(?:谢谢|多谢|感谢|谢了|谢谢您|辛苦了?|麻烦了?|thanks?|thankyou|3q){_TAIL}"),
    ),
    (
        "bye",
        re.compile(rf"(?:好的?|嗯|行|那|先)*(?:再见|拜拜|拜|回见|下次再来|不聊了|没事了|没有了|没别的了|bye){_TAIL}"),
    ),
    (
        "yes",
        re.compile(
            rf"(?:好|好的|好吧|嗯|嗯嗯|哦|噢|行|行吧|可以|知道|明白|了解|收到|懂|是|是的|对|对的|没问题|ok|okay){_TAIL}"
        ),
    ),
    (
        "insult",
        re.compile(
            r"(?:你们?|您|这个?|那个|真是?|就是|是|什么|一群|都是|太|好|机器人|客服|服务台?|系统|政府|破|死|的|个|了|去|给我|东西|玩意儿?)*"
            r"(?:傻[逼比叉子瓜]|煞笔|sb|垃圾|滚|滚蛋|废物|去死|他妈的?|妈的|tmd|nmsl|操|草泥马|王八蛋?|混蛋|白痴|弱智|智障|神经病|"
            r"有病|笨蛋|蠢|笨|脑残|骗子|狗屁|放屁|没用的东西|饭桶)"
            r"(?:你们?|吧|啊|呀|了|的|东西|机器人|客服|系统|服务|玩意儿?|一群|开)*"
        ),
    ),
)
_DIVIDERS = re.compile(r"[\W_]+")
_MATTERS = frozenset({"垃圾", "骗子"})  # alone they may name what is asked about
_LONGEST = 16  # characters


def courtesy_in(text: str) -> str:
    """Return what the whole message is: thanks, bye, yes or insult; nothing for anything else."""
    bare = _DIVIDERS.sub("", normalise(text))
    if not bare or len(bare) > _LONGEST or bare in _MATTERS:
        return ""
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(bare)), "")


def is_small_talk(text: str) -> bool:
    """Return whether a message only greets or is a courtesy, and so can be no question, name or matter."""
    return bool(courtesy_in(text)) or recognise(text) is Intent.GREETING


def reply_words(scene: Scene, text: str) -> str:
    """Return the short reply to small talk."""
    return scene.words(f"question.courtesy.{courtesy_in(text) or 'hello'}")
