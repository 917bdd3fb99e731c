"""Whatever is sent, the answer is one that the description names: never a failure, never another shape."""

import json
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.api.v1.house import PREFIX, document
from tests.api.hands import hold

pytestmark = pytest.mark.django_db
DOCUMENT = document()
OPERATIONS = [
    (method.upper(), path.removeprefix(PREFIX.rstrip("/")), operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]

odd_text = st.sampled_from(
    [
        "",
        " ",
        "\x00",
        "\ud800",
        "\u202eabc",
        "e\u0301",
        "💺" * 50,
        "x" * 9000,
        "en",
        "general",
        "solved",
        "<b>",
        "%",
        "'",
        "../",
    ]
)
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(), odd_text, st.text(max_size=20)
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(odd_text, inner, max_size=2),
    max_leaves=4,
)


def fields_of(operation) -> dict:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    return DOCUMENT["components"]["schemas"][content["schema"]["$ref"].rsplit("/", 1)[-1]] if content else {}


@st.composite
def requests(draw, refs):
    """An operation with path, query and body that are often right, often nearly, sometimes nonsense."""
    method, path, operation = draw(st.sampled_from(OPERATIONS))
    if "{ref}" in path:
        own = next(
            (ref for start, ref in refs.items() if path.startswith(f"/{start}/")), "art_0000000000000000"
        )
        ref = draw(
            st.one_of(
                st.just(own), st.just(own), st.sampled_from([*refs.values(), "a" * 300]), st.text(min_size=1)
            )
        )
        path = path.replace("{ref}", quote(ref.encode("utf-8", "replace"), safe=""))
    names = [parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "query"]
    odd_query = st.sampled_from(["1", "0", "-1", "ten", "\x00", "é", "x" * 500, ""])
    query = draw(st.dictionaries(st.sampled_from([*names, "colour"]), odd_query, max_size=1))
    if query:
        path += "?" + "&".join(f"{name}={quote(value)}" for name, value in query.items())
    body = None
    if schema := fields_of(operation):
        example = dict(operation["requestBody"]["content"]["application/json"]["example"])
        example |= {"customer": refs["customers"]} if "customer" in example else {}
        changes = draw(st.dictionaries(st.sampled_from([*schema["properties"], "extra"]), values, max_size=1))
        body = draw(
            st.one_of(st.just(example | changes), st.just(example | changes), st.just(changes), values)
        )
    return method, path, body, operation


def test_no_request_makes_it_fail(house, api):
    conversation, own = hold(house, api, house.amara)
    refs = {"conversations": conversation["ref"], "customers": conversation["customer"]["ref"]}
    refs |= {"experts": own.get("/experts/me").body["ref"], "articles": ""}
    refs["articles"] = api.post("/articles", {"title": "A", "body": "B"}).body["ref"]

    @settings(
        max_examples=120,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(requests(refs))
    def check(request):
        method, path, body, operation = request
        client = own if "acts for a member" in operation.get("description", "") else api
        answer = client(method, path, raw=json.dumps(body).encode() if body is not None else b"")
        known = {*operation["responses"], "304", "404", "413"}
        assert str(answer.status_code) in known - {"500", "503"}, (method, path, body, answer.body)
        if answer.status_code >= 400:
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert set(answer.body) <= {"type", "title", "status", "code", "detail", "errors"}

    check()
