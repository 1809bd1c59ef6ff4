"""``python -m optimizer.admissions.search``: compile the search ahead of its first use."""

import sys

from optimizer.admissions.search.annealer import Annealer
from optimizer.admissions.search.compiled import COMPILING, is_compiled
from optimizer.admissions.search.data import search_data
from scenarios.admissions.problem import AdmissionsProblem, GoalWeights, Nurse, Occupant, WardRoom


def main() -> None:
    """Compile by searching the smallest problem there is: one room, one nurse, one day."""
    if is_compiled():
        return
    sys.stderr.write(f"{COMPILING}\n")
    nursing = (1, 1, 1)
    lying = Occupant(id="a", gender="A", age_group=0, stay_days=1, workload=nursing, required_skill=(0, 0, 0), room="r")
    problem = AdmissionsProblem(
        name="smallest",
        days=1,
        shift_names=("early", "late", "night"),
        age_groups=("adult",),
        skill_levels=1,
        weights=GoalWeights(
            mixed_age=1,
            nurse_skill=1,
            continuity=1,
            nurse_workload=1,
            open_theatre=1,
            surgeon_transfer=1,
            delay=1,
            unscheduled=1,
        ),
        occupants=(lying,),
        patients=(),
        surgeons=(),
        theatres=(),
        rooms=(WardRoom(id="r", beds=1),),
        nurses=(Nurse(id="n", skill=0, max_workload=dict.fromkeys(range(3), 1)),),
    )
    Annealer(search_data(problem)).compile()


if __name__ == "__main__":
    main()
