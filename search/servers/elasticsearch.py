"""A real Elasticsearch of one's own, on loopback only: for tests and for `make search-server`.

`elasticsearch_layout` lays the program out, once; a node starts in about ten seconds and takes 450 MB of memory.
"""

import os
import shutil
import signal
import subprocess
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from search.servers import PROGRAMS, elasticsearch_layout, free_port, processes
from search.servers.java import java, modules

START_SECONDS = 180.0

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


class Elasticsearch:
    """One node with new, empty data under `home`. `url` is a `SEARCH_URL`.

    `bound`: it ends when the process that started it ends, however that ends; otherwise `pid` is what is left of it.
    """

    def __init__(self, home: Path, *, heap: str = "512m", bound: bool = True, prefix: str = "kaejon") -> None:
        self.home = home
        self.heap = heap
        self.bound = bound
        self.port = free_port()
        self.url = f"elasticsearch://127.0.0.1:{self.port}/{prefix}"
        self.folder: Path | None = None
        self.process: processes.Process | None = None

    def start(self) -> None:
        """Lay out, configure, start, wait until it answers. After a `kill` it starts with the data it had."""
        self.java = java(PROGRAMS)
        program = elasticsearch_layout.program(PROGRAMS, self.java)
        if self.folder is None:
            self.folder = processes.own_folder(self.home, "elasticsearch")
            self._place(program, self.folder)
            self._configure(self.folder)
        with ExitStack() as unless_started:
            unless_started.callback(self.stop)
            self._launch(self.folder)
            unless_started.pop_all()

    def kill(self) -> None:
        """End it without warning, as a power cut would; `start` brings it back with what it had stored."""
        if self.process is not None:
            processes.end(self.process, signal.SIGKILL, 0)

    def pause(self) -> None:
        """Let it hang: it takes connections and answers nothing."""
        if self.process is not None:
            self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """End a pause."""
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """End it and remove its folder."""
        if self.process is not None:
            processes.end(self.process, signal.SIGKILL, 0)
            self.process = None
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = None

    @staticmethod
    def _place(program: Path, folder: Path) -> None:
        """The program beside the data: links where the disk is the same."""

        def link(source: str, target: str) -> None:
            try:
                os.link(source, target)
            except OSError:
                shutil.copyfile(source, target)

        for name in ("lib", "modules", "plugins", "classes"):
            shutil.copytree(program / name, folder / name, copy_function=link)
        for name in ("config/jvm.options.d", "data", "logs", "tmp"):
            (folder / name).mkdir(parents=True)

    def _configure(self, folder: Path) -> None:
        settings = {
            "cluster.name": "local",
            "node.name": "local-1",
            "network.host": "127.0.0.1",
            "http.port": self.port,
            "transport.port": free_port(),
            "discovery.type": "single-node",
            "path.data": folder / "data",
            "path.logs": folder / "logs",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
        }
        text = "".join(f"{name}: {value}\n" for name, value in settings.items())
        (folder / "config" / "elasticsearch.yml").write_text(text, encoding="utf-8")
        (folder / "config" / "log4j2.properties").write_text(_LOGGING, encoding="utf-8")
        classes = f"{folder}/classes:{folder}/lib/*"
        subprocess.run(
            [self.java / "bin" / "java", "-Xmx128m", "-XX:TieredStopAtLevel=1", "-cp", classes, "WriteServerArgs",
             folder, folder / "config", folder / "server-args.bin"],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for name in ("config", "data", "logs", "tmp"):
            processes.give_away(folder / name)

    def _launch(self, folder: Path) -> None:
        bridge = next((folder / "lib" / "entitlement-bridge").glob("*.jar"))
        had = modules(self.java)
        added = [name for name in ("jdk.net", "jdk.management.agent", "jdk.incubator.vector") if name in had]
        command = [
            self.java / "bin" / "java", f"-Xms{self.heap}", f"-Xmx{self.heap}", "-XX:+UseSerialGC", "-Xss1m",
            "-XX:TieredStopAtLevel=1", "-Xshare:auto",
            "-Djava.awt.headless=true", "-Dfile.encoding=UTF-8", "-Djava.locale.providers=CLDR",
            f"-Djava.io.tmpdir={folder / 'tmp'}", "-Dio.netty.noUnsafe=true", "-Dlog4j.shutdownHookEnabled=false",
            "-Dlog4j2.disable.jmx=true", "-Dlog4j2.formatMsgNoLookups=true", "-Des.distribution.type=tar",
            f"-Des.path.home={folder}", f"-Des.path.conf={folder}/config",
            "-Dorg.elasticsearch.nativeaccess.enableVectorLibrary=false",
            "--enable-native-access=org.elasticsearch.nativeaccess,org.elasticsearch.foreign,org.apache.lucene.core",
            "-XX:+EnableDynamicAgentLoading", "-Djdk.attach.allowAttachSelf=true", f"--patch-module=java.base={bridge}",
            "--add-exports=java.base/org.elasticsearch.entitlement.bridge="
            "org.elasticsearch.entitlement,java.logging,java.net.http,java.naming,jdk.net",
            *(f"--add-modules={name}" for name in added),
            "--add-modules=ALL-MODULE-PATH", "--module-path", folder / "lib",
            "-m", "org.elasticsearch.server/org.elasticsearch.bootstrap.Elasticsearch",
        ]  # fmt: skip
        log = PROGRAMS / "elasticsearch-node.log"
        with (folder / "server-args.bin").open("rb") as given:
            self.process = processes.start(
                command, log=log, bound=self.bound, orphan_signal=signal.SIGKILL, stdin=given, cwd=folder,
                env={**os.environ, "LIBFFI_TMPDIR": str(folder / "tmp")},  # the server insists on it
            )  # fmt: skip
        processes.wait_until(self._answers, self.process, START_SECONDS, "Elasticsearch", log)

    def _answers(self) -> bool:
        address = f"http://127.0.0.1:{self.port}/_cluster/health?wait_for_status=yellow&timeout=1s"
        try:
            with urllib.request.urlopen(address, timeout=3) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False
