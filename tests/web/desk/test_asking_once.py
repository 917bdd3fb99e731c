"""An open conversation asks the database as often for many rules and guide runs as for one, and reads the thread once for all of them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.domain.knowledge.policies.actions.walking import start, stop
from tandem.foundation.tenancy.scope import scope
from tests.cast import person
from tests.ruling import GUIDE, HURT, ruled
from tests.web.desk.acting import at, held

pytestmark = pytest.mark.django_db


def asked(client, conversation):
    with CaptureQueriesContext(connection) as found:
        assert client.get(f"/desk/c/{conversation.ref}").status_code == 200
    return [query["sql"] for query in found]


@pytest.mark.proves("R15")
def test_many_rules_and_runs_cost_no_more_than_one(house):
    def more(title):
        with scope(house.scope):
            ruled(house.brand.pk, "escalation", {**HURT, "to": {"kind": "queue", "key": "general"}}, title=f"Hurt {title}")
            ruled(house.brand.pk, "escalation", {**HURT, "to": {"kind": "member", "key": house.lena.ref}}, title=f"Badly hurt {title}")
            guide = ruled(house.brand.pk, "guide", GUIDE, title=f"Who is it {title}?")
            stop(person(house.amara), start(person(house.amara), house.brand.pk, guide.ref, conversation=conversation.ref))

    conversation = held(house, house.amara, "I was hurt")
    client = at(house.amara)
    more("first")
    asked(client, conversation)  # the process has read the rules
    before = asked(client, conversation)
    for title in ("second", "third"):
        more(title)
    asked(client, conversation)
    after = asked(client, conversation)
    assert len(after) == len(before)
    assert sum('"conversations_matter"' in sql for sql in after) == 1
    assert sum("'escalation'" in sql for sql in after) == 1  # the policies in force
    assert sum(sql.startswith('SELECT "conversations_message"."author"') for sql in after) == 1  # the last turns
