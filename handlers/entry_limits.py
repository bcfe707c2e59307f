"""What runs on an entry of the knowledge base once it changed: its review, and the interpretation of a policy.

The knowledge base and the register do not know each other; here the one's entries become the other's periods. Called
by the desk and by the command that imports, inside the unit of work in which the entries changed.
"""

from collections.abc import Iterable

from knowledge.catalogue import Catalogue
from knowledge.life_cycle import CatalogueEntry, PolicySync
from requests_db.services.actors import Actor
from requests_db.services.entry_reviews import EntryReview, keep_review_limit
from requests_db.services.interpretations import PolicyState, keep_interpretation_limit
from requests_db.services.retrying import UnitOfWork


async def keep_limits(unit: UnitOfWork, entry_ids: Iterable[int | None], actor: Actor) -> None:
    """Open or close what runs on the entries named, as they stand now; None and unknown numbers are passed over."""
    catalogue = unit.companion(Catalogue)
    for entry_id in dict.fromkeys(entry_ids):
        sync = await catalogue.policy_sync(entry_id) if entry_id is not None else None
        if sync is not None:
            await keep_review_limit(unit, _review_of(sync.policy), actor)
            await keep_interpretation_limit(unit, _state_of(sync), actor)


def _review_of(item: CatalogueEntry) -> EntryReview:
    return EntryReview(
        entry_id=item.entry_id,
        title=item.entry.title,
        owner_unit=item.entry.owner_unit,
        review_on=item.review_on if item.is_live else None,
    )


def _state_of(sync: PolicySync) -> PolicyState:
    return PolicyState(
        entry_id=sync.policy.entry_id,
        title=sync.policy.entry.title,
        owner_unit=sync.policy.entry.owner_unit,
        is_public=sync.policy.is_policy and sync.policy.is_live,
        is_interpreted=sync.is_published,
    )
