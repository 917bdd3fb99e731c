"""A load generator: keep-alive connections from one asyncio process, bounded in time, loopback only."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

Request = Callable[[int], bytes]  # turn -> the whole HTTP request


@dataclass
class Measured:
    """One cell: requests a second, latencies in milliseconds, answers that were not 2xx."""

    seconds: float
    latencies: list[float] = field(default_factory=list)
    errors: int = 0

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def press(port: int, request: Request, *, connections: int = 16, seconds: float = 5.0, start: int = 0) -> Measured:
    """Send requests over `connections` for `seconds` to 127.0.0.1:`port`."""
    return asyncio.run(_press(port, request, connections, seconds, start))


async def _press(port: int, request: Request, connections: int, seconds: float, start: int) -> Measured:
    measured = Measured(seconds)
    turns = iter(range(start, start + 10_000_000))
    end = time.perf_counter() + seconds

    async def worker() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < end:
            began = time.perf_counter()
            writer.write(request(next(turns)))
            status = await _answer(reader)
            measured.latencies.append((time.perf_counter() - began) * 1000)
            measured.errors += not 200 <= status < 300
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(connections)))
    measured.seconds = time.perf_counter() - began
    return measured


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    length, chunked = 0, False
    for line in lines[1:]:
        name, _, value = line.partition(":")
        if name.lower() == "content-length":
            length = int(value)
        chunked = chunked or (name.lower() == "transfer-encoding" and "chunked" in value)
    if chunked:
        while size := int((await reader.readuntil(b"\r\n")).strip(), 16):
            await reader.readexactly(size + 2)
        await reader.readexactly(2)
    elif length:
        await reader.readexactly(length)
    return int(lines[0].split()[1])


def median(cells: list[Measured]) -> dict[str, float]:
    """Medians over rounds."""
    return {
        "rate": statistics.median(cell.rate for cell in cells),
        "p50": statistics.median(cell.percentile(0.5) for cell in cells),
        "p99": statistics.median(cell.percentile(0.99) for cell in cells),
        "errors": sum(cell.errors for cell in cells),
    }
