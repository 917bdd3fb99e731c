"""Who may write rights: nobody by hand. Everybody of the brand may read them, since what binds somebody is known to them."""

from __future__ import annotations

from tandem.core.kit.refusals import Forbidden
from tandem.foundation.tenancy.actor import Actor


def check_may_bring(actor: Actor) -> None:
    """Raises Forbidden for anybody but the house itself, which brings what was released; the database compares it."""
    if actor.kind != "system":
        raise Forbidden("A decision right comes from a released policy, never from somebody's hand.")
