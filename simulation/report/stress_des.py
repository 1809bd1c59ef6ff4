"""The STRESS-DES checklist (Monks et al. 2019) filled in for an experiment on the hospital model."""

import platform
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version

from scenarios.hospital import LevelOfCare
from simulation.experiment import ExperimentResult
from simulation.hospital_model import Run
from simulation.policies import Policy
from simulation.question_names import told
from simulation.report.stress_data import Item, Term, clock, data_items
from simulation.world import on_duty


def stress_des(
    result: ExperimentResult,
    runs: Mapping[str, Run],
    names: Callable[[str], str],
    policies: Mapping[str, Sequence[Policy]],
    *,
    chinese: bool = False,
) -> list[Item]:
    """Return the checklist's items with their answers, in its order.

    Parameters
    ----------
    result : ExperimentResult
        What was run.
    runs : mapping of str to Run
        By option; the first is the base.
    names : callable
        From an option to what it is called.
    policies : mapping of str to Policies
        The changes of each option.
    chinese : bool
        Whether departments are named in Chinese.
    """
    options = [(names(option), run) for option, run in runs.items()]
    base = options[0][1]
    return [
        Item("1.1 Purpose", "By how much waits, length of stay, occupancy and cancellations change under a policy."),
        Item("1.2 Outputs", "KPIs on the event table, waits, cancellations, use of rooms; 95% t-intervals."),
        Item("1.3 Aims", "Scenario comparison of: {options}.", {"options": ", ".join(name for name, _ in options)}),
        *_logic(options, [_told(policies.get(option, ()), chinese) for option in runs]),
        *data_items(base, chinese=chinese),
        *_experimentation(result, base, names),
        *_implementation(base),
    ]


def _told(policies: Sequence[Policy], chinese: bool) -> str:
    return "; ".join(told(policy, chinese=chinese) for policy in policies) or Term("no change")


def _logic(options: list[tuple[str, Run]], changes: list[str]) -> list[Item]:
    hospital = options[0][1].settings.hospital
    return [
        Item(
            "2.1-2.2 Base model",
            "Emergency (triage 1-4, treatment, boarding, bed or home), elective surgery (referral, waiting list, "
            "list of the next workday, admission the day before, operation, recovery or ICU, ward), day surgery "
            "(day ward, home or overnight), medical electives (weekday quota), ICU with step-down, "
            "discharge (round, papers, lounge, transport, cleaning), clinics when switched on.",
        ),
        *(_scenario(name, run, told) for (name, run), told in zip(options, changes, strict=True)),
        Item(
            "2.4 Algorithms",
            "Bed rules as in optimizer.beds; arrivals by thinning (Lewis & Shedler 1979); lists by longest wait "
            "within session minutes, day patients first.",
        ),
        Item(
            "2.5 Components",
            "{wards} wards, {beds} beds, {rooms} operating rooms; emergency with {treatment} treatment and {boarding} "
            "boarding places. Queues by urgency, then first come first served; patients without a bed by the morning "
            "of their operation leave the queue.",
            {
                "wards": len(hospital.wards),
                "beds": sum(len(ward.beds) for ward in hospital.wards),
                "rooms": len(hospital.operating_rooms),
                "treatment": hospital.emergency.treatment_places if hospital.emergency else 0,
                "boarding": hospital.emergency.boarding_places if hospital.emergency else 0,
            },
        ),
    ]


def _scenario(name: str, run: Run, changes: str) -> Item:
    settings = run.settings
    hospital, present = settings.hospital, 1 - settings.staff_absence
    beds = sum(len(ward.beds) for ward in hospital.wards)
    return Item(
        "2.3 Scenario logic",
        "{option}: {changes}. Beds by {way}; day surgery {day_surgery} of elective operations, "
        "day ward of {day_beds} beds; round at {round}, "
        "lounge of {places} places, {weekend} of fit patients leave on days off; operating rooms {opens}-{closes}, "
        "{recovery} recovery places, {on_call} rooms on call; {porters} porters and {cleaners} cleaning teams on duty; "
        "{staffed} staffed beds, {absent} of the staff absent; {wards} closures of wards, {crowds} influxes.",
        {
            "option": name,
            "changes": changes,
            "way": Term(settings.bed_choice),
            "day_surgery": f"{settings.day_surgery.share:.0%}",
            "day_beds": sum(len(w.beds) for w in hospital.wards if w.level_of_care is LevelOfCare.DAY),
            "recovery": round(len(hospital.operating_rooms) * settings.theatres.recovery_places_per_room),
            "on_call": settings.theatres.on_call_rooms,
            "porters": on_duty(settings.porters, beds, present),
            "cleaners": on_duty(settings.cleaning_teams, beds, present),
            "staffed": round(
                sum(len(w.beds) if w.staffed_beds is None else w.staffed_beds for w in hospital.wards) * present
            ),
            "absent": f"{settings.staff_absence:.0%}",
            "round": clock(settings.discharge.round_minute),
            "places": settings.discharge.lounge_places,
            "weekend": f"{settings.discharge.weekend_share:.0%}",
            "opens": clock(settings.theatres.open_minute),
            "closes": clock(settings.theatres.close_minute),
            "wards": len(settings.closures),
            "crowds": len(settings.influxes),
        },
    )


def _experimentation(result: ExperimentResult, run: Run, names: Callable[[str], str]) -> list[Item]:
    counts = ", ".join(f"{names(option)}: {len(done.results)}" for option, done in result.replications.items())
    return [
        Item(
            "4.1 Initialisation",
            "From the census of {at}; the first {days} days are left out."
            if run.state
            else "From an empty hospital; the first {days} days are left out.",
            {"at": f"{run.start:%Y-%m-%d %H:%M}", "days": run.warm_up_days},
        ),
        Item(
            "4.2 Run length",
            "{days} days from {start}, of which {measured} are measured; time unit minute.",
            {"days": run.days, "start": run.start.date().isoformat(), "measured": run.days - run.warm_up_days},
        ),
        Item("4.3 Estimation", "Independent replications ({counts}); differences are paired.", {"counts": counts}),
    ]


def _implementation(run: Run) -> list[Item]:
    return [
        Item(
            "5.1 Software",
            "OneBed {onebed}, SimPy {simpy}, Python {python}.",
            {"onebed": version("onebed"), "simpy": version("simpy"), "python": platform.python_version()},
        ),
        Item(
            "5.2 Random sampling",
            "PCG64, SeedSequence({seed}), one stream for each purpose and replication; draws attached on arrival.",
            {"seed": run.seed},
        ),
        Item("5.3 Execution", "Process interaction; at one moment, resumed patients go before new events."),
        Item("5.4 System", "{system} {machine}.", {"system": platform.system(), "machine": platform.machine()}),
        Item("6.1 Code access", "The package simulation of this project, Apache-2.0."),
    ]
