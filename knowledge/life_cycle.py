"""The life of an entry as values: steps and the stages that allow them, and what the catalogue hands out.

Pure. Knows no database; `catalogue.py` keeps these rules and returns these values.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from knowledge.entries import Entry, IndexedEntry, Stage
from knowledge.errors import StageRefusedError


class Step(StrEnum):
    """What can be done to an entry (流转动作)."""

    IMPORT = "import"
    DRAFT = "draft"
    REVISE = "revise"
    SUBMIT = "submit"
    RETURN = "return"
    PUBLISH = "publish"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"
    PLAN = "plan"  # names the day of the next review
    LINK = "link"  # ties an interpretation to its policy
    ACKNOWLEDGE = "acknowledge"  # notes why a policy stays without its interpretation for now


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRule:
    """From which stages a step may be taken and where it leads; `to_stage` None leaves the stage as it is."""

    name: str
    from_stages: frozenset[Stage]
    to_stage: Stage | None


_ANY = frozenset(Stage)

STEP_RULES: Mapping[Step, StepRule] = MappingProxyType(
    {
        Step.REVISE: StepRule(name="修改", from_stages=_ANY, to_stage=Stage.DRAFT),
        Step.SUBMIT: StepRule(name="送审", from_stages=frozenset({Stage.DRAFT}), to_stage=Stage.REVIEW),
        Step.RETURN: StepRule(name="退回", from_stages=frozenset({Stage.REVIEW}), to_stage=Stage.DRAFT),
        # Only what was reviewed goes out: a reply taken over as a draft never reaches citizens by itself.
        Step.PUBLISH: StepRule(name="发布", from_stages=frozenset({Stage.REVIEW}), to_stage=Stage.PUBLISHED),
        Step.EXPIRE: StepRule(name="设定失效日", from_stages=frozenset({Stage.PUBLISHED}), to_stage=None),
        Step.WITHDRAW: StepRule(name="撤下", from_stages=_ANY - {Stage.WITHDRAWN}, to_stage=Stage.WITHDRAWN),
        Step.PLAN: StepRule(name="设定复核日", from_stages=_ANY, to_stage=None),
        Step.LINK: StepRule(name="关联解读", from_stages=_ANY, to_stage=None),
        Step.ACKNOWLEDGE: StepRule(name="说明未解读", from_stages=frozenset({Stage.PUBLISHED}), to_stage=None),
    }
)

STAGE_NAMES: Mapping[Stage, str] = MappingProxyType(
    {Stage.DRAFT: "草稿", Stage.REVIEW: "审核中", Stage.PUBLISHED: "已发布", Stage.WITHDRAWN: "已撤下"}
)


def stage_after(step: Step, stage: Stage) -> Stage:
    """Return the stage `step` leads to from `stage`.

    Raises:
        StageRefusedError: the step is not open to an entry at this stage.
    """
    rule = STEP_RULES[step]
    if stage not in rule.from_stages:
        raise StageRefusedError(f"条目当前为“{STAGE_NAMES[stage]}”，不能{rule.name}。")
    return rule.to_stage or stage


def permitted_steps(stage: Stage) -> tuple[Step, ...]:
    """Return the steps open to an entry at `stage`, in the order buttons show them."""
    return tuple(step for step, rule in STEP_RULES.items() if stage in rule.from_stages)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """An entry as the desk sees it: the latest version and where it stands (条目)."""

    entry_id: int
    entry: Entry
    stage: Stage
    version: int
    published_version: int | None  # the version citizens are answered from
    review_on: date | None
    is_policy: bool
    interprets_id: int | None
    lock_version: int  # hand it back as `expected` with the next change
    created_at: datetime
    updated_at: datetime

    @property
    def is_live(self) -> bool:
        """Whether citizens are answered from some version of it."""
        return self.published_version is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryChoice:
    """Which entries a list shows; what is left empty chooses nothing."""

    stage: Stage | None = None
    owner: str = ""  # code of the owner unit
    query: str = ""  # words in title, key or document number, all of them
    regions: tuple[str, ...] = ()  # as they are written in entries
    department: str = ""
    ended_before: date | None = None  # published ones whose last day came before this day


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelves:
    """The names in use by which entries are filtered."""

    owner_units: tuple[str, ...]
    regions: tuple[str, ...]
    departments: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryVersion:
    """One version with who wrote it, when and why (版本)."""

    version: int
    entry: Entry
    author: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryStep:
    """One step taken with an entry (流转记录)."""

    step: Step
    version: int
    from_stage: Stage | None
    to_stage: Stage
    author: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """How many entries an import created, updated and found unchanged."""

    created: int
    updated: int
    unchanged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Synonym:
    """A spoken name and what publications call the thing (同义词)."""

    synonym_id: int
    term: str
    same_as: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a process must do to its index to catch up (变更).

    `synonyms` is the whole list when any synonym changed since, else None.
    """

    revision: int
    changed: tuple[IndexedEntry, ...] = ()
    removed: tuple[int, ...] = ()
    synonyms: tuple[Synonym, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySync:
    """How far the interpretation of a policy has come (三同步: 同步起草, 同步审签, 同步发布)."""

    policy: CatalogueEntry
    interpretation: CatalogueEntry | None

    @property
    def is_prepared(self) -> bool:
        """Whether an interpretation has been drafted and not withdrawn."""
        return self.interpretation is not None and self.interpretation.stage is not Stage.WITHDRAWN

    @property
    def is_reviewed(self) -> bool:
        """Whether the interpretation is with the reviewer or past review."""
        return self.interpretation is not None and self.interpretation.stage in {Stage.REVIEW, Stage.PUBLISHED}

    @property
    def is_published(self) -> bool:
        """Whether citizens can read the interpretation."""
        return self.interpretation is not None and self.interpretation.is_live
