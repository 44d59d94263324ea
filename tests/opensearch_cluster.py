"""A real OpenSearch cluster for tests: one node or several on this machine, of small heaps.

The server is the official minimal distribution, which Maven Central has as a zip (without the
security plugin, and without modules beyond the core). Maven resolves it into a cache outside the
repository; every cluster unpacks it into a folder of its own. OpenSearch does not run as root:
where the tests do, its nodes are processes of the user ``nobody``.
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ARTIFACT = "org.opensearch.distribution.integ-test-zip:opensearch"
VERSION = "2.19.3"
HEAP_MB = 512
_RESOLVING, _STARTING, _STOPPING = 600, 420, 30
_UNPRIVILEGED = "nobody"

JVM = (
    f"-Xms{HEAP_MB}m",
    f"-Xmx{HEAP_MB}m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",  # starts in half the time, and is fast enough for a test
    "-Xshare:auto",
    "-Dfile.encoding=UTF-8",
    "-Djava.util.concurrent.ForkJoinPool.common.threadFactory="
    "org.opensearch.secure_sm.SecuredForkJoinWorkerThreadFactory",
    "-Dio.netty.noUnsafe=true",
    "-Dio.netty.noKeySetOptimization=true",
    "-Dio.netty.recycler.maxCapacityPerThread=0",
    "-Dlog4j.shutdownHookEnabled=false",
    "-Dlog4j2.disable.jmx=true",
    "-Djava.locale.providers=SPI,COMPAT",
)
LOGGING = """\
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%p][%c{1}] %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
"""


class NoCluster(Exception):
    """A cluster cannot be had on this machine; says why."""


def distribution() -> Path:
    """Return the zip of the server, from the cache or from Maven."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "querlang"
    found = cache / f"opensearch-{VERSION}.zip"
    if found.is_file():
        return found
    if shutil.which("mvn") is None:
        raise NoCluster(f"there is no Maven to fetch {ARTIFACT}:{VERSION} with")
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            command = ["mvn", "-q", "-B", "dependency:copy"]
            command += [f"-Dartifact={ARTIFACT}:{VERSION}:zip", f"-DoutputDirectory={folder}"]
            subprocess.run(command, check=True, capture_output=True, timeout=_RESOLVING, cwd=folder)
            next(Path(folder).glob("*.zip")).rename(found)
    except subprocess.CalledProcessError as error:
        said = (error.stdout + error.stderr).decode(errors="replace").strip()
        reason = next((line for line in said.splitlines() if "ERROR" in line), said[-200:])
        raise NoCluster(f"Maven cannot fetch {ARTIFACT}:{VERSION}: {reason}") from error
    except (OSError, StopIteration, subprocess.TimeoutExpired) as error:
        raise NoCluster(f"{ARTIFACT}:{VERSION} cannot be fetched: {error}") from error
    return found


def java() -> str:
    """Return the Java to run a server with."""
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=f"{home}/bin" if home else None)
    if found is None:
        raise NoCluster("there is no Java 11 to 21")
    return found


class Node:
    """One server. ``start`` and ``wait`` are apart, so that several start at the same time."""

    def __init__(self, cluster: Cluster, number: int) -> None:
        self.name = f"node-{number}"
        self.http, self.transport = free_port(), free_port()
        self.folder = cluster.folder / self.name
        self._cluster = cluster
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http}"

    def start(self) -> None:
        """Start the server, with the data that it had."""
        config = self.folder / "config"
        for folder in (config / "jvm.options.d", self.folder / "data", self.folder / "tmp"):
            folder.mkdir(parents=True, exist_ok=True)
        settings = {
            "node.name": self.name,
            "path.data": str(self.folder / "data"),
            "path.logs": str(self.folder),
            "http.port": self.http,
            "transport.port": self.transport,
            **self._cluster.settings,
        }
        lines = [f"{name}: {json.dumps(value)}\n" for name, value in settings.items()]
        (config / "opensearch.yml").write_text("".join(lines), encoding="utf-8")
        (config / "log4j2.properties").write_text(LOGGING, encoding="utf-8")
        home = self._cluster.home
        # a server does not outlive who started it, however that ends
        bound = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
        command = [*bound, self._cluster.java, *self._cluster.jvm]
        command += [f"-Djava.io.tmpdir={self.folder / 'tmp'}", f"-Dopensearch.path.home={home}"]
        command += [f"-Dopensearch.path.conf={config}", "-Dopensearch.distribution.type=zip"]
        command += ["-Dopensearch.bundled_jdk=false", "-cp", f"{home}/lib/*"]
        command += ["org.opensearch.bootstrap.OpenSearch"]
        who: dict[str, Any] = {}
        if os.getuid() == 0:
            user = pwd.getpwnam(_UNPRIVILEGED)
            who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, user.pw_uid, user.pw_gid)
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env={"PATH": os.environ.get("PATH", "")},
                start_new_session=True,
                **who,
            )

    def wait(self) -> None:
        """Wait until the server answers."""
        until = time.monotonic() + _STARTING
        while not self.answers():
            running = self.process is not None and self.process.poll() is None
            if not running or time.monotonic() > until:
                why = "does not answer" if running else "has ended"
                raise RuntimeError(f"{self.name} {why}:\n{self.log()[-3000:]}")
            time.sleep(0.2)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url, timeout=5):  # noqa: S310
                return True
        except (OSError, urllib.error.URLError):
            return False

    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def kill(self) -> None:
        """End the server at once, as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Let the server end in order."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(_STOPPING)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


class Cluster:
    """A cluster of some nodes; a context manager that starts and stops them.

    ``settings`` go into every node's opensearch.yml; ``jvm`` are the options of Java.
    """

    def __init__(
        self,
        nodes: int = 1,
        *,
        settings: Mapping[str, object] | None = None,
        jvm: tuple[str, ...] = JVM,
    ) -> None:
        self.java = java()
        self.jvm = jvm
        packed = distribution()
        self.folder = Path(tempfile.mkdtemp(prefix="querlang-opensearch-"))
        self.folder.chmod(0o755)  # another user has to read the server
        with zipfile.ZipFile(packed) as file:
            file.extractall(self.folder)
        self.home = self.folder / f"opensearch-{VERSION}"
        self.nodes = [Node(self, number) for number in range(nodes)]
        self.settings: dict[str, object] = {
            "cluster.name": self.folder.name,
            "network.host": "127.0.0.1",
            "cluster.max_shards_per_node": 5000,
            "cluster.routing.allocation.disk.threshold_enabled": False,
            "bootstrap.memory_lock": False,
            # the serial collector leaves garbage that this would take for memory in use
            "indices.breaker.total.use_real_memory": False,
        }
        if nodes == 1:
            self.settings["discovery.type"] = "single-node"
        else:
            seeds = [f"127.0.0.1:{node.transport}" for node in self.nodes]
            self.settings["discovery.seed_hosts"] = seeds
            names = [node.name for node in self.nodes]
            self.settings["cluster.initial_cluster_manager_nodes"] = names
        self.settings |= settings or {}

    def __enter__(self) -> Cluster:
        try:
            for node in self.nodes:
                node.start()
            for node in self.nodes:
                node.wait()
            self.wait("green")
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop the nodes, and remove what they wrote."""
        for node in self.nodes:
            node.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def address(self, name: str) -> str:
        """Return the address of an index, with all nodes in it."""
        return f"opensearch://{','.join(f'127.0.0.1:{node.http}' for node in self.nodes)}/{name}"

    def wait(self, status: str = "green", nodes: int | None = None) -> None:
        """Wait for a status, and for as many nodes as run."""
        running = [node for node in self.nodes if node.process is not None]
        wanted = len(running) if nodes is None else nodes
        path = f"/_cluster/health?wait_for_status={status}&wait_for_nodes={wanted}&timeout=120s"
        found = self.ask("GET", path)
        assert not found["timed_out"], found

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Return the answer to a request, of the first node that runs."""
        node = next(node for node in self.nodes if node.process is not None)
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(node.url + path, data, method=method)  # noqa: S310
        request.add_header("content-type", "application/json")
        with urllib.request.urlopen(request, timeout=150) as answer:  # noqa: S310
            return json.load(answer)

    def kill_node(self, number: int) -> None:
        """End a node at once."""
        self.nodes[number].kill()

    def start_node(self, number: int) -> None:
        """Start a node that was ended, with the data that it had, and wait until it answers."""
        self.nodes[number].start()
        self.nodes[number].wait()


def free_port() -> int:
    """Return a port that nobody listens on at the moment."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
