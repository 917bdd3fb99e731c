"""Who acts: a person, a customer, the AI, the system or an API token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["person", "customer", "ai", "system", "token"]
KINDS: tuple[Kind, ...] = ("person", "customer", "ai", "system", "token")


@dataclass(frozen=True, slots=True)
class Actor:
    """The author of an act. `id` is the row of its kind; `via` the door it came through.

    Tokens, jobs and AI never decide; simulated people decide only in demo brands.
    """

    kind: Kind
    id: int = 0
    membership_id: int | None = None
    on_behalf_of: int | None = None
    via: str = ""
    simulated: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no such kind of actor: {self.kind}")

    def as_json(self) -> dict[str, Any]:
        """The compact form that events and audit entries keep."""
        full = {"kind": self.kind, "id": self.id, "membership": self.membership_id, "for": self.on_behalf_of, "via": self.via, "simulated": self.simulated}
        return {key: value for key, value in full.items() if value or key == "kind"}


SYSTEM = Actor("system", via="worker")
