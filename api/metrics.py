"""What Prometheus may ask."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The server's counters, in a registry of its own."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        names = ("method", "route", "status")
        self.requests = Counter("onebed_http_requests", "HTTP requests.", names, registry=self.registry)
        self.request_seconds = Histogram(
            "onebed_http_request_seconds", "Time to answer.", ("route",), buckets=SECONDS, registry=self.registry
        )
        self.solve_seconds = Histogram(
            "onebed_solve_seconds", "Time of a solve in a worker.", ("kind",), buckets=SECONDS, registry=self.registry
        )
        self.worker_crashes = Counter("onebed_worker_crashes", "Workers that died.", registry=self.registry)
        self.waiting = Gauge("onebed_waiting_requests", "Requests without a bed.", ("urgency",), registry=self.registry)
        self.held = Gauge("onebed_held_requests", "Requests whose bed is held or promised.", registry=self.registry)
        self.beds = Gauge("onebed_beds", "Beds by state.", ("state",), registry=self.registry)
        self.solving = Gauge(
            "onebed_solves_in_progress", "Solves queued or running.", ("kind",), registry=self.registry
        )
        self.projection_lag = Gauge(
            "onebed_projection_lag_events", "Events logged and not yet on the board.", registry=self.registry
        )
        self.listeners = Gauge("onebed_event_listeners", "Open event streams.", registry=self.registry)

    def text(self) -> bytes:
        """Return all metrics in Prometheus' text format."""
        return generate_latest(self.registry)
