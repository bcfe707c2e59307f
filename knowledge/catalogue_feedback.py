"""What people asked and how the answers were received (反馈): part of the catalogue."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update

from knowledge import rows
from knowledge.catalogue_base import CatalogueBase
from knowledge.masking import mask_personal
from knowledge.questions import AskedQuestion, FeedbackKind, QuestionGroup, group_questions
from knowledge.tables import FeedbackRow

_OPEN_KINDS = (FeedbackKind.USELESS, FeedbackKind.UNANSWERED)
_MOST_READ = 5_000  # questions read for grouping, the latest; more would make a page slow and no clearer
_LONGEST = 1_000  # characters of a question kept
_BATCH = 400  # ids in one IN list


class FeedbackLog(CatalogueBase):
    """Questions with their verdicts in the caller's session."""

    async def record_feedback(
        self, question: str, kind: FeedbackKind, *, status: str, entry_id: int | None = None
    ) -> AskedQuestion:
        """Keep a question and how it went.

        Args:
            question: the question, cut to 1,000 characters; personal data is masked here too, whatever the caller did.
            kind: asked, useful, useless or unanswered.
            status: the answer status given.
            entry_id: the entry quoted, if any.
        """
        row = FeedbackRow(
            question=self._veil.close(mask_personal(question.replace("\0", ""))[:_LONGEST]),
            kind=kind,
            status=status,
            entry_id=entry_id,
            at=self._now(),
        )
        self._session.add(row)
        await self._session.flush()
        return self._asked(row)

    async def unanswered(self, *, since: datetime | None = None, limit: int = 50) -> tuple[QuestionGroup, ...]:
        """Return open questions that went unanswered or were judged useless, grouped by meaning, largest first."""
        opened = select(FeedbackRow).where(FeedbackRow.kind.in_(_OPEN_KINDS), FeedbackRow.resolved_at.is_(None))
        if since is not None:
            opened = opened.where(FeedbackRow.at >= since)
        found = await self._session.scalars(opened.order_by(FeedbackRow.id.desc()).limit(_MOST_READ))
        return group_questions(self._asked(row) for row in found)[:limit]

    async def hot_topics(self, *, since: datetime, limit: int = 10) -> tuple[QuestionGroup, ...]:
        """Return what was asked most since an instant, grouped by meaning; verdicts do not count twice."""
        asked = select(FeedbackRow).where(
            FeedbackRow.kind.in_((FeedbackKind.ASKED, FeedbackKind.UNANSWERED)), FeedbackRow.at >= since
        )
        found = await self._session.scalars(asked.order_by(FeedbackRow.id.desc()).limit(_MOST_READ))
        return group_questions(self._asked(row) for row in found)[:limit]

    async def most_asked(self, *, since: datetime, at_least: int, limit: int) -> tuple[int, ...]:
        """Return the entries by which most questions since an instant were answered, the most asked first.

        Args:
            since: the instant.
            at_least: questions under which an entry is not among them.
            limit: entries at most.
        """
        asked = select(FeedbackRow.entry_id).where(
            FeedbackRow.kind == FeedbackKind.ASKED, FeedbackRow.at >= since, FeedbackRow.entry_id.is_not(None)
        )
        counted = asked.group_by(FeedbackRow.entry_id).having(func.count(FeedbackRow.id) >= at_least)
        ordered = counted.order_by(func.count(FeedbackRow.id).desc(), FeedbackRow.entry_id).limit(limit)
        return tuple(number for number in await self._session.scalars(ordered) if number is not None)

    async def resolve_feedback(self, feedback_ids: Sequence[int], *, author: str, entry_id: int | None = None) -> int:
        """Settle open questions and return how many there were.

        Args:
            feedback_ids: numbers of the records, usually those of one group.
            author: who settles them.
            entry_id: the entry that now answers them, if any.
        """
        settled = 0
        for start in range(0, len(feedback_ids), _BATCH):
            done = await self._session.scalars(
                update(FeedbackRow)
                .where(FeedbackRow.id.in_(feedback_ids[start : start + _BATCH]), FeedbackRow.resolved_at.is_(None))
                .values(resolved_at=self._now(), resolved_by=author, resolved_entry_id=entry_id)
                .returning(FeedbackRow.id)
            )
            settled += len(done.all())
        return settled

    def _asked(self, row: FeedbackRow) -> AskedQuestion:
        """Return a question as kept, masked once more: earlier rows were kept under older rules."""
        return rows.asked_question(row, question=mask_personal(self._veil.open(row.question)))
