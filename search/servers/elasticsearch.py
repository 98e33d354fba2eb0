"""A real Elasticsearch of one's own from Maven Central, on loopback only: for tests and for `make search-server`.

`elasticsearch.sh` lays it out (67 MB, once); this starts it, in about ten seconds and 450 MB of memory.
"""

import os
import re
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from search.servers import Missing, free_port

NOBODY = 65534
START_SECONDS = 180
_JVMS = Path("/usr/lib/jvm")

_LOGGING = """status = error
appender.file.type = File
appender.file.name = file
appender.file.fileName = ${sys:es.logs.base_path}${sys:file.separator}server.log
appender.file.append = false
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] %m%n
rootLogger.level = info
rootLogger.appenderRef.file.ref = file
"""


def jdk() -> Path:
    """The first JDK of at least 21, which the server's classes need. Raises `Missing`."""
    named = [Path(value) for name in ("ES_JAVA_HOME", "JAVA_HOME") if (value := os.environ.get(name))]
    for folder in [*named, *sorted(_JVMS.glob("*"), reverse=True)]:
        if not (folder / "bin" / "javac").exists():
            continue
        done = subprocess.run([folder / "bin" / "javac", "-version"], capture_output=True, text=True, check=False)
        found = re.search(r"(\d+)", done.stdout + done.stderr)
        if found and int(found[1]) >= 21:
            return folder
    raise Missing("no JDK of at least 21 (for Elasticsearch from Maven Central)")


class Elasticsearch:
    """One node under `home`, which keeps the program between starts and empties the data. `url` is a `SEARCH_URL`."""

    def __init__(self, home: Path, heap: str = "512m", port: int = 0, prefix: str = "kaejon") -> None:
        self.home = home / "elasticsearch"
        self.heap = heap
        self.port = port or free_port()
        self.url = f"elasticsearch://127.0.0.1:{self.port}/{prefix}"
        self.pid_file = home / "elasticsearch.pid"

    def start(self) -> None:
        """Lay out, configure, start, wait until it answers."""
        java = jdk()
        if shutil.which("mvn") is None:
            raise Missing("no Maven (Debian: apt-get install maven), which brings Elasticsearch")
        self.stop()
        self.home.parent.mkdir(parents=True, exist_ok=True)
        log = self.home.parent / "elasticsearch.log"
        script = Path(__file__).with_name("elasticsearch.sh")
        with log.open("w") as output:
            done = subprocess.run(
                [script, self.home], env={**os.environ, "JDK": str(java)}, stdout=output, stderr=output, check=False
            )
        if done.returncode:
            raise Missing(f"Elasticsearch could not be laid out from Maven Central; see {log}")
        shutil.rmtree(self.home / "data", ignore_errors=True)
        (self.home / "data").mkdir()
        self._configure(java)
        self._launch(java, log)

    def _configure(self, java: Path) -> None:
        settings = {
            "cluster.name": "local",
            "node.name": "local-1",
            "network.host": "127.0.0.1",
            "http.port": self.port,
            "transport.port": free_port(),
            "discovery.type": "single-node",
            "path.data": self.home / "data",
            "path.logs": self.home / "logs",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
        }
        text = "".join(f"{name}: {value}\n" for name, value in settings.items())
        (self.home / "config" / "elasticsearch.yml").write_text(text, encoding="utf-8")
        (self.home / "config" / "log4j2.properties").write_text(_LOGGING, encoding="utf-8")
        classes = f"{self.home}/build/args:{self.home}/lib/*"
        subprocess.run(
            [java / "bin" / "java", "-Xmx128m", "-cp", classes, "WriteServerArgs", self.home, self.home / "config",
             self.home / "server-args.bin"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def _launch(self, java: Path, log: Path) -> None:
        who: dict[str, object] = {}
        if os.geteuid() == 0:  # it refuses root
            who = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
            for name in ("config", "data", "logs", "tmp"):
                for path in [self.home / name, *(self.home / name).rglob("*")]:
                    os.chown(path, NOBODY, NOBODY)
        bridge = next((self.home / "lib" / "entitlement-bridge").glob("*.jar"))
        command = [
            java / "bin" / "java", f"-Xms{self.heap}", f"-Xmx{self.heap}", "-XX:+UseSerialGC", "-Xss1m",
            "-Djava.awt.headless=true", "-Dfile.encoding=UTF-8", "-Djava.locale.providers=CLDR",
            f"-Djava.io.tmpdir={self.home / 'tmp'}", "-Dio.netty.noUnsafe=true", "-Dlog4j.shutdownHookEnabled=false",
            "-Dlog4j2.disable.jmx=true", "-Dlog4j2.formatMsgNoLookups=true", "-Des.distribution.type=tar",
            f"-Des.path.home={self.home}", f"-Des.path.conf={self.home}/config",
            "-Dorg.elasticsearch.nativeaccess.enableVectorLibrary=false",
            "--enable-native-access=org.elasticsearch.nativeaccess,org.elasticsearch.foreign,org.apache.lucene.core",
            "-XX:+EnableDynamicAgentLoading", "-Djdk.attach.allowAttachSelf=true", f"--patch-module=java.base={bridge}",
            "--add-exports=java.base/org.elasticsearch.entitlement.bridge="
            "org.elasticsearch.entitlement,java.logging,java.net.http,java.naming,jdk.net",
            "--add-modules=jdk.net", "--add-modules=jdk.management.agent", "--add-modules=jdk.incubator.vector",
            "--add-modules=ALL-MODULE-PATH", "--module-path", self.home / "lib",
            "-m", "org.elasticsearch.server/org.elasticsearch.bootstrap.Elasticsearch",
        ]  # fmt: skip
        with (self.home / "server-args.bin").open("rb") as given, log.open("a") as output:
            process = subprocess.Popen(
                command, stdin=given, stdout=output, stderr=output, cwd=self.home, start_new_session=True,
                env={**os.environ, "LIBFFI_TMPDIR": str(self.home / 'tmp')}, **who,  # the server insists on it
            )  # type: ignore[call-overload]  # fmt: skip
        self.pid_file.write_text(str(process.pid), encoding="ascii")
        self.process = process
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if process.poll() is not None:
                raise Missing(f"Elasticsearch ended while starting; see {log} and {self.home / 'logs'}")
            if self._answers():
                return
            time.sleep(0.3)
        self.stop()
        raise Missing(f"Elasticsearch did not answer in {START_SECONDS} s; see {log}")

    def _answers(self) -> bool:
        address = f"http://127.0.0.1:{self.port}/_cluster/health?wait_for_status=yellow&timeout=1s"
        try:
            with urllib.request.urlopen(address, timeout=3) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _pid(self) -> int | None:
        """The process that the pid file names, if it is ours."""
        try:
            pid = int(self.pid_file.read_text(encoding="ascii"))
            line = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ValueError, ProcessLookupError):
            return None
        return pid if f"-Des.path.home={self.home}".encode() in line else None

    def stop(self) -> None:
        """End the server that was started under this home, whoever started it."""
        pid = self._pid()
        if pid is not None:
            os.kill(pid, signal.SIGTERM)
            for _ in range(100):
                own = getattr(self, "process", None)
                if own is not None:
                    own.poll()
                if self._pid() is None:
                    break
                time.sleep(0.2)
            else:
                os.kill(pid, signal.SIGKILL)
        self.pid_file.unlink(missing_ok=True)
