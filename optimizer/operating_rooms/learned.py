"""A day whose cases last as its own past cases say."""

from dataclasses import replace

from optimizer.operating_rooms.durations import DurationModel, PastCase
from scenarios.surgery import SurgeryDuration, SurgicalCase
from scenarios.surgical_day import SurgicalDay

OF_THE_PROCEDURE = ("procedure", "procedure x surgeon")


def with_learned_durations(day: SurgicalDay) -> SurgicalDay:
    """Return a day with the durations that its past cases teach, and without these.

    A case whose procedure was done before lasts as it did, with each of its surgeons as it did with them; another one
    lasts as booked, with the spread of its department. What was learned elsewhere (a duration with a sample size, or
    one of a surgeon's own) stays as it is.
    """
    if not day.past_cases:
        return day
    model = DurationModel(PastCase(one.department, one.procedure, one.surgeon, one.minutes) for one in day.past_cases)
    return replace(day, past_cases=(), cases=tuple(_learned(model, case) for case in day.cases))


def _learned(model: DurationModel, case: SurgicalCase) -> SurgicalCase:
    if case.duration.sample_size:
        return case
    by_surgeon = {
        surgeon: known
        for surgeon in case.surgeons
        if (known := _known(model, case, surgeon)) is not None and known.basis == OF_THE_PROCEDURE[-1]
    }
    duration = _known(model, case, "") or case.duration
    return replace(case, duration=duration, duration_by_surgeon={**by_surgeon, **case.duration_by_surgeon})


def _known(model: DurationModel, case: SurgicalCase, surgeon: str) -> SurgeryDuration | None:
    """Return what past cases say; a spread that the case brings itself goes before that of its department."""
    found = model.duration(case.department, case.procedure, surgeon, booked_minutes=case.duration.median_minutes)
    if found is None or found.basis in OF_THE_PROCEDURE:
        return found
    return replace(found, log_sd=case.duration.log_sd or found.log_sd)
