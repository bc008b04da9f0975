"""What the environment says about the load, checked before anything is started."""

import os
import re
import tempfile
from dataclasses import dataclass
from typing import Mapping, Optional
from urllib.parse import urlsplit

SCENARIOS = ("constant", "ramp", "spike", "soak")

_DNS_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
_TIME = re.compile(r"(?=.)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?")
_MAX_SHOWN = 60


class InvalidSetting(Exception):
    """A variable has a value that it may not have; the message is one line for the person who set it."""


@dataclass(frozen=True)
class Settings:
    """The variables of README.md. Times are in seconds unless the name says milliseconds; None is what was not set."""

    target_host: str
    tenant_id: Optional[str]
    users: int
    spawn_rate: float
    run_time: Optional[int]
    scenario: str
    wait_min_ms: int
    wait_max_ms: int
    request_timeout: int
    wait_for_target: int
    seed: Optional[int]
    expect_faults: bool
    max_fail_ratio: float
    max_p95_ms: Optional[float]
    min_rps: Optional[float]
    report_dir: str


def read(environment: Mapping[str, str]) -> Settings:
    """Reads all variables.

    Raises InvalidSetting at the first value that is out of its range.
    """
    source = _Reader(environment)
    scenario = source.choice("SCENARIO", SCENARIOS, "constant")
    settings = Settings(
        target_host=source.address("TARGET_HOST", "http://localhost:8000"),
        tenant_id=source.dns_label("TENANT_ID"),
        users=source.whole("USERS", 1, 100_000, 10),
        spawn_rate=source.number("SPAWN_RATE", 0.01, 10_000, 2.0),
        run_time=source.time("RUN_TIME"),
        scenario=scenario,
        wait_min_ms=source.whole("WAIT_MIN_MS", 0, 600_000, 500),
        wait_max_ms=source.whole("WAIT_MAX_MS", 0, 600_000, 1500),
        request_timeout=source.whole("REQUEST_TIMEOUT", 1, 600, 30),
        wait_for_target=source.whole("WAIT_FOR_TARGET", 0, 3600, 5),
        seed=source.whole("SEED", 0, 2**63 - 1, None),
        expect_faults=source.choice("EXPECT_FAULTS", ("true", "false"), "false") == "true",
        max_fail_ratio=source.number("MAX_FAIL_RATIO", 0, 1, 0.0),
        max_p95_ms=source.number("MAX_P95_MS", 0, 600_000, None),
        min_rps=source.number("MIN_RPS", 0, 1_000_000, None),
        report_dir=source.folder("REPORT_DIR", os.path.join(tempfile.gettempdir(), "loadgen-report")),
    )
    if settings.wait_min_ms > settings.wait_max_ms:
        raise InvalidSetting(f'WAIT_MIN_MS is "{settings.wait_min_ms}", but must be at most WAIT_MAX_MS, which is {settings.wait_max_ms}')
    return settings


class _Reader:
    """One method for each kind of value; a variable that is empty counts as not set."""

    def __init__(self, environment: Mapping[str, str]):
        self._environment = environment

    def _text(self, name):
        return self._environment.get(name, "").strip() or None

    def whole(self, name, low, high, default):
        text = self._text(name)
        if text is None:
            return default
        if not re.fullmatch(r"[0-9]{1,19}", text) or not low <= int(text) <= high:
            raise _invalid(name, text, f"a whole number from {low} to {high}")
        return int(text)

    def number(self, name, low, high, default):
        text = self._text(name)
        if text is None:
            return default
        # Not float() alone, which takes nan, inf, 1_0 and digits of other scripts too.
        if not re.fullmatch(r"[0-9]{1,19}(\.[0-9]{1,19})?", text) or not low <= float(text) <= high:
            raise _invalid(name, text, f"a number from {low} to {high}")
        return float(text)

    def choice(self, name, choices, default):
        text = self._text(name)
        if text is None:
            return default
        if text.lower() not in choices:
            raise _invalid(name, text, " or ".join([", ".join(choices[:-1]), choices[-1]]))
        return text.lower()

    def dns_label(self, name):
        text = self._text(name)
        if text is not None and not _DNS_LABEL.fullmatch(text):
            raise _invalid(name, text, "a DNS label: 1 to 63 of a-z, 0-9 and -, not at its ends")
        return text

    def address(self, name, default):
        text = self._text(name) or default
        try:
            parts = urlsplit(text)
            valid = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 and not (parts.query or parts.fragment)
        except ValueError:
            valid = False
        if not valid or any(character.isspace() for character in text):
            raise _invalid(name, text, "an address such as http://sender:8000")
        return text.rstrip("/")

    def time(self, name):
        text = self._text(name)
        if text is None:
            return None
        match = _TIME.fullmatch(text)
        hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
        total = hours * 3600 + minutes * 60 + seconds
        if not 1 <= total <= 30 * 24 * 3600:
            raise _invalid(name, text, "a time from 1s to 720h, such as 90s, 5m or 1h30m")
        return total

    def folder(self, name, default):
        path = self._text(name) or default
        try:
            os.makedirs(path, exist_ok=True)
            # At the end of a long run would be a bad moment to learn it.
            with tempfile.TemporaryFile(dir=path):
                return path
        except OSError as error:
            raise _invalid(name, path, f"a folder that can be written to ({error.strerror})") from error


def _invalid(name, value, allowed):
    shown = "".join(character if character.isprintable() else "?" for character in value)
    shown = shown if len(shown) <= _MAX_SHOWN else shown[:_MAX_SHOWN] + "…"
    return InvalidSetting(f'{name} is "{shown}", but must be {allowed}')
