"""One brand's knowledge and past in a process of its own: `python -m tandem.demo.play BRAND START DAYS SEED`; says how far it is."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta

from tandem.demo.notes import home_of


def main(slug: str, start: str, days: str, seed: str) -> None:
    """Play and report: lines of `seconds played`, then `done <conversations>`."""
    from tandem.foundation.database.opening import open_database  # noqa: PLC0415  Django is set up by it

    open_database(migrate=False)
    from tandem.demo.history import History  # noqa: PLC0415
    from tandem.demo.making import teach  # noqa: PLC0415
    from tandem.demo.ruling import rule  # noqa: PLC0415
    from tandem.demo.voices import speak  # noqa: PLC0415
    from tandem.foundation import clock  # noqa: PLC0415
    from tandem.foundation.tenancy.queries import brand_by_slug  # noqa: PLC0415

    began = datetime.fromisoformat(start)
    until = began + timedelta(days=float(days))
    brand = brand_by_slug(slug)
    with clock.on(clock.VirtualClock(began - timedelta(days=1))):
        teach(brand)
        rule(brand)
    history = History(brand, start=began, until=until, seed=int(seed), home=home_of(slug))

    def say(instant: datetime) -> None:
        sys.stdout.write(f"{(instant - began).total_seconds():.0f}\n")
        sys.stdout.flush()

    count = history.play(say)
    with clock.on(clock.VirtualClock(until)):
        speak(brand)
    sys.stdout.write(f"done {count}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
