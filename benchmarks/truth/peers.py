"""Published models run here in their authors' style, with as many replications as ours."""

from collections.abc import Callable, Generator, Mapping
from concurrent.futures import Executor
from functools import partial
from math import log, log1p, sqrt
from typing import Any

import numpy as np
import simpy

from simulation.intervals import Interval, t_interval
from simulation.networks.network import Network, PatientClass

Peer = Callable[[Network, int, Executor], Mapping[str, Interval]]
"""Takes the model, replications and where they run; returns intervals by the name of the measure."""

TREAT_SIM_COLUMNS = {
    "arrivals": "00_arrivals",
    "mean wait at triage": "01a_triage_wait",
    "mean wait at registration": "02a_registration_wait",
    "mean wait at examination": "03a_examination_wait",
    "mean wait at non-trauma cubicle": "04a_treatment_wait(non_trauma)",
    "mean time in system at registration": "05_total_time(non-trauma)",
    "mean time in system at trauma": "08_total_time(trauma)",
    "finished count": "09_throughput",
}
ELECTIVE = "elective surgery"


def treatment_centre(network: Network, replications: int, executor: Executor) -> Mapping[str, Interval]:
    """Run treat-sim itself with its defaults."""
    from treat_sim.model import Scenario, multiple_replications

    results = multiple_replications(Scenario(), n_reps=replications)
    return {name: t_interval(results[column].to_numpy()) for name, column in TREAT_SIM_COLUMNS.items()}


def critical_care_unit(network: Network, replications: int, executor: Executor) -> Mapping[str, Interval]:
    """Run the unit as SimPy's tutorials would: a process a patient, a ``Resource``, scalar draws."""
    chunk = max(1, replications // 8)
    results = np.array(list(executor.map(partial(_critical_care_year, network), range(replications), chunksize=chunk)))
    electives = f"lost count at beds of {ELECTIVE}"
    unplanned = "mean wait when served at beds of " + ", ".join(name for name in network.classes if name != ELECTIVE)
    return {electives: t_interval(results[:, 0]), unplanned: t_interval(results[:, 1])}


PEERS: dict[str, tuple[str, Peer]] = {
    "treatment_centre": ("treat-sim run here", treatment_centre),
    "critical_care_unit": ("plain SimPy run here", critical_care_unit),
}


def _critical_care_year(network: Network, replication: int) -> tuple[float, float]:
    """Return elective cancellations and the mean wait of unplanned patients."""
    env = simpy.Environment()
    generator = np.random.default_rng((7, replication))
    beds = simpy.Resource(env, network.stations["beds"].servers or 0)
    cleaning = network.stations["beds"].hold_after
    assert cleaning is not None
    waits: list[float] = []
    cancelled = 0

    def stay(patients: PatientClass) -> float:
        service = patients.visits["beds"].service[0].service
        if service.kind == "exponential":
            return generator.exponential(service.mean)
        variance = log1p((service.sd / service.mean) ** 2)
        return generator.lognormal(log(service.mean) - variance / 2, sqrt(variance))

    def patient(patients: PatientClass) -> Generator[simpy.Event, Any, None]:
        came = env.now
        with beds.request() as bed:
            yield bed
            waited = env.now - came
            yield env.timeout(stay(patients))
            if env.now >= network.warm_up and patients is not network.classes[ELECTIVE]:
                waits.append(waited)
            yield env.timeout(cleaning.mean)

    def unplanned(patients: PatientClass) -> Generator[simpy.Event, Any, None]:
        assert patients.interval is not None
        while True:
            yield env.timeout(generator.exponential(patients.interval.mean))
            env.process(patient(patients))

    def elective(patients: PatientClass) -> Generator[simpy.Event, Any, None]:
        nonlocal cancelled
        assert patients.interval is not None
        while True:
            yield env.timeout(max(0.0, generator.normal(patients.interval.mean, patients.interval.sd)))
            if beds.count < beds.capacity:
                env.process(patient(patients))
            elif env.now >= network.warm_up:
                cancelled += 1

    for name, patients in network.classes.items():
        env.process(elective(patients) if name == ELECTIVE else unplanned(patients))
    env.run(until=network.horizon)
    return float(cancelled), float(np.mean(waits))
