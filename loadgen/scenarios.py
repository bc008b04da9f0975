"""How many users there are at which moment of a run."""

import math

from locust import LoadTestShape

# Of a run whose RUN_TIME is not set, in seconds.
DEFAULT_RUN_TIME = {"ramp": 300, "spike": 300, "soak": 3600}


def users_at(scenario: str, part: float, users: int) -> int:
    """Users at a part of the run, from 0 (its start) to 1 (its end).

    ramp: from one user to all of them, evenly. spike: a tenth, all of them in the middle fifth, a tenth again.
    soak: all of them, after a rise and before a fall of a tenth of the run each.
    """
    if scenario == "ramp":
        share = part
    elif scenario == "spike":
        share = 1 if 0.4 <= part < 0.6 else 0.1
    elif scenario == "soak":
        share = min(part, 1 - part) * 10
    else:
        raise ValueError(f"no such scenario: {scenario}")
    return max(1, min(users, math.ceil(share * users)))


def shape_of(settings):
    """The class that Locust takes for the run, or None where its own users, spawn rate and run time are the whole scenario."""
    if settings.scenario == "constant":
        return None
    run_time = settings.run_time or DEFAULT_RUN_TIME[settings.scenario]
    # Users come and go as the scenario says; a slow SPAWN_RATE would make a plateau of a spike.
    spawn_rate = max(settings.spawn_rate, settings.users if settings.scenario == "spike" else settings.users / run_time * 10)

    class Scenario(LoadTestShape):
        """The shape that SCENARIO names."""

        def tick(self):
            part = self.get_run_time() / run_time
            return None if part >= 1 else (users_at(settings.scenario, part, settings.users), spawn_rate)

    return Scenario
