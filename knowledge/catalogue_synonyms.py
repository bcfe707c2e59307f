"""Spoken names that staff keep at the desk (同义词): part of the catalogue."""

from sqlalchemy import delete, func, select

from knowledge import rows
from knowledge.catalogue_base import CatalogueBase
from knowledge.catalogue_queries import live_entries
from knowledge.errors import KnowledgeError
from knowledge.life_cycle import Synonym
from knowledge.synonyms import are_unlike, check_pair
from knowledge.tables import SynonymRow, VersionRow

_TERM_LENGTH = 100  # characters, as the columns hold
_MANY_TITLES, _MANY_SHARE = 5, 0.05  # titles, and their share, from which a name is the publications' own


class SynonymShelf(CatalogueBase):
    """Synonyms in the caller's session; every change moves the change counter."""

    async def synonyms(self) -> tuple[Synonym, ...]:
        """Return all synonyms, by spoken name."""
        found = await self._session.scalars(select(SynonymRow).order_by(SynonymRow.term, SynonymRow.same_as))
        return tuple(rows.synonym(row) for row in found)

    async def add_synonym(self, term: str, same_as: str, *, author: str) -> Synonym:
        """Keep `term` as another name of `same_as`; one already kept is returned as it is.

        Raises:
            KnowledgeError: a name is too long, the pair is refused by `check_pair`, or the name is no spoken one:
                publications use it all over for another thing.
        """
        said, meant = term.strip(), same_as.strip()
        check_pair(said, meant)
        if max(len(said), len(meant)) > _TERM_LENGTH:
            raise KnowledgeError(f"名称不能超过{_TERM_LENGTH}个字。")
        known = await self._session.scalar(
            select(SynonymRow).where(SynonymRow.term == said, SynonymRow.same_as == meant)
        )
        if known is not None:
            return rows.synonym(known)
        if are_unlike(said, meant) and await self._is_published_name(said):
            raise KnowledgeError(f"“{said}”在很多已发布条目的标题里就有，换成“{meant}”会让这些条目答不上来。")
        row = SynonymRow(term=said, same_as=meant, author=author, at=self._now())
        self._session.add(row)
        await self._session.flush()
        await self._mark_synonyms()
        return rows.synonym(row)

    async def _is_published_name(self, name: str) -> bool:
        """Return whether many titles that citizens are answered from have the name."""
        titled = live_entries().with_only_columns(func.count())
        total = await self._session.scalar(titled) or 0
        named = await self._session.scalar(titled.where(VersionRow.title.contains(name, autoescape=True))) or 0
        return named >= max(_MANY_TITLES, _MANY_SHARE * total)

    async def remove_synonym(self, synonym_id: int) -> None:
        """Forget one synonym; forgetting it twice is no error."""
        removed = await self._session.scalars(
            delete(SynonymRow).where(SynonymRow.id == synonym_id).returning(SynonymRow.id)
        )
        if removed.first() is not None:
            await self._mark_synonyms()
