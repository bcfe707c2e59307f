"""A citizen at the web door of a whole house."""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from requests_db.clock import FrozenClock
from tests.houses import OpenHouse, open_house, settings_for


class Citizen:
    """One conversation over the JSON API."""

    def __init__(self, http: aiohttp.ClientSession, address: str) -> None:
        self.http = http
        self.address = address
        self.token = ""
        self.replies: list[dict[str, Any]] = []

    async def arrive(self) -> "Citizen":
        async with self.http.post(f"{self.address}/api/chat/sessions") as answer:
            assert answer.status == 201
            self.token = (await answer.json())["token"]
        return self

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def post(self, body: object) -> tuple[int, dict[str, Any]]:
        async with self.http.post(f"{self.address}/api/chat/messages", json=body, headers=self.headers) as answer:
            return answer.status, await answer.json()

    async def say(self, text: str, **others: object) -> list[dict[str, Any]]:
        status, body = await self.post({"message_id": uuid.uuid4().hex, "text": text, **others})
        assert status == 200, body
        self.replies = body["replies"]
        return self.replies

    async def press(self, label: str) -> list[dict[str, Any]]:
        choices = {c["label"]: c["choice"] for reply in self.replies for c in reply["choices"]}
        assert label in choices, f"{label} is not among {list(choices)}"
        status, body = await self.post({"message_id": uuid.uuid4().hex, "choice": choices[label]})
        assert status == 200, body
        self.replies = body["replies"]
        return self.replies

    async def heard(self, after: int = 0) -> list[dict[str, Any]]:
        path = f"{self.address}/api/chat/messages?after={after}"
        async with self.http.get(path, headers=self.headers) as answer:
            assert answer.status == 200
            return (await answer.json())["replies"]

    async def upload(self, name: str, content: bytes, media_type: str) -> tuple[int, dict[str, Any]]:
        form = aiohttp.FormData()
        form.add_field("file", content, filename=name, content_type=media_type)
        async with self.http.post(f"{self.address}/api/chat/files", data=form, headers=self.headers) as answer:
            return answer.status, await answer.json()


@pytest.fixture
async def house(sqlite_url: str, tmp_path, clock: FrozenClock) -> AsyncIterator[OpenHouse]:
    async with open_house(settings_for(tmp_path, sqlite_url), clock=clock) as opened:
        yield opened


@pytest.fixture
async def arrive(house: OpenHouse) -> AsyncIterator[Callable[[], Awaitable[Citizen]]]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:

        async def one() -> Citizen:
            return await Citizen(http, house.address).arrive()

        yield one
