"""The description of the API against the API: parameters, shapes, problems, and schemathesis."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import jsonschema_rs
import pytest
import schemathesis
from bs4 import BeautifulSoup
from flask import Flask, request, request_started
from hypothesis import HealthCheck, Phase, given, settings
from openapi_pydantic import OpenAPI
from pydantic import BaseModel
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection

from indexer import Searcher
from indexer.config import Settings
from searchapp import create_app
from searchapp.api.answers import (
    DocumentShape,
    HitField,
    HitShape,
    ProblemShape,
    SearchShape,
    SimilarShape,
    StatsShape,
    SuggestShape,
)
from searchapp.api.described import OPERATIONS, PARAMETERS
from searchapp.problems import PROBLEMS

GOLDEN = Path(__file__).with_name("v1_fields.txt")
DOCUMENT = "vi-ha-noi-kaluga.txt"
ANSWERS: list[tuple[str, type[BaseModel]]] = [
    ("/api/v1/search?q=Kaluga", SearchShape),
    ("/api/v1/search?q=Kalganow+%22a", SearchShape),
    ("/api/v1/search?q=Stadt", SearchShape),
    ("/api/v1/search?q=", SearchShape),
    ("/api/v1/search?q=xyzzyq", SearchShape),
    ("/api/v1/search?q=Kaluga&from=2025-03&to=2025-02", SearchShape),
    (f"/api/v1/documents/{DOCUMENT}?q=Kaluga", DocumentShape),
    (f"/api/v1/documents/{DOCUMENT}/similar", SimilarShape),
    ("/api/v1/suggest?q=Kalu", SuggestShape),
    ("/api/v1/suggest?q=Ban", SuggestShape),
    ("/api/v1/stats", StatsShape),
    ("/api/v1/search?size=0", ProblemShape),
    ("/api/v1/documents/nope", ProblemShape),
]


@pytest.fixture(scope="module")
def real(seeds_searcher: Searcher) -> Flask:
    return create_app(settings=Settings(), searcher=seeds_searcher)


@pytest.fixture(scope="module")
def described(real: Flask) -> dict[str, Any]:
    return real.test_client().get("/openapi.json").get_json()


def test_it_is_openapi_3_1(described: dict[str, Any]):
    assert described["openapi"].startswith("3.1")
    OpenAPI.model_validate(described)


def test_every_route_is_described(real: Flask, described: dict[str, Any]):
    routes = {
        str(rule).replace("<document_id:document_id>", "{id}") for rule in real.url_map.iter_rules()
    }
    for_people = {"/", "/api", "/documents/{id}", "/preferences", "/static/<path:filename>"}
    for_software = {"/openapi.json", "/opensearch.xml", "/opensearch/suggestions"}
    assert set(described["paths"]) == routes - for_people - for_software


def test_every_description_of_a_parameter_is_used(described: dict[str, Any]):
    used = {
        each["name"] for item in described["paths"].values() for each in item["get"]["parameters"]
    }
    assert used == set(PARAMETERS)


@pytest.mark.parametrize(("address", "shape"), ANSWERS)
def test_answers_have_their_shapes_and_nothing_else(real: Flask, address: str, shape):
    body = json.loads(real.test_client().get(address).data)
    read = shape.model_validate(body).model_dump(exclude_unset=True)
    assert read == body


def fields_of(value: object, path: str = "") -> set[str]:
    if isinstance(value, list):
        return {name for item in value for name in fields_of(item, f"{path}[]")}
    if not isinstance(value, dict):
        return set()
    free = path.split(".")[-1] in {"langs", "sources"}  # their keys are values
    found = set()
    for name, item in value.items():
        here = path if free else f"{path}.{name}"
        found |= {here} | fields_of(item, here)
    return found


def test_no_field_of_version_1_is_gone(real: Flask):
    client = real.test_client()
    found = {
        f"{shape.__name__.removesuffix('Shape').lower()}{name}"
        for address, shape in ANSWERS
        for name in fields_of(json.loads(client.get(address).data))
    }
    golden = set(GOLDEN.read_text(encoding="utf-8").split())
    assert golden - found == set()
    assert found - golden == set(), "new fields: add them to v1_fields.txt, they stay for ever"


def test_the_fields_that_can_be_chosen_are_those_of_a_hit():
    assert HitField.__args__ == tuple(HitShape.model_fields)


def test_the_problems_are_those_there_are():
    codes = {problem.code for problem in PROBLEMS}
    assert len(codes) == len(PROBLEMS)
    described = {code for each in OPERATIONS for code in each.problems}
    assert described <= codes


def test_people_can_read_it(real: Flask):
    client = real.test_client()
    page = BeautifulSoup(client.get("/api").text, "html.parser")
    assert {code.text for code in page.select("h2 code")} == {f"GET {e.path}" for e in OPERATIONS}
    codes = {dt.code.text for dt in page.select("dl.problems dt")}
    assert codes == {problem.code for problem in PROBLEMS}
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids))
    for link in page.select("section > p > a"):
        assert client.get(link["href"]).status_code == 200, link["href"]


def allows_as_sent(parameters: Sequence[Mapping[str, Any]], query: str) -> bool:
    """Whether these parameters allow the query of an address, as it was sent.

    There, a number made for where strings belong is the string of its digits.
    """
    sent = parse_qs(query, keep_blank_values=True)
    known = {each["name"]: each for each in parameters if each["in"] == "query"}
    return sent.keys() <= known.keys() and all(
        allows(known[name], texts) for name, texts in sent.items()
    )


def allows(parameter: Mapping[str, Any], texts: list[str]) -> bool:
    schema = parameter["schema"]
    single = schema["type"] != "array"
    if (single or not parameter["explode"]) and len(texts) > 1:
        return False
    if "enum" not in schema.get("items", schema):  # blank is not given, and no choice
        texts = [text.strip() and text for text in texts]
    read: object = texts
    if single:
        read = texts[0]
    elif not parameter["explode"]:
        read = texts[0].split(",")
    if schema["type"] == "integer" and re.fullmatch(r"[0-9]+(\.0)?", texts[0]):
        read = int(texts[0].removesuffix(".0"))
    blank = parameter.get("allowEmptyValue", False) and texts == [""]
    return blank or jsonschema_rs.is_valid(schema, read)


@pytest.mark.parametrize(
    ("query", "allowed"),
    [
        ("", True),
        ("source=-1.5&lang=de&lang=&sort=&page=&size=7&type=&fields=id,title", True),
        ("source=a&source=b&fields=", True),
        ("unknown=1", False),
        ("q=a&q=b", False),
        ("size=7.0", True),
        ("size=0", False),
        ("size=1.5", False),
        ("lang=false", False),
        ("from=+&lang=+&size=%1D", True),
        ("sort=+", False),
        ("type=+", False),
        ("type=exe", False),
        ("fields=+", False),
        ("fields=id,nothing", False),
    ],
)
def test_what_is_allowed_as_sent_is_answered_and_nothing_else(
    real: Flask, described: dict[str, Any], query: str, allowed: bool
):
    parameters = described["paths"]["/api/v1/search"]["get"]["parameters"]
    assert allows_as_sent(parameters, query) == allowed
    answer = real.test_client().get(f"/api/v1/search?{query}")
    assert answer.status_code == (200 if allowed else 400)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("path", [each.path for each in OPERATIONS])
def test_schemathesis_finds_nothing(
    real: Flask, described: dict[str, Any], path: str, mode: GenerationMode
):
    operation = schemathesis.openapi.from_wsgi("/openapi.json", real)[path]["GET"]
    parameters = described["paths"][path]["get"]["parameters"]
    if mode is GenerationMode.NEGATIVE and not (operation.query or operation.path_parameters):
        pytest.skip("takes no parameters that could be wrong")

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=25,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def found(case: schemathesis.Case) -> None:
        sent: list[str] = []
        with request_started.connected_to(lambda _: sent.append(request.query_string.decode())):
            answer = case.call(headers={"Accept-Encoding": "identity"})
        allowed = not case.path_parameters and allows_as_sent(parameters, sent[0])
        case.validate_response(answer, excluded_checks=[negative_data_rejection] * allowed)

    found()
