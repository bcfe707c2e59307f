"""A browser as the tests need it: keeps cookies, names its origin, reads pages."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

from aiohttp import ClientResponse, FormData
from aiohttp.test_utils import TestClient

from requests_db.services.actors import Actor

PASSWORD = "correct horse battery"


class Page:
    """A page received: status, address after redirects, text."""

    def __init__(self, response: ClientResponse, text: str) -> None:
        self.response = response
        self.status = response.status
        self.path = response.url.path_qs
        self.source = text

    @property
    def text(self) -> str:
        """What a person reads: no tags, single spaces."""
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.source)).split())

    def value(self, name: str) -> str:
        """The value kept in a field of the page."""
        finder = _Field(name)
        finder.feed(self.source)
        assert finder.value is not None, f"no field {name} on {self.path}"
        return finder.value

    def link(self, label: str) -> str:
        """The address of the link whose text begins with `label`."""
        found = re.search(rf'<a [^>]*href="([^"]+)"[^>]*>\s*{re.escape(label)}', self.source)
        assert found, f"no link {label} on {self.path}"
        return unescape(found.group(1))

    def has_form(self, address: str) -> bool:
        """Whether a form posts to `address`."""
        return f'action="{address}"' in self.source


class Browser:
    """One person's browser."""

    def __init__(self, client: TestClient, actor: Actor | None = None) -> None:
        self.client = client
        self._actor = actor

    @property
    def actor(self) -> Actor:
        """Who is signed in."""
        assert self._actor is not None
        return self._actor

    async def get(self, path: str, **options: Any) -> Page:
        """Open a page, following redirects."""
        return await self._page(await self.client.get(path, **options))

    async def post(self, path: str, data: Any = None, *, headers: dict[str, str] | None = None, **options: Any) -> Page:
        """Send a form as a page of the desk would, following redirects."""
        sent = {"Sec-Fetch-Site": "same-origin"} if headers is None else headers
        return await self._page(await self.client.post(path, data=data or {}, headers=sent, **options))

    async def post_files(self, path: str, fields: dict[str, str], **files: tuple[str, bytes]) -> Page:
        """Send a form with files."""
        form = FormData(quote_fields=False)  # file names as browsers send them
        for name, value in fields.items():
            form.add_field(name, value, content_type="text/plain; charset=utf-8")
        for name, (filename, content) in files.items():
            form.add_field(name, content, filename=filename, content_type="application/octet-stream")
        return await self.post(path, form)

    async def sign_in(self, username: str, password: str) -> Page:
        """Fill in the sign-in form."""
        return await self.post("/staff/sign-in", {"username": username, "password": password})

    async def _page(self, response: ClientResponse) -> Page:
        return Page(response, await response.text())


class _Field(HTMLParser):
    """Finds the value of a field by name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.value: str | None = None
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "option" and self._inside == "select" and "selected" in given:
            self.value = given.get("value")
        if given.get("name") == self.name:
            self._inside = tag if tag in {"textarea", "select"} else ""
            self.value = (given.get("value") or "") if tag == "input" else ""

    def handle_data(self, data: str) -> None:
        if self._inside == "textarea":
            self.value = (self.value or "") + data

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = ""
