"""A question with nothing asked about (要多久): the likely meanings are offered, and the matter may be named.

Only where no topic stands and nothing published answers it as it is; what follows an answer is in `going_on`.
"""

import re
from collections.abc import Mapping

from handlers.dialogue.courtesy import courtesy_in
from handlers.dialogue.messages import ReplyStatus
from handlers.dialogue.scene import Scene, Turn
from knowledge.courtesy import asks_leave
from knowledge.intents import Intent, recognise

FLOW = "question"
MEANINGS = 3
_MATTER = "matter"
_LEAD = (
    r"(?:请问|那么?|这个?|一般|大概|大约|到底|究竟|一共|我|想问|问一?下|办理?|办下来|办好|"
    r"要|需要|得|等|花|交|收|会|该|应该|现在)*"
)
_TAIL = r"(?:才?能?(?:办?好|办完|办下来|拿到|有结果)|费用?|钱|办|呢|啊|呀|了|的)*"
_KINDS: Mapping[str, re.Pattern[str]] = {
    kind: re.compile(f"{_LEAD}(?:{words}){_TAIL}")
    for kind, words in {
        "period": "多久|多长时间|几天|多少天|几个工作日|什么时候|啥时候",
        "fee": "多少钱|多少费用|什么费用?|怎么收费|收费吗?|要钱吗?|免费吗?|收不收费|要不要钱",
        "remedy": "怎么办|咋办|怎么弄|咋弄|怎么做|怎么处理",
        "papers": "(?:带|准备|提供)?(?:什么|啥|哪些)(?:材料|证件|手续|东西)|带什么|准备什么",
        "place": "去?哪里|去?哪儿?|在哪里?|找谁|找哪个部门",
        "why": "(?:这|又)?是?(?:为什么|为啥|为何|凭什么|凭啥|什么原因)(?:这样|会这样)?",
        "next": "(?:再?然后|接着|接下来|下一?步|后面|之后|以后|往后)(?:该|要|应该|还|就)*"
        "(?:怎么[走办弄做]|[做干]什么|[做干]啥|干嘛|是什么)|(?:再?然后|接着|接下来|下一?步|之后|后来)(?=呢|$)|还有(?=呢|吗|$)吗?",
    }.items()
}
_ASKS = re.compile("[?？]|怎|咋|如何|什么|啥|哪|多少|多久|几|吗|呢|谁")
_EDGE = re.compile(r"[\W_]+")


def kind_of(text: str) -> str:
    """Return what kind of thing a message asks about nothing in particular; nothing for any other message."""
    bare = _EDGE.sub("", text)
    return next((kind for kind, words in _KINDS.items() if words.fullmatch(bare)), "")


def lead_on(scene: Scene, text: str) -> Turn:
    """Offer what a bare question most likely means, and to name the matter."""
    kind = kind_of(text)
    meanings = {f"b{place}": scene.words(f"question.bare.{kind}_{place}") for place in range(1, MEANINGS + 1)}
    labels = {**meanings, _MATTER: scene.words("question.bare.matter"), "human": scene.words("question.button.human")}
    return scene.ask(
        scene.words("question.bare.ask"), labels, flow=FLOW, slots={"bare": text}, status=ReplyStatus.SUGGESTED
    )


def meant(scene: Scene, key: str) -> str:
    """Return the question a pressed meaning stands for; nothing where the button was another."""
    prompt = scene.state.prompt
    return prompt.labels.get(key, "") if prompt and re.fullmatch("b[1-9]", key) else ""


def ask_for_matter(scene: Scene) -> Turn:
    """Ask what the bare question is about."""
    return scene.ask(scene.words("question.bare.which"), {}, flow=FLOW, is_pick=False)


def completed(scene: Scene, text: str) -> str:
    """Return the matter just named with the bare question that waits for it; any other message as it is."""
    waiting = scene.state.slots.get("bare", "")
    says_nothing = _ASKS.search(text) or courtesy_in(text) or asks_leave(text)
    names_matter = recognise(text) is Intent.QUESTION and not says_nothing
    return f"{text}{waiting}" if waiting and names_matter else text
