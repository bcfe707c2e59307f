"""What a letter says on law and remedies, taken from the statute: legal basis, reconsideration, suit, complaint."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from handlers.papers.letter_values import LetterFacts, TextFault
from handlers.papers.stationery import Section, Stationery
from requests_db.services.announcing import ANY_COURT, reviewing_body
from requests_db.statute.articles import ARTICLES, INSTRUMENTS, Confidence, cite
from requests_db.statute.outcomes import OUTCOMES, Outcome
from requests_db.statute.remedies import remedy_notice

COMPLAINT = "条例51"
REPLY_WORD = "本答复"  # how the statute's sentences call the paper they stand in
_PAPER_WORD = re.compile("答复书|告知书|通知|回执|函")


def letter_citation(key: str) -> str:
    """Return a citation fit for a letter: a provision known from memory only is named by its instrument alone.

    Raises:
        TextFault: the provision is not registered.
    """
    provision = ARTICLES.get(key)
    if provision is None:
        msg = f"no provision {key}"
        raise TextFault(msg)
    if provision.confidence is Confidence.FROM_MEMORY:
        return f"《{INSTRUMENTS[provision.instrument].title}》"
    return cite(key)


def cited(articles: tuple[str, ...]) -> str:
    """Return several provisions in one phrase, each instrument named once.

    Args:
        articles: keys in `statute.articles`, in the order in which they are to be named.

    Raises:
        TextFault: a key is not registered.
    """
    named: dict[str, list[str]] = {}
    for key in dict.fromkeys(articles):
        head, mark, tail = letter_citation(key).partition("》")
        named.setdefault(head + mark, []).append(tail)
    phrases = [instrument + "、".join(places) for instrument, places in named.items()]
    return "和".join(filter(None, ("，".join(phrases[:-1]), *phrases[-1:])))


def legal_basis(kind: str, grounds: tuple[str, ...]) -> str:
    """Return the legal basis of an answer: the grounds chosen for it, then the provisions of its outcome."""
    own = OUTCOMES[kind].articles if kind in OUTCOMES else ()
    return cited((*grounds, *own))


def remedy_lines(
    kind: str, section: Section, facts: LetterFacts, values: Mapping[str, Any], stationery: Stationery
) -> Iterator[str]:
    """Yield the paragraphs on remedies that a letter of this kind must carry; none for a step in between."""
    outcome = remedies_as(kind, section)
    if outcome is None:
        return
    notice = remedy_notice(
        outcome, review_body=reviewing_body(facts.agency), court=facts.agency.court.strip() or ANY_COURT
    )
    if not notice.sentences:
        return
    word = _PAPER_WORD.search(section["title"])
    text = notice.text.replace(REPLY_WORD, f"本{word.group()}") if word else notice.text
    yield f"{text}（依据：{cited(notice.articles)}）"
    if COMPLAINT not in notice.articles:
        yield stationery.shared("remedies")["complaint"].format_map(values)


def remedies_as(kind: str, section: Section) -> Outcome | None:
    """Return the outcome whose remedies a letter announces; None for a mere step.

    Raises:
        TextFault: the wording names an outcome that does not exist.
    """
    name = section.get("remedies_as", kind)
    if name in OUTCOMES:
        return OUTCOMES[name]
    if "remedies_as" in section:
        msg = f"no outcome {name}"
        raise TextFault(msg)
    return None
