"""Spoken names that staff keep at the desk (同义词): part of the catalogue."""

from sqlalchemy import delete, select

from knowledge import rows
from knowledge.catalogue_base import CatalogueBase
from knowledge.errors import KnowledgeError
from knowledge.life_cycle import Synonym
from knowledge.tables import SynonymRow

_TERM_LENGTH = 100  # characters, as the columns hold


class SynonymShelf(CatalogueBase):
    """Synonyms in the caller's session; every change moves the change counter."""

    async def synonyms(self) -> tuple[Synonym, ...]:
        """Return all synonyms, by spoken name."""
        found = await self._session.scalars(select(SynonymRow).order_by(SynonymRow.term, SynonymRow.same_as))
        return tuple(rows.synonym(row) for row in found)

    async def add_synonym(self, term: str, same_as: str, *, author: str) -> Synonym:
        """Keep `term` as another name of `same_as`; one already kept is returned as it is.

        Raises:
            KnowledgeError: a name is empty or too long, or both are the same.
        """
        said, meant = term.strip(), same_as.strip()
        if not said or not meant or said == meant:
            raise KnowledgeError("请填写两个不同的名称。")
        if max(len(said), len(meant)) > _TERM_LENGTH:
            raise KnowledgeError(f"名称不能超过{_TERM_LENGTH}个字。")
        known = await self._session.scalar(
            select(SynonymRow).where(SynonymRow.term == said, SynonymRow.same_as == meant)
        )
        if known is not None:
            return rows.synonym(known)
        row = SynonymRow(term=said, same_as=meant, author=author, at=self._now())
        self._session.add(row)
        await self._session.flush()
        await self._mark_synonyms()
        return rows.synonym(row)

    async def remove_synonym(self, synonym_id: int) -> None:
        """Forget one synonym; forgetting it twice is no error."""
        removed = await self._session.scalars(
            delete(SynonymRow).where(SynonymRow.id == synonym_id).returning(SynonymRow.id)
        )
        if removed.first() is not None:
            await self._mark_synonyms()
