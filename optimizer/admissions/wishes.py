"""Patients whom somebody wants to come, on a day of their choice or on any, wherever the plan finds place."""

from collections.abc import Mapping
from dataclasses import replace

from scenarios.admissions.problem import AdmissionsProblem, WaitingPatient
from scenarios.input_problems import InputError, InputProblem


def with_wishes(problem: AdmissionsProblem, wishes: Mapping[str, int | None]) -> AdmissionsProblem:
    """Return a problem in which some patients must be admitted.

    A wish is a rule of the problem and nothing that a solver knows of, so that whoever cannot come is explained like
    everybody else who must. A plan of it costs less than the same plan of the problem given, by the delay of those
    with a day: it counts from that day.

    Parameters
    ----------
    wishes : mapping of str to int or None
        Patient to the day, None for any day.

    Raises
    ------
    scenarios.input_problems.InputError
        Patients that nobody knows, and days outside of their windows; all at once.
    """
    known = {patient.id: patient for patient in problem.patients}
    problems = [InputProblem("pins", f"{name!r} is not on the waiting list") for name in wishes if name not in known]
    for name, day in wishes.items():
        if name in known and day is not None and (wrong := _outside(problem, known[name], day)):
            problems.append(InputProblem("pins", wrong))
    if problems:
        raise InputError(problems)
    return replace(problem, patients=tuple(_wished(patient, wishes) for patient in problem.patients))


def _wished(patient: WaitingPatient, wishes: Mapping[str, int | None]) -> WaitingPatient:
    if patient.id not in wishes:
        return patient
    day = wishes[patient.id]
    return (
        replace(patient, mandatory=True)
        if day is None
        else replace(patient, mandatory=True, release_day=day, due_day=day)
    )


def _outside(problem: AdmissionsProblem, patient: WaitingPatient, day: int) -> str | None:
    last = problem.days - 1 if patient.due_day is None else min(patient.due_day, problem.days - 1)
    if patient.release_day <= day <= last:
        return None
    first, latest = problem.day_name(patient.release_day), problem.day_name(last)
    return f"patient {patient.id}: {problem.day_name(day)}, expected {first} to {latest}"
