"""The report of a run as files, written when the process ends, however it is asked to."""

import csv
import os

from locust.html import get_html_report
from locust.stats import PERCENTILES_TO_REPORT, StatsCSV


def write(environment, folder: str) -> None:
    """Writes report.html, stats.csv, failures.csv and exceptions.csv, and the file of Locust's own `--html` where it was given.

    Raises OSError where the folder cannot be written to.
    """
    html = get_html_report(environment, show_download_link=False)
    # Locust writes that one at the end of a run and on Ctrl-C, but not on SIGTERM, which is how a container is asked to end.
    for path in filter(None, (os.path.join(folder, "report.html"), getattr(environment.parsed_options, "html_file", None))):
        with open(path, "w", encoding="utf-8") as file:
            file.write(html)

    tables = StatsCSV(environment, PERCENTILES_TO_REPORT)
    for name, rows in (("stats", tables.requests_csv), ("failures", tables.failures_csv), ("exceptions", tables.exceptions_csv)):
        with open(os.path.join(folder, f"{name}.csv"), "w", encoding="utf-8", newline="") as file:
            rows(csv.writer(file))
