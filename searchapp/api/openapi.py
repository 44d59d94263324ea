"""The description of the API, OpenAPI 3.1, made from the code that answers.

Parameters come from the models that check them (:mod:`searchapp.params`), answers from their
shapes (:mod:`searchapp.api.answers`), problems from the errors there are. What is left to say, one
sentence each, stands in :mod:`searchapp.api.described`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel

from searchapp.api.answers import ProblemShape
from searchapp.api.described import HEADERS, INTRODUCTION, OPERATIONS, PARAMETERS, Operation
from searchapp.problems import PROBLEM_TYPE, PROBLEMS, Problem

Json = dict[str, Any]
_LIST_IN_ONE = {"fields"}
"""Lists that are written with commas; others are given several times."""
_REF = "#/components/schemas/{model}"


@cache
def description(*, key: str = "") -> Json:
    """Return the description as it goes out; ``key`` says what an API key is asked for, if any."""
    # openapi-pydantic takes a quarter of a second to load, and few ask for this.
    from openapi_pydantic import OpenAPI
    from openapi_pydantic.util import construct_open_api_with_schema_class

    used: list[type[BaseModel]] = [each.answer for each in OPERATIONS if each.answer is not None]
    document = OpenAPI.model_validate(
        {
            "openapi": "3.1.1",
            "info": {
                "title": "Querlang",
                "version": "1",
                "summary": "Full-text search in Vietnamese, German, Russian and English documents",
                "description": INTRODUCTION,
                "license": {"name": "MIT", "identifier": "MIT"},
            },
            "servers": [{"url": "/"}],
            "paths": {each.path: {"get": _operation(each, key)} for each in OPERATIONS},
            "components": _security() if key else {},
            "tags": [{"name": "v1"}, {"name": "operations"}],
        }
    )
    schemas: list[type[BaseModel]] = [*dict.fromkeys(used), ProblemShape]
    complete = construct_open_api_with_schema_class(
        document, schemas, scan_for_pydantic_schema_reference=False
    )
    found: Json = complete.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return found


def _security() -> Json:
    return {
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer"},
            "header": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
        }
    }


def _operation(operation: Operation, key: str) -> Json:
    guarded = key == "all" or (key == "api" and operation.path.startswith("/api/"))
    guarded = guarded and not operation.open
    found: Json = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": operation.words,
        "tags": ["v1" if operation.path.startswith("/api/v1/") else "operations"],
        "parameters": [*_in_path(operation), *_in_query(operation)],
        "responses": _responses(operation, guarded=guarded),
    }
    if guarded:
        found["security"] = [{"bearer": []}, {"header": []}]
    return found


def _in_path(operation: Operation) -> list[Json]:
    if "{id}" not in operation.path:
        return []
    schema = {"type": "string", "minLength": 1}
    return [
        {
            "name": "id",
            "in": "path",
            "required": True,
            "description": PARAMETERS["id"],
            "schema": schema,
        }
    ]


def _in_query(operation: Operation) -> list[Json]:
    properties = operation.parameters.model_json_schema(by_alias=True).get("properties", {})
    return [_parameter(name, schema) for name, schema in properties.items()]


def _parameter(name: str, schema: Json) -> Json:
    schema = {key: value for key, value in schema.items() if key != "title"}
    default = schema.pop("default", None)
    if "anyOf" in schema:
        (only,) = [each for each in schema["anyOf"] if each != {"type": "null"}]
        schema = only
    found: Json = {
        "name": name,
        "in": "query",
        "required": False,
        "description": PARAMETERS[name],
        "schema": schema,
    }
    if schema.get("type") == "array":
        return found | {"style": "form", "explode": name not in _LIST_IN_ONE}
    if default not in (None, ""):
        schema["default"] = default
    return found | {"allowEmptyValue": True}


def _responses(operation: Operation, *, guarded: bool) -> Json:
    content: Json = {"schema": {"type": "string"}}
    if operation.answer is not None:
        content = {"schema": {"$ref": _REF.format(model=operation.answer.__name__)}}
    names = ("X-Request-ID", "ETag") if operation.fresh else ("X-Request-ID",)
    headers = {name: _header(name) for name in names}
    found: Json = {
        "200": {
            "description": operation.gives,
            "headers": headers,
            "content": {operation.media: content},
        }
    }
    if operation.fresh:
        found["304"] = {"description": "What the client holds is what would be answered."}
    for status, problems in _problems(operation, guarded=guarded).items():
        found[status] = _problem_response(status, problems)
    return found


def _problems(operation: Operation, *, guarded: bool) -> dict[str, list[Problem]]:
    by_status: dict[str, list[Problem]] = {}
    for problem in PROBLEMS:
        general = problem.code in {"too-many-requests", "internal", "only-reading"}
        asked_for = problem.code == "key-required" and guarded
        if general or asked_for or problem.code in operation.problems:
            by_status.setdefault(str(problem.status), []).append(problem)
    return by_status


def _problem_response(status: str, problems: list[Problem]) -> Json:
    names = {"401": ["WWW-Authenticate"], "429": ["Retry-After"], "405": ["Allow"]}
    return {
        "description": " ".join(f"{each.code}: {each.words}" for each in problems),
        "headers": {name: _header(name) for name in names.get(status, [])},
        "content": {PROBLEM_TYPE: {"schema": {"$ref": _REF.format(model=ProblemShape.__name__)}}},
    }


def _header(name: str) -> Json:
    return {"description": HEADERS[name], "schema": {"type": "string"}}
