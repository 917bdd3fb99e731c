"""Pictures of every page of a running house, wide and narrow, light and dark, to look at after a change.

    python -m bench.pictures http://localhost:8000 PASSWORD /tmp/pictures [WORD ...]

PASSWORD is the one that `tandem demo` prints. With words, only pages whose name holds one of them are taken.
A line is printed for a page that is wider than its window, that complains in the console, or that answers an error.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

SIZES = {"1440": (1440, 900), "390": (390, 844)}
SCHEMES = ("light", "dark")
POLICIES = ("escalation", "boundary", "disclosure", "right", "guide", "macro", "voice")
SETTLE_MS = 900  # live parts and charts have drawn themselves by then
Step = str | Callable[[Any], None]


def following(pattern: str) -> Callable[[Any], None]:
    """Open the first link of the page whose address looks like this, if there is one."""

    def follow(page: Any) -> None:
        for link in page.locator("a[href]").all():
            if re.search(pattern, link.get_attribute("href") or ""):
                page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + link.get_attribute("href"))
                return

    return follow


def pressing(key: str) -> Callable[[Any], None]:
    """Press a key on the page."""
    return lambda page: page.keyboard.press(key)


def looking_for(words: str) -> Callable[[Any], None]:
    """Open the jump list and search in it."""

    def look(page: Any) -> None:
        page.keyboard.press("Control+k")
        page.keyboard.type(words)

    return look


def asking(words: str) -> Callable[[Any], None]:
    """Write to the brand as a customer."""

    def ask(page: Any) -> None:
        page.fill("#write", words)
        page.press("#write", "Enter")

    return ask


def signing_in(email: str, password: str) -> Callable[[Any], None]:
    """Fill in the page of the sign-in."""

    def sign_in(page: Any) -> None:
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", password)
        page.press("input[name=password]", "Enter")

    return sign_in


def simulating(words: str) -> Callable[[Any], None]:
    """Ask the simulator what somebody's words would meet."""

    def simulate(page: Any) -> None:
        page.fill("textarea[name=text]", words)
        page.fill("input[name=amount]", "120")
        page.locator("button[name=ask]").last.click()
        page.wait_for_load_state()

    return simulate


def complained(page: Any, line: Any) -> None:
    """A refusal that was asked for is no complaint."""
    if line.type == "error" and not re.search("40[34]", line.text):
        print("console:", page.url, line.text[:200])


def accepting(page: Any) -> None:
    """Go online, and take the offer if one comes soon."""
    page.evaluate("document.querySelector('#go-online')?.click()")
    try:
        page.locator(".offer [data-key=y]").first.click(timeout=8000)
        page.wait_for_url(re.compile("/desk/c/"), timeout=8000)
    except Exception as error:  # noqa: BLE001  no offer is no failure: the page is taken as it is
        print("no offer:", str(error).splitlines()[0])


TOURS: dict[str, dict[str, tuple[Step, ...]]] = {
    "": {
        "sign-in": ("/accounts/login/",),
        "sign-in-refused": ("/accounts/login/", signing_in("nobody@demo.example", "x")),
        "reset": ("/accounts/password/reset/",),
        "missing": ("/no/such/page",),
        "chat-start": ("/chat/northwind",),
        "chat-asked": ("/chat/northwind", asking("My train to Carrow was two hours late. Can I have my money back?")),
        "chat-shop": ("/chat/hearth/shop",),
    },
    "expert": {
        "desk": ("/desk/",),
        "desk-queue": ("/desk/?show=queue",),
        "desk-done": ("/desk/?show=done",),
        "desk-resolved": ("/desk/?show=done", following(r"/desk/c/cnv_")),
        "desk-mine": ("/desk/", accepting),
        "desk-mine-again": ("/desk/", following(r"/desk/c/cnv_")),
        "desk-resolve-menu": ("/desk/", following(r"/desk/c/cnv_"), pressing("e")),
        "desk-articles": ("/desk/", following(r"/desk/c/cnv_"), pressing("/")),
        "desk-keys": ("/desk/", following(r"/desk/c/cnv_"), pressing("?")),
        "desk-palette": ("/desk/", looking_for("refund")),
        "desk-availability": ("/desk/", lambda page: page.click("#availability")),
        "expert-knowledge": ("/knowledge/",),
        "expert-forbidden": ("/floor/",),
        "account": ("/accounts/email/",),
        "account-password": ("/accounts/password/change/",),
        "account-factors": ("/accounts/2fa/",),
        "account-sessions": ("/accounts/sessions/",),
        "jump": ("/jump/?q=refund",),
    },
    "lead": {
        "floor": ("/floor/",),
        "floor-conversation": ("/floor/", following(r"/desk/c/cnv_")),
        "floor-desk-forbidden": ("/desk/",),
        "settings-people": ("/settings/northwind/people/",),
        "settings-member": ("/settings/northwind/people/", following(r"/people/\w+_")),
        "settings-brand": ("/settings/northwind/brand/",),
        "settings-queues": ("/settings/northwind/queues/",),
        "settings-queue": ("/settings/northwind/queues/", following(r"/queues/\w+_")),
        "settings-queue-new": ("/settings/northwind/queues/new/",),
        "settings-tokens": ("/settings/northwind/tokens/",),
        "settings-steps": ("/settings/northwind/steps/",),
        "settings-machine": ("/settings/northwind/machine/",),
    },
    "author": {
        "studio": ("/knowledge/",),
        "studio-article": ("/knowledge/", following(r"/knowledge/\w+_\w+/")),
        "studio-write": ("/knowledge/", following(r"/knowledge/\w+_\w+/"), following(r"/draft/$")),
        "studio-new": ("/knowledge/new/",),
        "studio-import": ("/knowledge/import/",),
        "studio-changes": ("/knowledge/?state=in_review", following(r"/knowledge/art_\w+/"), following(r"view=changes")),
        "studio-discussion": ("/knowledge/", following(r"/knowledge/art_\w+/"), following(r"/discussion/")),
        "studio-translations": ("/knowledge/", following(r"/knowledge/art_\w+/"), following(r"/translations/")),
        **{f"studio-{kind}": (f"/knowledge/policies/{kind}/",) for kind in POLICIES},
        **{f"studio-{kind}-one": (f"/knowledge/policies/{kind}/", following(r"/policies/entry/")) for kind in POLICIES},
        **{f"studio-{kind}-write": (f"/knowledge/policies/{kind}/", following(r"/policies/entry/"), following(r"/draft/$")) for kind in POLICIES},
        "studio-simulator": ("/knowledge/policies/simulator/",),
        "studio-simulated": ("/knowledge/policies/simulator/", simulating("My train was cancelled, I was hurt on the platform and I want my 120 pounds back.")),
        **{f"studio-{page}": (f"/knowledge/{page}/",) for page in ("waiting", "proposals", "rules", "measures", "gaps", "contradictions", "learning")},
        "studio-doing": ("/knowledge/measures/", following(r"/knowledge/\w+_\w+/measures/")),
    },
    "approver": {"approver-studio": ("/knowledge/",), "approver-waiting": ("/knowledge/waiting/",)},
    "vendor": {"vendor-floor": ("/floor/",), "vendor-knowledge": ("/knowledge/",), "vendor-settings": ("/settings/",)},
}


def main(address: str, password: str, folder: Path, words: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("TANDEM_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        for who, tour in TOURS.items():
            wanted = {name: steps for name, steps in tour.items() if not words or any(word in name for word in words)}
            if not wanted:
                continue
            for size, scheme in ((size, scheme) for size in SIZES for scheme in SCHEMES):
                with signed_in(browser, address, who=who, password=password, size=size, scheme=scheme) as page:
                    for name, steps in wanted.items():
                        take(page, address, name=f"{name}-{size}-{scheme}", steps=steps, folder=folder)
        browser.close()


@contextmanager
def signed_in(browser: Any, address: str, *, who: str, password: str, size: str, scheme: str) -> Iterator[Any]:
    """A page in a browser of its own, in which this person of the demo is signed in (nobody for "")."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, locale="en-GB")
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.on("pageerror", lambda error: print("script error:", page.url, str(error)[:200]))
    page.on("console", lambda line: complained(page, line))
    if who:
        page.goto(f"{address}/accounts/login/")
        signing_in(f"{who}@demo.example", password)(page)
        page.wait_for_load_state()
    yield page
    context.close()


def take(page: Any, address: str, *, name: str, steps: tuple[Step, ...], folder: Path) -> None:
    """Walk the steps, wait until it is drawn, take the picture."""
    for step in steps:
        if callable(step):
            step(page)
        else:
            page.goto(address + step)
        page.wait_for_timeout(SETTLE_MS)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
        print("too wide:", name)
    page.screenshot(path=folder / f"{name}.png")


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(sys.argv[1].rstrip("/"), sys.argv[2], Path(sys.argv[3]), sys.argv[4:])
