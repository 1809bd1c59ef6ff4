"""The HTTP API: one resource a file; :data:`ROUTERS` lists them in the order of the documentation."""

from fastapi import APIRouter

from api.routes import (
    admissions,
    beds,
    census,
    discharges,
    events,
    holds,
    isolation,
    lending,
    operating_list_cases,
    operating_lists,
    optimisations,
    recommendations,
    requests,
    simulations,
    stays,
)

ROUTERS: tuple[APIRouter, ...] = (
    census.router,
    beds.router,
    requests.router,
    recommendations.router,
    holds.router,
    stays.router,
    isolation.router,
    discharges.router,
    lending.router,
    optimisations.router,
    simulations.router,
    admissions.router,
    operating_lists.router,
    operating_list_cases.router,
    events.router,
)
