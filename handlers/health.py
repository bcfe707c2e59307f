"""Is it alive, is it ready, how is it doing: the addresses an operator's tools ask."""

from aiohttp import web
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from requests_db.services import health
from requests_db.store.unit_of_work import Units


def add_health(app: web.Application, units: Units) -> None:
    """Add `/healthz`, `/readyz` and `/metrics` to `app`."""
    watch = HealthWatch(units)
    app.add_routes(
        [
            web.get("/healthz", watch.alive),
            web.get("/readyz", watch.ready),
            web.get("/metrics", watch.metrics),
        ]
    )


class HealthWatch:
    """Looks at the register through reading units; numbers only, no content."""

    def __init__(self, units: Units) -> None:
        self._units = units
        self._registry = CollectorRegistry()
        self._waiting = Gauge(
            "gongkai_rows", "Rows by what they wait for", labelnames=("what",), registry=self._registry
        )

    async def alive(self, _request: web.Request) -> web.Response:
        """Answer as long as the process does."""
        return web.json_response({"status": "ok"})

    async def ready(self, _request: web.Request) -> web.Response:
        """Answer 200 when the database answers with the schema this code needs, else 503."""
        if await health.is_ready(self._units):
            return web.json_response({"status": "ok"})
        return web.json_response({"status": "unavailable"}, status=503)

    async def metrics(self, _request: web.Request) -> web.Response:
        """Return how much is open and how much waits, for a collector."""
        async with self._units.reading() as unit:
            for what, count in (await health.counts(unit)).items():
                self._waiting.labels(what=what).set(count)
        return web.Response(body=generate_latest(self._registry), headers={"Content-Type": "text/plain; version=0.0.4"})
