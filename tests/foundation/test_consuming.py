"""Steps that follow events: once each, whatever fails or is killed."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection, transaction

from tandem.core.kit.refusals import Absent
from tandem.foundation import clock
from tandem.foundation.events import consuming
from tandem.foundation.events.models import Setback
from tandem.foundation.jobs.queries import dead_letters, requeue
from tandem.foundation.tenancy.models import Brand
from tandem.foundation.tenancy.scope import Scope, scope

HERE = "tests.foundation.test_consuming."
seen: list[int] = []
broken: set[int] = set()


def follow(happened) -> None:
    """The handler under test: writes a row, so that its work can be counted in the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_entry (brand_id, at, actor, verb, subject, facts) VALUES (%s, %s, '{}', 'followed', %s, '{}')",
            [happened.brand_id, clock.now(), str(happened.id)],
        )
    if happened.id in broken:
        raise ValueError("this one breaks")
    seen.append(happened.id)


@pytest.fixture
def brand(committed):
    seen.clear()
    broken.clear()
    made = Brand.objects.create(slug="one", name="One", created_at=clock.now())
    consuming.ensure_cursors([HERE + "follow"])
    return made


def happen(brand, count=1) -> list[int]:
    with scope(Scope(brands=(brand.pk,))), connection.cursor() as cursor:
        ids = []
        for n in range(count):
            cursor.execute(
                "INSERT INTO events_event (brand_id, kind, stream, shard, at, actor, data, topics) VALUES (%s, 'Tried', "
                "'s', %s, %s, '{}', %s, '{}') RETURNING id",
                [brand.pk, n % 4, clock.now(), json.dumps({})],
            )
            ids.append(cursor.fetchone()[0])
    return ids


def consume() -> int:
    return consuming.consume({HERE + "follow": ("Tried",)})


def followed(brand) -> list[int]:
    with scope(Scope(brands=(brand.pk,))), connection.cursor() as cursor:
        cursor.execute("SELECT subject::bigint FROM audit_entry WHERE verb = 'followed' ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]


def test_each_event_is_followed_once(brand):
    ids = happen(brand, 60)
    while consume():
        pass
    assert sorted(seen) == ids
    assert followed(brand) == ids
    assert consume() == 0


def test_an_event_of_an_open_transaction_below_is_waited_for(brand, server):
    import psycopg

    from tests.foundation.test_live_property import INSERT, plain

    with psycopg.connect(**plain()) as slow:
        slow.execute("SELECT set_config('tandem.brands', %s, false)", [str(brand.pk)])
        late = slow.execute(INSERT.replace("VALUES (1", f"VALUES ({brand.pk}"), [["t"]]).fetchone()[0]
        early = happen(brand)
        assert consume() == 0
        slow.commit()
    while consume():
        pass
    assert sorted(seen) == sorted([late, *early])


@pytest.mark.proves("L1")
def test_a_failing_event_is_set_aside_tried_again_and_at_last_left_for_a_person(brand):
    first, bad, last = happen(brand, 3)
    broken.add(bad)
    while consume():
        pass
    assert followed(brand) == [first, last]
    with clock.on(clock.VirtualClock(clock.now())) as time:
        for _ in range(consuming.MOST_ATTEMPTS):
            time.advance(3601)
            consume()
    assert Setback.objects.get().attempts == consuming.MOST_ATTEMPTS
    [letter] = dead_letters()
    assert (letter.name, letter.error.startswith("ValueError at "), "this one breaks" in letter.error) == (HERE + "follow", True, False)
    broken.clear()
    requeue(letter.key)
    with clock.on(clock.VirtualClock(clock.now() + timedelta(seconds=1))):
        consume()
    assert dead_letters() == []
    assert followed(brand) == [first, bad, last]
    with pytest.raises(Absent):
        requeue(letter.key)


@pytest.mark.proves("L1")
def test_a_killed_worker_loses_nothing_and_repeats_nothing(brand):
    ids = happen(brand, 10)

    class Killed(BaseException):
        pass

    with pytest.raises(Killed), transaction.atomic():
        consume()
        raise Killed  # the process dies before the transaction commits
    assert followed(brand) == []
    while consume():
        pass
    assert followed(brand) == ids
