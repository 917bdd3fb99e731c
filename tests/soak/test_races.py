"""Real processes race for the same contacts and people: no double assignment, no breach of capacity."""

from __future__ import annotations

import multiprocessing as mp
import os
import random

import pytest
from django.db import connections

from tandem.core.kit.refusals import Refused
from tandem.domain.service.conversations.actions import posting
from tandem.domain.service.conversations.actions.assigning import assign, take_back
from tandem.domain.service.conversations.actions.closing import resolve
from tandem.domain.service.conversations.queries import holder_of
from tandem.foundation.tenancy.actor import SYSTEM, Actor
from tandem.foundation.tenancy.models import Membership
from tandem.foundation.tenancy.scope import Scope, scope
from tests.cast import make_house, new_conversation, person

CLEAN = {"held_twice": 0, "overlapping": 0, "wrong_load": 0, "too_much_at_once": 0, "state_out_of_step": 0}


def racer(settings: dict, brand_id: int, conversations: list[int], members: list[int], seed: int, turns: int) -> None:
    """One process: takes, answers, resolves, gives back, at random."""
    connections["default"].settings_dict.update(settings)
    posting.MOST_A_MINUTE = turns  # the pace of one customer's hand would soon leave nothing to race for
    rng = random.Random(seed)
    for _ in range(turns):
        conversation_id = rng.choice(conversations)
        try:
            with scope(Scope(brands=(brand_id,))):
                member = Membership.objects.get(pk=rng.choice(members))
                what = rng.random()
                if what < 0.6:
                    assign(person(member), brand_id, conversation_id, membership=member)
                elif what < 0.75:
                    take_back(SYSTEM, brand_id, conversation_id, reason="silent")
                elif what < 0.9:
                    holder = holder_of(conversation_id)
                    if holder:
                        resolve(person(holder.membership), brand_id, conversation_id, membership=holder.membership)
                else:
                    posting.post_message(Actor("customer", 1), brand_id, conversation_id, author="customer", text="Again")
        except Refused:
            continue
    connections.close_all()
    os._exit(0)


def race(*, processes: int, turns: int) -> dict[str, int]:
    """Run the race; returns counts of what must never be.

    What a person held at once is told by the events' numbers, drawn under the lock on their load: instants are taken before it.
    """
    house = make_house()
    with scope(house.scope):
        conversations = []
        for _ in range(8):
            conversation = new_conversation(house)
            posting.post_message(Actor("customer", conversation.customer_id), house.brand.pk, conversation.pk, author="customer", text="Help")
            conversations.append(conversation.pk)
    members = [house.amara.pk, house.ben.pk]
    settings = {key: connections["default"].settings_dict[key] for key in ("HOST", "PORT", "NAME", "USER", "PASSWORD", "OPTIONS")}
    connections.close_all()
    context = mp.get_context("fork")
    children = [context.Process(target=racer, args=(settings, house.brand.pk, conversations, members, seed, turns)) for seed in range(processes)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    assert [child.exitcode for child in children] == [0] * processes
    return counted(house)


def counted(house) -> dict[str, int]:
    with scope(house.scope), connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM conversations_assignment),"
            " (SELECT count(*) FROM (SELECT contact_id FROM conversations_assignment WHERE ended_at IS NULL GROUP BY contact_id HAVING count(*) > 1) AS twice),"
            " (SELECT count(*) FROM conversations_assignment a JOIN conversations_assignment b ON a.contact_id = b.contact_id AND a.id < b.id"
            "   WHERE a.started_at < coalesce(b.ended_at, 'infinity') AND b.started_at < coalesce(a.ended_at, 'infinity')),"
            " (SELECT count(*) FROM conversations_personload WHERE load > capacity OR load <> (SELECT coalesce(sum(weight), 0) FROM conversations_assignment"
            "   WHERE person_id = conversations_personload.person_id AND ended_at IS NULL)),"
            " (SELECT count(*) FROM (SELECT sum(CASE kind WHEN 'ContactAssigned' THEN 4 ELSE -4 END) OVER (PARTITION BY data->>'person_id' ORDER BY id) AS load"
            "   FROM events_event WHERE kind IN ('ContactAssigned', 'ContactResolved', 'ContactTakenBack')) AS held WHERE load NOT BETWEEN 0 AND 12),"
            " (SELECT count(*) FROM conversations_contact k WHERE (k.state = 'assigned') <> EXISTS (SELECT 1 FROM "
            "conversations_assignment a WHERE a.contact_id = k.id AND a.ended_at IS NULL))"
        )
        names = ("assignments", "held_twice", "overlapping", "wrong_load", "too_much_at_once", "state_out_of_step")
        return dict(zip(names, cursor.fetchone(), strict=True))


@pytest.mark.proves("L3")
def test_a_short_race(committed):
    counts = race(processes=3, turns=60)
    assert counts.pop("assignments") > 8
    assert counts == CLEAN


@pytest.mark.soak
@pytest.mark.proves("L3")
def test_a_long_race(committed):
    counts = race(processes=8, turns=1500)
    assert counts.pop("assignments") > 500
    assert counts == CLEAN
