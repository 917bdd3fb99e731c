"""Every tracked file: no secrets, no addresses of registries, no paths of one machine, no bare ignores."""

import re
import tomllib

import pytest

from tests.architecture.house import ROOT, shown, tracked

PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".ico", ".woff2", ".gz", ".mo", ".pdf"}

# Each pattern is written so that it does not match itself.
SECRETS = re.compile(
    r"-{5}BEGIN [A-Z ]*PRIVATE KEY"
    r"|\bA[K]IA[0-9A-Z]{16}\b"
    r"|\bgh[pousr]_[A-Za-z0-9]{36}\b"
    r"|\bxox[abprs]-[A-Za-z0-9-]{10,}"
    r"|\bsk-[A-Za-z0-9_-]{20,}"
    r"|\bey[J][A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{15,}\.",
)
REGISTRIES = re.compile(
    r"pypi\.(?:org|python)|pythonhosted\.[o]rg|registry\.npm[j]s|\bnpmjs\.[c]om|crates\.[i]o|rubygems\.[o]rg"
    r"|proxy\.golang\.[o]rg|unpkg\.[c]om|jsdelivr\.[n]et|cdnjs\.[c]loudflare|huggingface\.[c]o"
    r"|index-u[r]l|trusted-h[o]st|conda\.anaconda\.[o]rg|deb\.debian\.[o]rg",
    re.IGNORECASE,
)
MACHINE = re.compile(r"(?<![\w.}/-])/(?:work|home|root)/[\w.-]")
BARE = re.compile(
    r"#\s*noqa(?!:\s*[A-Z]+\d+)|#\s*type:\s*ignore(?!\[)"
    r"|#\s*pragma:\s*no cover\s*$|eslint-disable\s*(?:\*/)?$"
)


def lines():
    for path in tracked():
        if path.suffix not in PICTURES:
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                yield path, number, line


def matches(pattern, *, suffixes=None):
    return [
        f"{shown(path)}:{number}: {found.group()}"
        for path, number, line in lines()
        if (suffixes is None or path.suffix in suffixes) and (found := pattern.search(line))
    ]


def test_no_secrets():
    assert matches(SECRETS) == []


def test_no_addresses_of_registries():
    assert matches(REGISTRIES) == []


def test_no_paths_of_one_machine():
    assert matches(MACHINE) == []


def test_every_ignore_names_its_rule_or_its_reason():
    assert matches(BARE, suffixes={".py", ".js", ".toml"}) == []


def test_pinned_versions_are_names_and_versions_alone():
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+_-]+", line)] == []
    names = [re.sub(r"[-_.]+", "-", line.partition("==")[0]).lower() for line in pins]
    assert len(names) == len(set(names))


def test_every_dependency_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["dev"], *extras["science"]]
    pins = {line.partition("==")[0].lower() for line in (ROOT / "constraints.txt").read_text().splitlines()}
    assert sorted({re.split(r"[\[~=<>!; ]", name)[0].lower() for name in wanted} - pins) == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (SECRETS, "-----BEGIN RSA " + "PRIVATE KEY-----"),
        (SECRETS, "AKIA" + "A" * 16),
        (SECRETS, "key = 'sk-" + "a1" * 12 + "'"),
        (REGISTRIES, "https://" + "pypi.or" + "g/simple"),
        (REGISTRIES, "https://cdn." + "jsdelivr.ne" + "t/npm/x"),
        (MACHINE, "open('/wor" + "k/shared/x')"),
        (MACHINE, "cd /hom" + "e/someone"),
        (BARE, "x = 1  # noq" + "a"),
        (BARE, "x = 1  # type: ignor" + "e"),
    ],
)
def test_a_planted_breach_is_found(pattern, text):
    assert pattern.search(text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (MACHINE, "../shared/data"),
        (MACHINE, "src/work/x"),
        (MACHINE, "https://a.example/home/x"),
        (BARE, "x = 1  # noqa: S603"),
        (BARE, "x = 1  # type: ignore[arg-type]"),
    ],
)
def test_what_is_right_is_let_be(pattern, text):
    assert not pattern.search(text)
