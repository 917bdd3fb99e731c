"""`tandem knowledge` and `tandem evaluate retrieval`: files in, articles out; bad files change nothing."""

import gzip
import json
import os
from pathlib import Path

import pytest

from tandem.domain.knowledge.articles.models import Article, Version
from tandem.foundation import clock
from tandem.foundation.tenancy.models import Brand
from tandem.foundation.tenancy.scope import Scope, scope
from tests.cli.conftest import REFUNDS

pytestmark = pytest.mark.django_db

def kept(brand):
    with scope(Scope(brands=(brand.pk,))):
        return {
            (v.article.slug, v.number, v.status, v.title) for v in Version.objects.select_related("article")
        }


@pytest.mark.proves("R17")
def test_a_folder_is_imported_once_and_exported_as_it_was(run, brand, folder, tmp_path):
    first = run("knowledge", "import", folder, "--brand", "rail", "--trial", "--json")
    assert (first.exit_code, json.loads(first.stdout)) == (
        0,
        {"created": 2, "updated": 0, "unchanged": 0, "sent_for_review": 0, "published": 2, "brand": "rail"},
    )
    again = run("knowledge", "import", folder, "--brand", "rail", "--trial", "--json")
    assert json.loads(again.stdout)["unchanged"] == 2
    assert kept(brand) == {("refunds", 1, "published", "Refunds"), ("pets", 1, "published", "Pets")}
    for out in (tmp_path / "out", tmp_path / "out.jsonl", tmp_path / "out.jsonl.gz"):
        assert run("knowledge", "export", out, "--brand", "rail").exit_code == 0
        same = run("knowledge", "import", out, "--brand", "rail", "--trial", "--json")
        assert json.loads(same.stdout)["unchanged"] == 2
    assert (tmp_path / "out" / "refunds.md").read_text() == REFUNDS
    assert run("knowledge", "export", tmp_path / "out", "--brand", "rail").exit_code == 2


@pytest.mark.proves("R13", "L4")
def test_only_a_trial_brand_has_a_simulated_approver(run, folder):
    own = Brand.objects.create(slug="own", name="Own", created_at=clock.now())
    refused = run("knowledge", "import", folder, "--brand", "own", "--trial")
    assert (refused.exit_code, kept(own)) == (2, set())
    assert refused.stderr.splitlines()[-1] == "own is no trial brand: its own approvers release its knowledge. Leave --trial away."
    sent = run("knowledge", "import", folder, "--brand", "own", "--submit", "--json")
    assert json.loads(sent.stdout)["sent_for_review"] == 2
    assert {status for _, _, status, _ in kept(own)} == {"in_review"}


def test_a_brand_is_made_when_asked_and_drafts_are_not_published(run, folder):
    assert run("knowledge", "import", folder, "--brand", "new").exit_code == 2
    assert run("knowledge", "import", folder, "--brand", "new", "--create-brand", "New").exit_code == 0
    assert {status for _, _, status, _ in kept(Brand.objects.get(slug="new"))} == {"draft"}


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("a.md", b"no title", "a.md:1:1: expected"),
        ("a.md", b"# A\n\nx\xff", "a.md:3:2: expected UTF-8 text."),
        ("a.md", b"# A\nb\x00", "a.md:2:2: expected text without NUL bytes."),
        (
            "a.jsonl",
            b'{"id": "a", "title": "A", "content": "x"}\n{"id"\n',
            "a.jsonl:2:6: expected a JSON object",
        ),
        (
            "a.jsonl",
            b'{"id": "a", "title": "A", "content": "x"}\n' * 2,
            "a.jsonl:2:1: the short name a came at",
        ),
        ("a.jsonl", b"\n", "holds no articles"),
        ("a.jsonl.gz", b"not packed", "cannot be read"),
        ("a.jsonl.gz", gzip.compress(b"{}", mtime=0)[:-4], "cannot be read"),
        ("a.pdf", b"x", "expected a folder"),
        ("", b"", "no such file"),
    ],
)
def test_a_bad_file_is_refused_whole_with_its_place(run, brand, tmp_path, name, content, line):
    if name:
        (tmp_path / name).write_bytes(content)
    result = run("knowledge", "import", tmp_path / (name or "gone.md"), "--brand", "rail", "--trial")
    assert result.exit_code == 2
    assert line in result.stderr
    assert result.stderr.count("\n") == 1
    assert kept(brand) == set()


def test_an_article_without_text_stops_the_import_before_it_begins(run, brand, tmp_path):
    (tmp_path / "a.md").write_text("# A\n\ntext")
    (tmp_path / "b.md").write_text("# B\n\n## Only a heading")
    result = run("knowledge", "import", tmp_path, "--brand", "rail", "--trial")
    assert (result.exit_code, kept(brand)) == (2, set())
    assert result.stderr.splitlines()[-1] == "The article b has no text and cannot be published."


def test_search_prints_what_fits_best(run, brand, folder):
    run("knowledge", "import", folder, "--brand", "rail", "--trial")
    found = json.loads(
        run("knowledge", "search", "can my dog come along", "--brand", "rail", "--json").stdout
    )
    assert [one["slug"] for one in found] == ["pets"]
    assert run("knowledge", "search", "x", "--brand", "none").exit_code == 2
    assert run("knowledge", "search", " ", "--brand", "rail").stdout == "Nothing was found.\n"


def test_check_names_what_to_mend(run, folder):
    assert run("knowledge", "check", folder).exit_code == 0
    (folder / "cats.md").write_text("# pets\n\n## Empty\n\n## Links\n\nSee [here](gone.md).\n")
    result = run("knowledge", "check", folder, "--json")
    assert (result.exit_code, [one["kind"] for one in json.loads(result.stdout)]) == (
        1,
        ["empty_section", "dead_link", "duplicate_title"],
    )


@pytest.mark.proves("R17")
def test_retrieval_is_scored_and_leaves_nothing_behind(run, folder, tmp_path):
    cases = tmp_path / "cases.jsonl"
    cases.write_text(
        json.dumps({"question": "can my dog come along", "articles": ["pets"]})
        + "\n"
        + json.dumps({"question": "when is the refund here", "articles": ["pets"]})
    )
    result = run("evaluate", "retrieval", "--articles", folder, "--cases", cases, "--title-to-body", "--json")
    scores = json.loads(result.stdout)
    assert (scores["articles"], scores["cases"]["recall@1"]["mean"], scores["cases"]["mrr"]["mean"]) == (
        2,
        0.5,
        0.75,
    )
    assert scores["title_to_body"]["recall@1"]["mean"] == 1.0
    assert (scores["recall@1"], scores["recall@20"], scores["mrr"], scores["n"]) == (0.5, 1.0, 0.75, 2)
    assert scores["ndcg@10"] == pytest.approx(0.8155, abs=1e-4)  # the mean of 1 and 1 / log2(3)
    assert 0 < scores["p50_ms"] <= scores["p95_ms"]
    assert not Brand.objects.filter(slug="evaluation-scratch").exists()
    assert "recall@5   1.000  (1.000 to 1.000)" in run("evaluate", "retrieval", "--articles", folder, "--cases", cases).stdout


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "cases.jsonl:1:2: expected a JSON object"),
        ("[]", "expected a JSON object"),
        ('{"question": "x"}', 'a list of short names in "articles"'),
        ('{"question": "x", "articles": ["gone"]}', "needs the article 'gone'"),
        ("", "holds no cases"),
    ],
)
def test_cases_that_are_refused(run, folder, tmp_path, line, words):
    (tmp_path / "cases.jsonl").write_text(line)
    result = run("evaluate", "retrieval", "--articles", folder, "--cases", tmp_path / "cases.jsonl")
    assert result.exit_code == 2
    assert words in result.stderr


@pytest.mark.trial
@pytest.mark.timeout(1800)
@pytest.mark.proves("R17")
def test_the_bank_articles_are_found(run):
    folder = Path(os.environ.get("TANDEM_TRIAL_DATA", "")) / "knowledge"
    if not os.environ.get("TANDEM_TRIAL_DATA") or not folder.is_dir():
        pytest.skip("the trial data is absent: TANDEM_TRIAL_DATA names no folder that holds it")
    paths = ("--articles", folder / "bank_articles.jsonl.gz", "--cases", folder / "bank_cases.jsonl.gz")
    result = json.loads(run("evaluate", "retrieval", *paths, "--title-to-body", "--json").stdout)
    assert (result["articles"], result["cases"]["mrr"]["size"], result["title_to_body"]["mrr"]["size"]) == (
        698,
        49,
        698,
    )
    # Measured .488, .693, .437 and .692; the floors allow for another build, not for a worse search.
    assert result["cases"]["recall@20"]["mean"] >= 0.47
    assert result["cases"]["recall@50"]["mean"] >= 0.67
    assert result["title_to_body"]["recall@1"]["mean"] >= 0.415
    assert result["title_to_body"]["recall@5"]["mean"] >= 0.655


def test_two_brands_keep_the_same_short_names_apart(run, brand, folder):
    run("knowledge", "import", folder, "--brand", "rail", "--trial")
    run("knowledge", "import", folder, "--brand", "shop", "--create-brand", "Shop", "--trial")
    for slug in ("rail", "shop"):
        with scope(Scope(brands=(Brand.objects.get(slug=slug).pk,))):
            assert Article.objects.count() == 2


@pytest.mark.proves("R17")
@pytest.mark.parametrize("name", ["out.csv", "html", "out.json", "intercom.json"])
def test_every_format_reads_back_unchanged(run, brand, folder, tmp_path, name):
    run("knowledge", "import", folder, "--brand", "rail", "--trial")
    form = {"html": ["--format", "html"], "out.json": ["--format", "zendesk"], "intercom.json": ["--format", "intercom"]}.get(name, [])
    assert run("knowledge", "export", tmp_path / name, "--brand", "rail", *form).exit_code == 0
    same = run("knowledge", "import", tmp_path / name, "--brand", "rail", "--json")
    assert json.loads(same.stdout)["unchanged"] == 2


def test_every_fault_is_a_line_and_partial_imports_the_rest(run, brand, tmp_path):
    (tmp_path / "a.md").write_text("# A\n\ntext")
    (tmp_path / "b.md").write_text("no title")
    (tmp_path / "c.html").write_text("<p>x\n<script>alert(1)</script>")
    whole = run("knowledge", "import", tmp_path, "--brand", "rail")
    assert (whole.exit_code, kept(brand)) == (2, set())
    assert [line.partition(": ")[0].rpartition("/")[2] for line in whole.stderr.splitlines()] == ["b.md:1:1", "c.html:2:1"]
    part = run("knowledge", "import", tmp_path, "--brand", "rail", "--partial", "--json")
    assert (part.exit_code, json.loads(part.stdout)["created"]) == (0, 1)
    assert kept(brand) == {("a", 1, "draft", "A")}


@pytest.mark.proves("R13")
def test_an_import_does_not_touch_what_is_with_its_approvers(run, brand, tmp_path):
    (tmp_path / "a.md").write_text("# A\n\ntext")
    (tmp_path / "b.md").write_text("# B\n\ntext")
    run("knowledge", "import", tmp_path, "--brand", "rail", "--submit")
    (tmp_path / "a.md").write_text("# A\n\nother")
    (tmp_path / "b.md").write_text("# B\n\ntext")
    (tmp_path / "c.md").write_text("# C\n\nnew")
    refused = run("knowledge", "import", tmp_path, "--brand", "rail")
    assert (refused.exit_code, {slug for slug, *_ in kept(brand)}) == (2, {"a", "b"})
    assert "a: another wording of it is with its approvers" in refused.stderr
    part = run("knowledge", "import", tmp_path, "--brand", "rail", "--partial", "--json")
    assert {key: json.loads(part.stdout)[key] for key in ("created", "unchanged", "refused")} == {"created": 1, "unchanged": 1, "refused": 1}


def test_former_names_lead_on_and_are_exported(run, brand, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.md").write_text("---\ntitle: A\nformerly: old, older\n---\n\ntext\n")
    run("knowledge", "import", tmp_path / "in", "--brand", "rail", "--trial")
    run("knowledge", "export", tmp_path / "out", "--brand", "rail")
    assert "formerly: old, older" in (tmp_path / "out" / "a.md").read_text()
    (tmp_path / "b.md").write_text("---\ntitle: B\nformerly: old\n---\n\ntext\n")
    refused = run("knowledge", "import", tmp_path / "b.md", "--brand", "rail")
    assert (refused.exit_code, {slug for slug, *_ in kept(brand)}) == (2, {"a"})
    assert "the former name old leads to a" in refused.stderr
