"""Lays a real single-node Elasticsearch out from Maven Central: 47 MB, once for each version, in about ten seconds.

Called by `search.servers.elasticsearch`. Docker has no part in it: the server's own classes come as Maven artifacts; a
few small ones that are published nowhere (the agent, the console loader, two tokenizers) are compiled from `java/`.
"""

import hashlib
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

from portal.kit.supervisor import Lock
from search.servers import Missing

VERSION = "9.5.3"
"""The transport over netty is published for few versions only: 9.0.8, 9.1.7, 9.2.2, 9.5.3."""
_ARTIFACTS = (
    f"org.elasticsearch:elasticsearch:{VERSION}",
    f"org.elasticsearch:elasticsearch-entitlement-bridge:{VERSION}",
    f"org.elasticsearch.plugin:transport-netty4:{VERSION}",
    "org.eclipse.jdt:ecj:3.40.0",
)
_SOURCES = Path(__file__).with_name("java")
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
_UNNEEDED = {"jdk.jlink": "not.jlink", "jdk.jdi": "not.jdi"}
"""Modules of a whole JDK that the server asks for and does not use; empty ones of another name stand in for them."""
_FOLDERS = (
    "lib/entitlement-agent", "lib/entitlement-bridge", "lib/tools/ansi-console", "lib/platform/linux-x64", "plugins",
    "modules/transport-netty4", "modules/analysis-kaejon",
)  # fmt: skip


def program(programs: Path, java: Path) -> Path:
    """The folder of the program under `programs`; made by whoever comes first. Raises `Missing`."""
    programs.mkdir(parents=True, exist_ok=True)
    lock = Lock(programs / "elasticsearch.lock", "lays Elasticsearch out", wait=600)
    try:
        home = programs / f"elasticsearch-{VERSION}-{_fingerprint()}"
        if not home.exists():
            for old in programs.glob("elasticsearch-*"):
                shutil.rmtree(old, ignore_errors=True)
            half = programs / "elasticsearch-half"
            _lay_out(half, java, programs / "elasticsearch.log")
            half.rename(home)
    finally:
        lock.release()
    return home


def _fingerprint() -> str:
    """Of everything that the layout is made from, so that a change makes it anew."""
    digest = hashlib.blake2b(Path(__file__).read_bytes(), digest_size=4)
    for path in sorted(_SOURCES.rglob("*.java")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _run(log: Path, *command: object, cwd: Path) -> None:
    with log.open("ab") as output:
        done = subprocess.run([str(part) for part in command], cwd=cwd, stdout=output, stderr=output, check=False)
    if done.returncode:
        raise Missing(f"Elasticsearch could not be laid out from Maven Central; see {log}")


def _lay_out(home: Path, java: Path, log: Path) -> None:
    if shutil.which("mvn") is None:
        raise Missing("no Maven (Debian: apt-get install maven), which brings Elasticsearch")
    log.write_bytes(b"")
    jars = home / "jars"
    for name in ("jars", *_FOLDERS):
        (home / name).mkdir(parents=True)
    _fetch(home, jars, log)
    compiler = next(jars.glob("ecj-*.jar")).rename(home / "compiler.jar")
    _move(jars, "elasticsearch-entitlement-bridge-*.jar", home / "lib" / "entitlement-bridge")
    netty = home / "modules" / "transport-netty4"
    for pattern in ("netty-*.jar", "transport-netty4-*.jar", "elasticsearch-ssl-config-*.jar"):
        _move(jars, pattern, netty)
    _move(jars, "*.jar", home / "lib")
    jars.rmdir()
    # The module's descriptor and entitlement policy travel inside its jar.
    with zipfile.ZipFile(next(netty.glob("transport-netty4-*.jar"))) as jar:
        for name in jar.namelist():
            if name.startswith("META-INF/es-plugins/transport-netty4/") and not name.endswith("/"):
                (netty / Path(name).name).write_bytes(jar.read(name))
    for library in (*Path("/usr/lib").glob("*/libzstd.so.1"), *Path("/lib").glob("*/libzstd.so.1")):
        shutil.copyfile(library, home / "lib" / "platform" / "linux-x64" / "libzstd.so")
    _compile(home, java, compiler, log)
    for path in (home, *home.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _fetch(home: Path, jars: Path, log: Path) -> None:
    rows = []
    for artifact in _ARTIFACTS:
        group, name, version = artifact.split(":")
        rows.append(
            f"<dependency><groupId>{group}</groupId><artifactId>{name}</artifactId>"
            f"<version>{version}</version></dependency>"
        )
    (home / "pom.xml").write_text(
        "<project><modelVersion>4.0.0</modelVersion><groupId>local</groupId><artifactId>home</artifactId>"
        f"<version>1</version><packaging>pom</packaging><dependencies>{''.join(rows)}</dependencies></project>",
        encoding="utf-8",
    )
    _run(log, "mvn", "-B", "-q", _COPY, f"-DoutputDirectory={jars}", "-DincludeScope=runtime", cwd=home)


def _move(source: Path, pattern: str, target: Path) -> None:
    for path in source.glob(pattern):
        path.rename(target / path.name)


def _compile(home: Path, java: Path, compiler: Path, log: Path) -> None:
    out = home / "classes"
    classes = os.pathsep.join(str(path) for path in sorted((home / "lib").glob("*.jar")))
    _run(
        log, java / "bin" / "java", "-jar", compiler, "-proc:none", "-nowarn", "-source", "21", "-target", "21",
        "-cp", classes, "-d", out, *sorted(_SOURCES.rglob("*.java")), cwd=home,
    )  # fmt: skip
    _do_without_jdk(home, java, compiler, log)
    agent = "Manifest-Version: 1.0\nAgent-Class: LocalEntitlementAgent\n" + (
        "Can-Redefine-Classes: true\nCan-Retransform-Classes: true\n"
    )
    _jar(home / "lib" / "entitlement-agent" / "agent.jar", out, ["LocalEntitlementAgent.class"], agent)
    console = ["org/elasticsearch/io/ansi/AnsiConsoleLoader.class"]
    _jar(home / "lib" / "tools" / "ansi-console" / "console.jar", out, console)
    module = home / "modules" / "analysis-kaejon"
    plugin = [str(path.relative_to(out)) for path in sorted((out / "kaejon").glob("*.class"))]
    _jar(module / "analysis-kaejon.jar", out, plugin)
    (module / "plugin-descriptor.properties").write_text(
        f"name=analysis-kaejon\ndescription=tokenizers\nversion={VERSION}\nelasticsearch.version={VERSION}\n"
        "java.version=21\nclassname=kaejon.AnalysisPlugin\n",
        encoding="utf-8",
    )


def _do_without_jdk(home: Path, java: Path, compiler: Path, log: Path) -> None:
    """A Java runtime will do: the server's descriptor names empty modules in place of what only a JDK has."""
    jar = next((home / "lib").glob(f"elasticsearch-entitlement-{VERSION}.jar"))
    with zipfile.ZipFile(jar) as old:
        held = {name: old.read(name) for name in old.namelist() if not name.endswith("/")}
    for name, stand_in in _UNNEEDED.items():
        # Names stand in a class file with their length before them; the lengths are those of the new names.
        held["module-info.class"] = held["module-info.class"].replace(
            len(name).to_bytes(2, "big") + name.encode(), len(stand_in).to_bytes(2, "big") + stand_in.encode()
        )
        source = home / "stand-ins" / stand_in
        source.mkdir(parents=True)
        (source / "module-info.java").write_text(f"module {stand_in} {{}}\n", encoding="utf-8")
        _run(
            log, java / "bin" / "java", "-jar", compiler, "-nowarn", "-source", "21", "-target", "21", "-d", source,
            source / "module-info.java", cwd=home,
        )  # fmt: skip
        _jar(home / "lib" / f"{stand_in}.jar", source, ["module-info.class"])
    with zipfile.ZipFile(jar, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in held.items():
            new.writestr(name, content)


def _jar(path: Path, classes: Path, names: list[str], manifest: str = "Manifest-Version: 1.0\n") -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as jar:
        jar.writestr("META-INF/MANIFEST.MF", manifest)
        for name in names:
            jar.write(classes / name, name)
