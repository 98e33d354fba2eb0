"""The end of `./run`: prepares what is missing, then keeps the site and its helpers running until it is stopped.

`python -m portal.config.serve`. One instance for each DATA_DIR, by a lock file. What runs: gunicorn with the site,
the job worker, and the clock (`manage.py scheduler`); `portal.kit.supervisor` tends them. Nothing here loads Django:
preparation and services are processes of their own.
"""

import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request

from portal.config.settings.environment import ROOT, env
from portal.kit.supervisor import AlreadyRunning, Lock, Service, Supervisor, run_to_end

LOOPBACK = "127.0.0.1"


def say(line: str) -> None:
    """One line for the person at the terminal."""
    print(line, flush=True)


def manage(name: str, *arguments: str, grace: float = 15.0) -> Service:
    """A management command as a service; killed at once when the supervisor dies, since its work may be repeated."""
    return Service(name, (sys.executable, str(ROOT / "manage.py"), *arguments), grace=grace)


def port_is_free() -> bool:
    """Whether the address can be taken; a server that has just stopped does not count."""
    family = socket.AF_INET6 if ":" in env.bind else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((env.bind, env.port))
        except OSError:
            return False
    return True


def site_address() -> str:
    """Where this machine itself reaches the site, whatever address people type."""
    host = LOOPBACK if env.bind in ("0.0.0.0", "") else env.bind  # noqa: S104 - compared, not bound
    return f"http://{f'[{host}]' if ':' in host else host}:{env.port}"


def site_is_ready() -> bool:
    """Whether /health/ready answers 200."""
    request = urllib.request.Request(f"{site_address()}/health/ready", headers={"Host": env.allowed_hosts[0]})  # noqa: S310
    if env.https:
        request.add_header("X-Forwarded-Proto", "https")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=10) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def main() -> int:
    """Prepare, serve, stop; the exit status of `./run`."""
    began = time.monotonic()
    os.chdir(ROOT)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings.production")
    try:
        lock = Lock(env.data_dir / "run.lock", f"{env.base_url} (process {os.getpid()})", wait=20)
    except AlreadyRunning as running:
        say(f"Already running from {env.data_dir}: {running}. Stop that one first, or set DATA_DIR and PORT.")
        return 1
    if not port_is_free():
        say(f"Port {env.port} is in use on {env.bind}. Choose another one:  PORT={env.port % 65535 + 1} ./run")
        return 1
    status = run_to_end(manage("bootstrap", "bootstrap"))
    if status != 0:
        say("Preparation failed; the reason stands above. Type ./run again when it is mended: what is done is kept.")
        return 1

    def welcome() -> None:
        say("")
        say(f"Kaejon is ready after {time.monotonic() - began:.0f} s:  {env.base_url}/")
        note = env.data_dir / "accounts.txt"
        if env.demo and note.is_file():
            say(note.read_text(encoding="utf-8").rstrip())
        say("Stop it with Ctrl-C.")

    def slow() -> None:
        say(f"The site is not ready yet. {site_address()}/health/ready names what is not; the lines above may say why.")

    web = Service(
        "web",
        (sys.executable, "-m", "gunicorn", "--config", "python:portal.config.gunicorn"),
        grace=20.0,
        # gunicorn's parent ends its web processes in order.
        orphan_signal=signal.SIGTERM,
    )
    helpers = (manage("job worker", "worker", grace=20.0), manage("clock", "scheduler", grace=5.0))
    say("Starting the web server …")
    status = Supervisor([web], say=say, ready=site_is_ready, on_ready=welcome, later=helpers, on_slow=slow).run()
    lock.release()
    say("Stopped.")
    return status


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
