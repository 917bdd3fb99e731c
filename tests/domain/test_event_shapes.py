"""What an event's row holds is a promise to every reader of the past: names of fields and topics of the contact's four."""

from __future__ import annotations

import json

import pytest

from tandem.domain.service.conversations import events
from tandem.foundation.events.publishing import row_of
from tests.cast import make_house

WHERE = {"conversation_id": 7, "conversation": "cnv_1", "version": 3, "desk": "mem_1", "vendor": "vnd_1"}
WHAT = {"contact_id": 8, "queue_id": 9, "person_id": 10}


@pytest.mark.parametrize("kind", ["ContactAssigned", "ContactTakenBack", "ContactResolved", "ContactTransferred"])
def test_events_of_a_held_contact_share_their_form(db, kind):
    brand = make_house().brand
    own = {"reason": "silent"} if kind == "ContactTakenBack" else {}
    name, stream, held, topics = row_of(brand.pk, getattr(events, kind)(**WHERE, **WHAT, **own))
    assert (name, stream, list(json.loads(held).items())) == (kind, "conversation:cnv_1", [*WHERE.items(), *WHAT.items(), *own.items()])
    assert topics == ["conversation:cnv_1", "chat:cnv_1", "desk:mem_1", f"floor:{brand.ref}", f"floor:{brand.ref}:vnd_1"]
