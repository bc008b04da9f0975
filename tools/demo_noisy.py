#!/usr/bin/env python3
"""The second half of `make demo-noisy`: a load on two tenants, first light on both, then heavy on the first of them.

Takes the run that the tenant page shows, or starts one and ends it. Environment: TENANTS ("tenant1 tenant2": the first one is flooded),
QUIET_SECONDS (25), FLOOD_SECONDS (40), LIGHT_USERS (5), FLOOD_USERS (60), VIEWER_PORT (18888), LOCUST, and the variables of `make run`.
"""
import csv
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
LOGS = ROOT / "artifacts/demo-noisy"
WARM_UP_SECONDS = 5
START_SECONDS = 240

# Everything is on this machine, whatever proxy the shell has.
HTTP = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def number(name, default, low, high):
    text = os.environ.get(name) or str(default)
    if not re.fullmatch("[0-9]{1,9}", text) or not low <= int(text) <= high:
        sys.exit(f'{name} is "{text}", but must be a whole number from {low} to {high}.')
    return int(text)


def get(url, form=None):
    """The body of an answer, to a POST where there is a form; OSError where there is none or it is an error."""
    data = urllib.parse.urlencode(form).encode() if form else None
    with HTTP.open(url, data, timeout=10) as answer:
        return answer.read().decode()


def answers(url):
    try:
        get(url)
        return True
    except OSError:
        return False


def wait_for(condition, process, log, what):
    """Waits until the condition holds; ends the program where the process ends before, or after START_SECONDS."""
    deadline = time.monotonic() + START_SECONDS
    while not condition():
        if process.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"{what} did not start. The last of {log}:\n" + "".join(log.open().readlines()[-10:]))
        time.sleep(0.2)


class Children:
    """The processes that were started here, each in a group of its own, so that a Ctrl-C reaches them in order: through `end`."""

    def __init__(self):
        self._children = []

    def start(self, command, log, **variables):
        with log.open("w") as output:
            child = subprocess.Popen(
                command, cwd=ROOT, env={**os.environ, **variables}, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)
        self._children.append(child)
        return child

    def end(self):
        """The youngest first: load before what it is put on."""
        for child in reversed(self._children):
            if child.poll() is not None:
                continue
            # All its group: a build that it waits for, too.
            os.killpg(child.pid, signal.SIGTERM)
            try:
                child.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


class Page:
    """The tenant page of the run."""

    def __init__(self, port):
        self.url = f"http://localhost:{port}"

    def is_there(self):
        return answers(f"{self.url}/api/topology")

    def senders(self):
        """Each tenant's Sender: its service name and its address."""
        topology = json.loads(get(f"{self.url}/api/topology"))
        return {
            tenant["name"]: (service["service"], service["url"])
            for tenant in topology["tenants"] for service in tenant["services"] if service.get("sends") and service.get("url")
        }

    def p99(self, tenant, service):
        """Milliseconds, of the last 60 seconds, as the service's own spans say; None where there are none."""
        rows = json.loads(get(f"{self.url}/api/overview"))["rows"]
        return next((row.get("p99Ms") for row in rows if row["tenant"] == tenant and row["service"] == service and not row["sidecar"]), None)


class Load:
    """A Locust on one tenant's Sender, which counts anew for each phase."""

    def __init__(self, children, tenant, sender, users):
        with socket.socket() as any_port:
            any_port.bind(("127.0.0.1", 0))
            port = any_port.getsockname()[1]
        self.tenant = tenant
        self._url = f"http://127.0.0.1:{port}"
        self._log = LOGS / f"{tenant}.log"
        self._process = children.start(
            [os.environ["LOCUST"], "-f", "loadgen/locustfile.py"], self._log,
            TARGET_HOST=sender, TENANT_ID=tenant, USERS=str(users), SPAWN_RATE=str(users), WAIT_MIN_MS="100", WAIT_MAX_MS="300",
            SCENARIO="constant", MAX_FAIL_RATIO="1", REPORT_DIR=str(LOGS / tenant), RUN_TIME="1h",
            LOCUST_AUTOSTART="true", LOCUST_HEADLESS="false", LOCUST_WEB_HOST="127.0.0.1", LOCUST_WEB_PORT=str(port))
        self._since = time.monotonic()

    def wait_until_it_sends(self):
        wait_for(lambda: answers(self._url) and self._sends() is not None, self._process, self._log, f"The load on {self.tenant}")

    def users(self, count):
        get(f"{self._url}/swarm", {"user_count": count, "spawn_rate": count})

    def begin_phase(self):
        get(f"{self._url}/stats/reset")
        self._since = time.monotonic()

    def phase(self):
        """Requests per second, share of failures, p50 and p99 in milliseconds, since the phase began."""
        row = self._sends()
        if row is None:
            sys.exit(f"Nothing was sent to {self.tenant}; {self._log} may say why.")
        count = int(row["Request Count"])
        return count / (time.monotonic() - self._since), int(row["Failure Count"]) / count, float(row["50%"]), float(row["99%"])

    def _sends(self):
        rows = csv.DictReader(get(f"{self._url}/stats/requests/csv").splitlines())
        return next((row for row in rows if row["Name"] == "/send" and int(row["Request Count"]) > 0), None)


def find_run(children, page, tenants):
    """Each tenant's Sender in the run that is there, or in one that is started."""
    if not page.is_there():
        log = LOGS / "run.log"
        print(f"Starting `make run TENANTS=\"{' '.join(tenants)}\"` (its output: {log.relative_to(ROOT)}) ...", flush=True)
        run = children.start([f"tools/AppHost/bin/{os.environ.get('CONFIGURATION') or 'Debug'}/net10.0/AppHost"], log, TENANTS=" ".join(tenants))
        wait_for(lambda: "\nReady after " in log.read_text(), run, log, "The run")
    senders = page.senders()
    missing = [tenant for tenant in tenants if tenant not in senders]
    if missing:
        sys.exit(
            f"{page.url} shows a run without {', '.join(missing)}. End it, or start it with: make run TENANTS=\"{' '.join(tenants)}\"")
    return senders


def watch(seconds, what):
    print(f"{what} ({seconds} s) ...", flush=True)
    time.sleep(seconds)


def table(rows):
    print()
    print(f"{'tenant':<16}{'phase':<8}{'requests/s':>11}{'errors':>9}{'p50 ms':>9}{'p99 ms':>9}")
    for tenant, phase, (rate, errors, p50, p99) in rows:
        print(f"{tenant:<16}{phase:<8}{rate:>11.1f}{errors:>9.1%}{p50:>9.0f}{p99:>9.0f}")
    print("As the load generators measured it; they round to two digits.\n")


def main():
    tenants = (os.environ.get("TENANTS") or "tenant1 tenant2").replace(",", " ").split()
    if len(tenants) != 2 or tenants[0] == tenants[1]:
        sys.exit(f'TENANTS is "{" ".join(tenants)}", but must be two tenants: the one that is flooded, and the other.')
    quiet, flood = number("QUIET_SECONDS", 25, 5, 3600), number("FLOOD_SECONDS", 40, 5, 3600)
    light_users, flood_users = number("LIGHT_USERS", 5, 1, 1000), number("FLOOD_USERS", 60, 1, 10_000)
    noisy, other = tenants
    LOGS.mkdir(parents=True, exist_ok=True)
    page = Page(os.environ.get("VIEWER_PORT") or 18888)
    children = Children()
    try:
        senders = find_run(children, page, tenants)
        print(f"Look at it: {page.url}", flush=True)
        loads = [Load(children, tenant, senders[tenant][1], light_users) for tenant in tenants]
        for load in loads:
            load.wait_until_it_sends()

        rows = []

        def phase(name, seconds, what):
            for load in loads:
                load.begin_phase()
            watch(seconds, what)
            rows.extend((load.tenant, name, load.phase()) for load in loads)

        watch(WARM_UP_SECONDS, "Warming up, which does not count")
        phase("quiet", quiet, f"Quiet: {light_users} users of {noisy}, {light_users} of {other}")
        loads[0].users(flood_users)
        phase("flood", flood, f"Flood: {flood_users} users of {noisy}, {light_users} of {other}")
        table(sorted(rows, key=lambda row: tenants.index(row[0])))
        shown = [f"{tenant} {p99:.0f} ms" for tenant in tenants if (p99 := page.p99(tenant, senders[tenant][0])) is not None]
        print(f"p99 of the last 60 s on {page.url}, by the services' own spans: {', '.join(shown)}")
    finally:
        # A second Ctrl-C would leave half of it behind.
        for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(ending, signal.SIG_IGN)
        children.end()


if __name__ == "__main__":
    for asked in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(asked, lambda number, _: sys.exit(128 + number))
    main()
