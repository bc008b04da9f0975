"""Users of one tenant who call the Sender. What can be set is in README.md."""

import itertools
import json
import logging
import os
import random
import sys
import time

import report
import requests
import scenarios
import tracing
import verdict
from locust import HttpUser, between, events, runners, task
from locust.runners import WorkerRunner
from payloads import body
from settings import InvalidSetting, read

try:
    SETTINGS = read(os.environ)
except InvalidSetting as invalid:
    raise SystemExit(f"Cannot start: {invalid}.") from invalid


def set_locust_options(environment) -> None:
    """Puts our variables where Locust reads its own, right after this file; what is set there already wins, and a command line over all."""
    worker = "--worker" in sys.argv or environment.get("LOCUST_MODE_WORKER", "").lower() in ("true", "yes", "1")
    options = {
        "LOCUST_HOST": SETTINGS.target_host,
        # A request that has begun when the run ends is waited for, not torn off.
        "LOCUST_STOP_TIMEOUT": "10",
    }
    if SETTINGS.scenario == "constant":
        options.update({"LOCUST_USERS": str(SETTINGS.users), "LOCUST_SPAWN_RATE": str(SETTINGS.spawn_rate)})
        if SETTINGS.run_time and not worker:
            options["LOCUST_RUN_TIME"] = f"{SETTINGS.run_time}s"
    if environment.get("LOCUST_EXPECT_WORKERS", "").strip():
        options["LOCUST_EXPECT_WORKERS_MAX_WAIT"] = "300"
    if tracing.wanted(environment) and tracing.installed():
        options["LOCUST_ENABLE_OPENTELEMETRY"] = "true"
    for name, value in options.items():
        environment.setdefault(name, value)


set_locust_options(os.environ)

# Debian's Locust 2.12.1 says "" when asked for its version, and its own master turns away a worker that has none.
runners.__version__ = runners.__version__ or "unknown"

SHAPE = scenarios.shape_of(SETTINGS)
if SHAPE is None:
    # Locust takes every shape that it finds in this file, and this name is none.
    del SHAPE


class TenantUser(HttpUser):
    """Sends orders, and looks now and then whether the Sender lives."""

    wait_time = between(SETTINGS.wait_min_ms / 1000, SETTINGS.wait_max_ms / 1000)
    numbers = itertools.count()

    def on_start(self):
        worker = getattr(self.environment.runner, "worker_index", 0)
        self.source = random.Random() if SETTINGS.seed is None else random.Random(f"{SETTINGS.seed}/{worker}/{next(self.numbers)}")

    @task(10)
    def send(self):
        request = body(self.source, SETTINGS.tenant_id)
        with self.client.post(
            "/send",
            data=json.dumps(request, ensure_ascii=False).encode(),
            headers={"Content-Type": "application/json", **tracing.headers()},
            timeout=SETTINGS.request_timeout,
            catch_response=True,
        ) as response:
            if response.status_code == 0 or response.status_code >= 400:
                detail = answer_of(response).get("detail")
                if response.status_code == 500 and detail == "Simulated error":
                    response.request_meta["name"] = verdict.SIMULATED
                elif response.status_code == 502 and str(detail).startswith("Receiver service error"):
                    response.request_meta["name"] = verdict.RECEIVER
                # No more is said here: Locust counts by status what raise_for_status refuses, and by its reason what never came.
                return
            wrong = difference(request, response.status_code, answer_of(response))
            if wrong:
                response.failure(wrong)

    @task(1)
    def health(self):
        self.client.get("/health", headers=tracing.headers(), timeout=SETTINGS.request_timeout)


def answer_of(response) -> dict:
    """The answer's JSON object; empty where it is none."""
    try:
        answer = json.loads(response.content or b"{}")
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def difference(request, status, answer):
    """What is wrong with an answer that is no error, or None: a proxy's page and another tenant's answer are 200 too."""
    if status != 200 or answer.get("status") != "success":
        return f'the answer is {status}, but not one with the status "success"'
    if SETTINGS.tenant_id and answer.get("tenant") != SETTINGS.tenant_id:
        return "the answer is of another tenant"
    received = answer.get("receiver_response")
    if "request_id" in request and (not isinstance(received, dict) or received.get("request_id") != request["request_id"]):
        return "the answer is to another request_id"
    return None


class Run:
    """When the last run was, and how it was found."""

    started = False
    stopped_at = None
    lines = ()


@events.init.add_listener
def prepare(environment, **_):
    options = environment.parsed_options
    if tracing.wanted(os.environ):
        tracing.instrument()
    if isinstance(environment.runner, WorkerRunner) or not (options.headless or options.autostart) or not SETTINGS.wait_for_target:
        return
    error = wait_for(environment.host or SETTINGS.target_host, SETTINGS.wait_for_target)
    if error:
        # So that workers that have come already do not wait for a master that has gone.
        environment.runner.quit()
        raise SystemExit(error)


def wait_for(target, seconds):
    """Waits until the target answers anything; returns why it is given up, or None."""
    logging.getLogger(__name__).debug("Waiting for %s/health, at most %s s", target, seconds)
    deadline = time.monotonic() + seconds
    while True:
        try:
            requests.get(f"{target}/health", timeout=max(0.1, deadline - time.monotonic()))
            return None
        except requests.RequestException as failure:
            if time.monotonic() >= deadline - 0.2:
                return f"Cannot start: {target}/health did not answer within {seconds} s (WAIT_FOR_TARGET): {reason_of(failure)}."
            time.sleep(0.2)


def reason_of(failure):
    """The innermost reason of an error of `requests`, which wraps it several times."""
    while failure.__context__ is not None:
        failure = failure.__context__
    return str(failure) or type(failure).__name__


@events.test_start.add_listener
def begin(**_):
    Run.started, Run.stopped_at = True, None


@events.test_stopping.add_listener
def note_end(**_):
    Run.stopped_at = time.time()


@events.quitting.add_listener
def judge(environment, **_):
    if isinstance(environment.runner, WorkerRunner):
        # The master has this worker's numbers and judges them all.
        environment.process_exit_code = 0
        return
    if not Run.started:
        return
    # After SIGTERM users still run, and workers have more to tell.
    environment.runner.quit()
    seconds = (Run.stopped_at or time.time()) - environment.stats.start_time
    Run.lines = verdict.breaches(SETTINGS, environment.stats, seconds, environment.runner.exceptions.values())
    environment.process_exit_code = 1 if Run.lines else 0
    try:
        report.write(environment, SETTINGS.report_dir)
        Run.lines = [*Run.lines, f"Report: {SETTINGS.report_dir}/report.html, stats.csv, failures.csv, exceptions.csv"]
    except OSError as error:
        Run.lines = [*Run.lines, f"The report could not be written: {error}"]
        environment.process_exit_code = 1


@events.quit.add_listener
def say(**_):
    # Below the table, where it is seen, and into the same stream.
    for line in Run.lines:
        print(line, file=sys.stderr, flush=True)
