"""What is read of a conversation before anything is asked of it: once, for rules, guides and macros alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tandem.core.knowledge.policies.facts import Facts
from tandem.core.knowledge.policies.meeting import Policy
from tandem.core.knowledge.policies.vocabulary import CHANNELS
from tandem.domain.knowledge.policies.queries import MET_KINDS, policies_in_force
from tandem.domain.service.conversations.queries import recent_turns
from tandem.domain.service.conversations.queries.matter import About, about
from tandem.foundation import clock
from tandem.foundation.tenancy.models import Membership

TURNS = 60  # of a thread are read for what the customer mentioned and what was told already


@dataclass(frozen=True, slots=True)
class Situation:
    """A conversation, what it is about, (author, text) of its last turns, and the policies in force that it may meet."""

    conversation: Any
    about: About
    turns: tuple[tuple[str, str], ...]
    policies: tuple[Policy, ...]

    @property
    def ours(self) -> list[str]:
        """What the customer was told."""
        return [text for author, text in self.turns if author != "customer"]

    def facts(self, member: Membership | None = None) -> Facts:
        """What is known when rules are asked for; `member` answers it.

        Several products, plans or regions are none that is known: a rule for one of them would be a guess.
        """
        conversation, known = self.conversation, self.about
        words = [text for author, text in self.turns if author == "customer"]
        return Facts(
            intent=known.topic, topic=known.topic, text="\n".join(words), product=_only(known.products), plan=_only(known.plans),
            region=_only(known.regions), channel=conversation.channel if conversation.channel in CHANNELS else "", language=conversation.language,
            pool=member.pool.kind if member is not None and member.pool is not None else "",
            verified=conversation.customer.is_verified, days_open=max((clock.now() - conversation.created_at).days, 0),
        )  # fmt: skip

    def of_kind(self, kind: type[Any]) -> tuple[Policy, ...]:
        """Its policies of one kind."""
        return tuple(policy for policy in self.policies if isinstance(policy.content, kind))


def situation_of(conversation: Any, *, kinds: Sequence[str] = MET_KINDS) -> Situation:
    """The situation of a conversation; its customer is loaded with it. For a scope of its brand."""
    turns = tuple(recent_turns(conversation.pk, limit=TURNS))
    return Situation(conversation, about(conversation), turns, policies_in_force(*kinds) if kinds else ())


def _only(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else ""
