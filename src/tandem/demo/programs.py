"""The demo's programs: thin clients of the public HTTP API, one for a brand's customers, one for each expert's app."""

from __future__ import annotations

import uuid
from typing import Any

import httpx


class Declined(Exception):  # noqa: N818  an answer of the API, not a fault
    """The API refused: somebody was faster, a deadline passed."""


class Program:
    """A token and the calls it makes. Raises Declined on any 4xx; httpx.HTTPError when nobody answers."""

    def __init__(self, client: httpx.AsyncClient, token: str) -> None:
        self.client, self.headers = client, {"Authorization": f"Bearer {token}"}

    async def get(self, path: str, **query: Any) -> Any:
        return _body(await self.client.get(path, params=query, headers=self.headers))

    async def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        headers = self.headers | {"Idempotency-Key": uuid.uuid4().hex}
        return _body(await self.client.post(path, json=body, headers=headers) if body is not None else await self.client.post(path, headers=headers))

    async def put(self, path: str, body: dict[str, Any]) -> Any:
        return _body(await self.client.put(path, json=body, headers=self.headers))

    async def delete(self, path: str) -> Any:
        return _body(await self.client.delete(path, headers=self.headers))

    async def say(self, conversation: str, text: str) -> Any:
        """A message, under a client id of its own."""
        return await self.post(f"/conversations/{conversation}/messages", {"text": text, "client_id": uuid.uuid4().hex})


def _body(answer: httpx.Response) -> Any:
    if 400 <= answer.status_code < 500:
        raise Declined(answer.text[:200])
    answer.raise_for_status()
    return answer.json() if answer.content else None
