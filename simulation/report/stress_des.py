"""The STRESS-DES checklist (Monks et al. 2019) filled in for an experiment on the hospital model."""

import platform
from importlib.metadata import version

from simulation.demand import OPERATION_MINUTES
from simulation.experiment import ExperimentResult
from simulation.hospital_model import Run


def stress_des(result: ExperimentResult, runs: dict[str, Run]) -> list[tuple[str, str]]:
    """Return the checklist's items with their answers, in its order.

    Parameters
    ----------
    result : ExperimentResult
        What was run.
    runs : dict of str to Run
        By option; the first is the base.
    """
    base = next(iter(runs.values()))
    return [*_objectives(runs), *_logic(base), *_data(base), *_experimentation(result, base), *_implementation(base)]


def _objectives(runs: dict[str, Run]) -> list[tuple[str, str]]:
    return [
        ("1.1 Purpose", "By how much waits, length of stay, occupancy and cancellations change under a policy."),
        (
            "1.2 Outputs",
            "KPIs on the event table, waits, cancellations, use of rooms; 95% t-intervals.",
        ),
        ("1.3 Aims", f"Scenario comparison of: {', '.join(runs)}."),
    ]


def _logic(run: Run) -> list[tuple[str, str]]:
    settings = run.settings
    return [
        (
            "2.1-2.2 Base model",
            "Emergency (triage 1-4, treatment, boarding, bed or home), elective surgery (referral, waiting list, "
            "list of the next workday, admission the day before, operation, recovery or ICU, ward), day surgery "
            "(day ward, home or overnight), medical electives (weekday quota), ICU with step-down, "
            "discharge (round, papers, lounge, transport, cleaning), clinics when switched on.",
        ),
        (
            "2.3 Scenario logic",
            f"Beds: {settings.bed_choice}. Day surgery {settings.day_surgery.share:.0%} of elective operations. "
            f"Round at minute {settings.discharge.round_minute} of the day, lounge {settings.discharge.lounge_places} "
            f"places, {settings.discharge.weekend_share:.0%} of fit patients leave on days off.",
        ),
        (
            "2.4 Algorithms",
            "Bed rules as in optimizer.beds; arrivals by thinning (Lewis & Shedler 1979); lists by longest wait "
            "within session minutes, day patients first.",
        ),
        (
            "2.5 Components",
            f"{len(settings.hospital.wards)} wards, {sum(len(w.beds) for w in settings.hospital.wards)} beds, "
            f"{len(settings.hospital.operating_rooms)} operating rooms; porters, cleaning teams, recovery, emergency "
            "places. Queues by urgency, then first come first served; patients without a bed by the morning of their "
            "operation leave the queue.",
        ),
    ]


def _data(run: Run) -> list[tuple[str, str]]:
    demand = run.settings.demand
    admissions = sum(department.admissions_per_day for department in demand.departments)
    return [
        ("3.1 Sources", "Department profiles of scenarios.generate; operation times of Leeftink & Hans (2018)."),
        ("3.2 Pre-processing", "Admissions follow from beds and lengths of stay by Little's law."),
        (
            "3.3 Inputs",
            f"{admissions:.1f} admissions and {demand.emergency_visits_per_day:.0f} emergency visits a day, "
            f"{demand.clinic_visits_per_day:.0f} clinic visits a workday; lognormal stays by department; times "
            f"of operations of {len(OPERATION_MINUTES)} specialties.",
        ),
        ("3.4 Assumptions", "Every assumed number is marked as such where it stands in the package simulation."),
    ]


def _experimentation(result: ExperimentResult, run: Run) -> list[tuple[str, str]]:
    counts = ", ".join(f"{option}: {len(done.results)}" for option, done in result.replications.items())
    start = "the census of the scenario" if run.state else "an empty hospital"
    return [
        ("4.1 Initialisation", f"From {start}; the first {run.warm_up_days} days are left out."),
        ("4.2 Run length", f"{run.days} days from {run.start.date().isoformat()}; time unit minute."),
        ("4.3 Estimation", f"Independent replications ({counts}); differences are paired."),
    ]


def _implementation(run: Run) -> list[tuple[str, str]]:
    return [
        (
            "5.1 Software",
            f"OneBed {version('onebed')}, SimPy {version('simpy')}, Python {platform.python_version()}.",
        ),
        (
            "5.2 Random sampling",
            f"PCG64, SeedSequence({run.seed}), one stream for each purpose and replication; draws attached on arrival.",
        ),
        ("5.3 Execution", "Process interaction; at one moment, resumed patients go before new events."),
        ("5.4 System", f"{platform.system()} {platform.machine()}."),
        ("6.1 Code access", "The package simulation of this project, Apache-2.0."),
    ]
