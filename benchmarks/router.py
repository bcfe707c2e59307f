"""The router of citizens' messages on labelled ones: how many of those it has not seen it tells right.

    python benchmarks/router.py FILE [--folds 5] [--repeats 1] [--json FILE]

FILE holds one JSON object a line with `text` and `type`. Each repeat deals the messages into folds by another seed,
fits on all folds but one and routes that one. Prints the accuracy by cues alone, of each fold and of all, the same with
every message wrapped in greetings and thanks, and the seconds of processor time a fit takes.
"""

import argparse
import itertools
import json
import random
import time
from pathlib import Path

import numpy as np

from knowledge.router import MessageRouter, train_router

Message = tuple[str, str]

_WRAPS = (  # what stands before and after a message
    (
        "尊敬的领导：您好！百忙之中打扰您了，向您反映一个情况。",
        "望领导在百忙之中予以重视，非常感谢！祝您工作顺利，身体健康！",
    ),
    ("您好，", "给您添麻烦了，静候佳音，再次感谢！"),
)


def read(path: Path) -> list[Message]:
    """Return (text, type) of every line."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [(str(row["text"]), str(row["type"])) for row in rows]


def accuracy(router: MessageRouter, messages: list[Message]) -> float:
    """Return the share of messages whose type is told right."""
    return float(np.mean([router.route(text)[0] == kind for text, kind in messages]))


def wrapped(messages: list[Message]) -> list[Message]:
    """Return the messages with greetings and thanks around them, in the ways of `_WRAPS` by turns."""
    turns = zip(messages, itertools.cycle(_WRAPS), strict=False)
    return [(before + text + after, kind) for (text, kind), (before, after) in turns]


def dealt(messages: list[Message], folds: int, seed: int) -> list[list[Message]]:
    """Return the messages in `folds` parts, shuffled."""
    shuffled = random.Random(seed).sample(messages, len(messages))
    return [shuffled[number::folds] for number in range(folds)]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    messages = read(options.file)
    report: dict[str, object] = {"messages": len(messages), "by_cues": round(accuracy(MessageRouter(), messages), 4)}
    print(report, flush=True)
    reached, in_courtesy, seconds = [], [], []
    for seed in range(options.repeats):
        parts = dealt(messages, options.folds, seed)
        for number, unseen in enumerate(parts):
            started = time.process_time()
            model = train_router([message for part in parts if part is not unseen for message in part])
            seconds.append(time.process_time() - started)
            reached.append(accuracy(MessageRouter(model), unseen))
            in_courtesy.append(accuracy(MessageRouter(model), wrapped(unseen)))
            print(f"repeat {seed} fold {number}: {reached[-1]:.4f}, fitted in {seconds[-1]:.0f} s", flush=True)
    report |= {
        "folds": [round(each, 4) for each in reached],
        "fitted": round(float(np.mean(reached)), 4),
        "spread": round(float(np.std(reached)), 4),
        "wrapped": round(float(np.mean(in_courtesy)), 4),
        "fit_s": round(max(seconds), 1),
    }
    print(report)
    if options.json:
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
