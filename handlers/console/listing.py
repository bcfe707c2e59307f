"""Lists in pages: which page is asked for, how many there are, and the addresses that lead through them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from aiohttp import web

LAST_PAGE = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Where one stands in a list."""

    total: int
    page: int  # from 1
    pages: int  # at least 1

    @classmethod
    def of(cls, *, total: int, page: int, size: int) -> "Listing":
        """Return the place of `page` in a list of `total` lines, `size` to a page."""
        return cls(total=total, page=page, pages=max(1, -(-total // size)))


def page_number(request: web.Request) -> int:
    """Return the page asked for, 1 where none or nonsense is given."""
    text = request.query.get("page", "")
    return min(max(int(text), 1), LAST_PAGE) if text.isascii() and text.isdigit() and len(text) < len("1000000") else 1


def list_address(path: str, /, **parts: object) -> str:
    """Return the address of a list with its conditions; empty ones are left out, and so is the first page."""
    kept = {name: value for name, value in parts.items() if value not in ("", None) and (name, value) != ("page", 1)}
    return f"{path}?{urlencode(kept)}" if kept else path
