"""The versions of an entry: who wrote them, and what changed from one to the other."""

from aiohttp import web

from handlers.console.deps import deps_of
from handlers.console.entry_differences import differences
from handlers.console.pages import render
from knowledge.catalogue import Catalogue
from knowledge.errors import EntryNotFoundError
from knowledge.life_cycle import EntryVersion


async def show(request: web.Request) -> web.Response:
    """Show all versions and the differences between two, the last two where none are named."""
    async with deps_of(request).units.reading() as unit:
        catalogue = unit.companion(Catalogue)
        try:
            item = await catalogue.get(int(request.match_info["entry"]))
        except EntryNotFoundError as error:
            raise web.HTTPNotFound from error
        versions = await catalogue.versions(item.entry_id)
    after = _version(versions, request.query.get("to", "")) or versions[0]
    earlier = next((one for one in versions if one.version < after.version), None)
    before = _version(versions, request.query.get("from", "")) or earlier
    return render(
        request,
        "entry_versions.html",
        item=item,
        versions=versions,
        before=before,
        after=after,
        changes=differences(before.entry, after.entry) if before else (),
    )


def _version(versions: tuple[EntryVersion, ...], word: str) -> EntryVersion | None:
    return next((one for one in versions if str(one.version) == word), None)
