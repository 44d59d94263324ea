"""Figures for Prometheus: requests, seconds by step, the generation and its documents."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, TypeVar, cast

import flask
from flask import Flask, Response, current_app, g
from flask.globals import request_ctx
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from indexer import RETRIES
from indexer.errors import QuerlangError
from searchapp.service import IndexHandle, SearchService

_EXTENSION = "querlang-metrics"
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_UNKNOWN = "unknown"
T = TypeVar("T")


class _Index(Collector):
    """What the index holds when somebody asks; nothing as long as there is none."""

    def __init__(self, service: Callable[[], SearchService]) -> None:
        self._service = service

    def collect(self) -> Iterable[Metric]:
        """Yield the figures of the published generation."""
        try:
            stats = self._service().stats()
        except QuerlangError:
            return
        documents = GaugeMetricFamily("querlang_documents", "Documents in the index.")
        documents.add_metric([], stats.documents)
        yield documents
        generation = GaugeMetricFamily(
            "querlang_index_generation",
            "The number of the generation that answers.",
            labels=["engine"],
        )
        number = stats.generation.rpartition("-")[2]
        generation.add_metric([stats.engine], float(number) if number.isdecimal() else 0.0)
        yield generation

    def describe(self) -> Iterable[Metric]:
        """Yield nothing: there is no index to ask while an application is made."""
        return ()


class _Retries(Collector):
    """Requests to the cluster of an index that were sent again, by what made it necessary."""

    def collect(self) -> Iterable[Metric]:
        """Yield how many there were since the process was started."""
        found = CounterMetricFamily(
            "querlang_cluster_retries",
            "Requests to the cluster that were sent again: down, slow, node_lost or a status.",
            labels=["reason"],
        )
        for reason, count in sorted(RETRIES.by_reason.items()):
            found.add_metric([reason], count)
        yield found


class Metrics:
    """The figures of one application."""

    def __init__(self, service: Callable[[], SearchService]) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "querlang_requests",
            "Requests answered.",
            ["endpoint", "method", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "querlang_request_seconds",
            "Seconds from a request to its answer.",
            ["endpoint"],
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self.steps = Histogram(
            "querlang_step_seconds",
            "Seconds of the steps of a search: analyse, wait, search, mark, suggest, render.",
            ["step"],
            buckets=_BUCKETS,
            registry=self.registry,
        )
        # Looked up by what they count: to be named by their labels takes them as long as to count.
        self.request = cache(self.requests.labels)
        self.endpoint = cache(self.seconds.labels)
        self.step = cache(self.steps.labels)
        self.registry.register(_Index(service))
        self.registry.register(_Retries())


def _metrics() -> Metrics:
    return cast("Metrics", current_app.extensions[_EXTENSION])


def observe(steps: Mapping[str, float]) -> None:
    """Count the steps of a search, milliseconds by name."""
    if steps:
        step = _metrics().step
        for name, milliseconds in steps.items():
            step(name).observe(milliseconds / 1000)


def rendered(make: Callable[[], T]) -> T:
    """Return what ``make`` makes, and count the time as that of rendering."""
    started = time.perf_counter()
    made = make()
    _metrics().step("render").observe(time.perf_counter() - started)
    return made


def render_template(name: str, **values: Any) -> str:
    """Return a page, as Flask renders it, and count the time."""
    return rendered(lambda: flask.render_template(name, **values))


def exposition() -> Response:
    """Return all figures in the text format of Prometheus."""
    return Response(generate_latest(_metrics().registry), content_type=CONTENT_TYPE_LATEST)


def _begin() -> None:
    g.began = time.perf_counter()


def _count(response: Response) -> Response:
    metrics, asked, now = _metrics(), request_ctx.request, time.perf_counter()
    # Names of endpoints, not addresses: what is not ours must not make new series.
    endpoint = asked.endpoint or _UNKNOWN
    method = asked.method if asked.method in {"GET", "HEAD", "POST", "OPTIONS"} else "other"
    metrics.request(endpoint, method, str(response.status_code)).inc()
    if began := g.get("began"):
        metrics.endpoint(endpoint).observe(now - began)
    return response


def register(app: Flask, handle: IndexHandle) -> None:
    """Make ``app`` count what it answers from the index of ``handle``."""
    app.extensions[_EXTENSION] = Metrics(handle.get)
    handle.observe = observe
    app.before_request(_begin)
    app.after_request(_count)
