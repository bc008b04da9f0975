"""Whether a run was good enough: each threshold against the table that Locust prints."""

from typing import Iterable, List

# Rows of their own in the table. The Sender says of its own faults that they are simulated, but answers 502 alike whether the Receiver's
# fault was simulated or real: that reason is only in its log.
SIMULATED = "/send (simulated fault)"
RECEIVER = "/send (receiver fault)"
FAULTS = (SIMULATED, RECEIVER)


def breaches(settings, stats, seconds: float, exceptions: Iterable) -> List[str]:
    """One line for each threshold that was breached; `seconds` is how long the run took."""
    total = stats.total
    if not total.num_requests:
        return ["Nothing was measured: no request ended. See the log above, and that TARGET_HOST answers."]

    lines = []
    failed = total.num_failures
    if settings.expect_faults:
        failed -= sum(entry.num_failures for entry in stats.entries.values() if entry.name in FAULTS)
    ratio = failed / total.num_requests
    if ratio > settings.max_fail_ratio:
        lines.append(
            f"MAX_FAIL_RATIO breached: {failed} of {total.num_requests} requests failed, {ratio:.4f}, allowed is {settings.max_fail_ratio:g}"
        )

    p95 = total.get_response_time_percentile(0.95)
    if settings.max_p95_ms is not None and p95 > settings.max_p95_ms:
        lines.append(f"MAX_P95_MS breached: 95 % of requests took up to {p95:g} ms, allowed is {settings.max_p95_ms:g} ms")

    # Not Locust's own rate, which counts up to the last request: a target that hangs would keep a good one.
    rate = total.num_requests / max(seconds, 1e-3)
    if settings.min_rps is not None and rate < settings.min_rps:
        lines.append(f"MIN_RPS breached: {rate:.2f} requests per second over {seconds:.1f} s, needed are {settings.min_rps:g}")

    count = sum(exception["count"] for exception in exceptions)
    if count:
        lines.append(f"The load generator itself failed {count} times: see exceptions.csv")
    return lines
