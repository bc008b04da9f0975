"""What makes a request the root of a trace, and known as synthetic, to the services behind it."""

import importlib.util
import logging
import os
import secrets

_LOGGER = logging.getLogger(__name__)


def headers() -> dict:
    """W3C headers of one request: a new sampled trace, and baggage that says who asks.

    An OpenTelemetry instrumentation of `requests` that is active puts its own span in the place of this traceparent, and leaves the
    baggage. Ids are never those of a seeded source: two runs with one seed are not one trace.
    """
    return {
        "traceparent": f"00-{_id(16)}-{_id(8)}-01",
        "baggage": "synthetic_request=true",
    }


def wanted(environment) -> bool:
    """Whether the load generator is to export spans of its own: where an endpoint says where to."""
    off = environment.get("OTEL_SDK_DISABLED", "").strip().lower() == "true" or environment.get("OTEL_TRACES_EXPORTER", "").strip() == "none"
    return not off and any(
        environment.get(name, "").strip() for name in ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
    )


def installed() -> bool:
    """Whether the SDK and its instrumentation of `requests` are there (`pip install 'locust[otel]'`)."""
    try:
        return all(importlib.util.find_spec(name) for name in ("opentelemetry.sdk", "opentelemetry.instrumentation.requests"))
    except ModuleNotFoundError:
        return False


def instrument() -> None:
    """Exports a span for each request, where Locust does not do so itself (it does with `--otel`, since 2.42)."""
    if not installed():
        _LOGGER.warning("Requests carry a plain traceparent, and nothing is exported: OpenTelemetry is not installed (pip install 'locust[otel]').")
        return

    from opentelemetry import trace
    from opentelemetry.instrumentation.requests import RequestsInstrumentor
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    instrumentor = RequestsInstrumentor()
    if instrumentor.is_instrumented_by_opentelemetry:
        return
    try:
        if os.environ.get("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc").startswith("http"):
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        else:
            from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    except ImportError as error:
        _LOGGER.warning("Requests carry a plain traceparent: the exporter is not installed (%s).", error)
        return

    # Name, attributes, endpoint and sampler come from the OTEL_ variables.
    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    instrumentor.instrument()


def _id(size: int) -> str:
    # All zeros is the one id that W3C does not allow.
    while True:
        text = secrets.token_hex(size)
        if text.strip("0"):
            return text
