"""What looks for files that nobody used."""

from __future__ import annotations

from tandem.core.kit.refusals import Refused
from tandem.foundation import clock
from tandem.foundation.files.actions import forget_unused
from tandem.foundation.files.models import Unused
from tandem.foundation.tenancy.queries import everywhere
from tandem.foundation.tenancy.scope import Scope, scope


def forget_what_nobody_used() -> int:
    """Files past their day that hang on nothing, each in a transaction of its own."""
    with everywhere("files that nobody used"):
        due = list(Unused.objects.filter(until__lte=clock.now()).order_by("until").values_list("brand_id", "file_id")[:50])
    done = 0
    for brand_id, file_id in due:
        try:
            with scope(Scope(brands=(brand_id,), purpose="deadline")):
                forget_unused(brand_id, file_id)
            done += 1
        except Refused:
            continue
    return done
