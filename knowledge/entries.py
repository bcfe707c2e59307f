"""Values of the knowledge base: what was published, by whom, and for how long it holds.

Pure values and their rules. This module knows no database, no index and no channel.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Validity(StrEnum):
    """Whether a publication can be relied on (有效性)."""

    IN_FORCE = "in_force"
    UPCOMING = "upcoming"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Stage(StrEnum):
    """Where an entry stands in its life cycle (草稿, 审核, 发布, 撤下)."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """The source shown beside every answer (出处)."""

    title: str
    document_number: str = ""  # 文号 as printed, never parsed
    issuer: str = ""  # 发布机构
    published_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None  # the last day on which it holds
    url: str = ""  # of a web page, or empty: it becomes a link
    validity: Validity = Validity.IN_FORCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of an entry that can be quoted by itself (段落)."""

    position: int  # 0, 1, 2 … within the entry
    text: str
    heading_path: tuple[str, ...] = ()  # outermost heading first, e.g. ("二、申请", "（一）方式")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One publication or interpretation (条目, 政策解读).

    `key` is the stable identity under which an import recognises the entry again; `questions` are wordings by
    which people ask for it; `passages` together are the body, in order.
    """

    key: str
    title: str
    passages: tuple[Passage, ...]
    questions: tuple[str, ...] = ()
    document_number: str = ""  # 文号
    index_number: str = ""  # 索引号
    issuer: str = ""  # 发布机构
    published_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None  # the last day on which it holds
    url: str = ""
    region: str = ""  # 适用地区
    department: str = ""  # 主题部门
    owner_unit: str = ""  # 谁起草谁解读: code of the unit that keeps it
    basis: tuple[str, ...] = ()  # articles relied on, e.g. ("《政府信息公开条例》第三十三条",)
    is_sample: bool = False
    origin: str = field(default="", compare=False)  # file it was read from

    @property
    def body(self) -> str:
        """The whole text, passages joined by a line break."""
        return "\n".join(passage.text for passage in self.passages)

    @property
    def words(self) -> str:
        """All that is said in it: title, question wordings, headings and the text."""
        headings = (label for passage in self.passages for label in passage.heading_path)
        return "\n".join((self.title, *self.questions, *headings, self.body))

    @property
    def link(self) -> str:
        """The address as something to be pressed: a web page's, or nothing (javascript: runs in the reader's page)."""
        return self.url if self.url.startswith(("http://", "https://")) else ""

    def validity(self, today: date, *, withdrawn: bool = False) -> Validity:
        """Return how far the entry can be relied on as of `today`, a legal day in the authority's zone."""
        if withdrawn:
            return Validity.WITHDRAWN
        if self.expires_on is not None and today > self.expires_on:
            return Validity.EXPIRED
        if self.effective_on is not None and today < self.effective_on:
            return Validity.UPCOMING
        return Validity.IN_FORCE

    def citation(self, today: date, *, withdrawn: bool = False) -> Citation:
        """Return the source line for an answer quoting this entry."""
        return Citation(
            title=self.title,
            document_number=self.document_number,
            issuer=self.issuer,
            published_on=self.published_on,
            effective_on=self.effective_on,
            expires_on=self.expires_on,
            url=self.link,
            validity=self.validity(today, withdrawn=withdrawn),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedEntry:
    """An entry as the index holds it: its identity in the catalogue and whether it was withdrawn (撤下)."""

    entry_id: int | str
    entry: Entry
    withdrawn: bool = False
    digest: str = ""  # of the content, as the catalogue keeps it; empty outside of it
