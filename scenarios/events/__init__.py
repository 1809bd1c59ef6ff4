"""One table of what happened, or will by a plan: the same whether it comes from a plan, a simulation or a live feed."""

from scenarios.events.of_plan import events_of_plan
from scenarios.events.schema import EVENT_SCHEMA, EventKind, event_table
from scenarios.events.validate import checked_events, event_problems

__all__ = ["EVENT_SCHEMA", "EventKind", "checked_events", "event_problems", "event_table", "events_of_plan"]
