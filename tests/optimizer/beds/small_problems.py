"""Random small scenarios, and the best plan of each by trying everything."""

from collections.abc import Iterator
from itertools import product

from hypothesis import strategies as st

from optimizer.beds.candidates import rule_setting
from optimizer.beds.evaluate import costs, violations
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import BedProblem
from optimizer.beds.rules import RULES
from optimizer.beds.world import world_of
from scenarios.allocation_settings import AllocationSettings, GoalWeights, RuleMode, RuleSetting
from scenarios.plans import BedAssignment, BedMove, BedPlan
from scenarios.scenario import Scenario
from tests import make

SEX = st.sampled_from(["female", "male"])
AGE = st.sampled_from([0.01, 5, 40, 80])
ILLNESS = st.sampled_from(
    [("none", ""), ("none", ""), ("none", ""), ("contact", "MRSA"), ("contact", ""), ("airborne", "TB")]
)
LEVEL = st.sampled_from(["general", "general", "general", "hdu"])
EQUIPMENT = st.sampled_from([(), (), ("monitor",)])
DEPARTMENT = st.sampled_from(["D1", "D2"])


@st.composite
def wards(draw: st.DrawFn, name: str, most_beds: int) -> tuple[object, list[str]]:
    sizes = draw(st.lists(st.sampled_from([2, 3, 1]), min_size=1, max_size=3))
    rooms, beds = [], []
    for number, size in enumerate(sizes):
        size = min(size, most_beds - len(beds))
        if size == 0:
            break
        room = make.room(
            id=f"{name}-R{number}",
            beds=size,
            equipment=draw(EQUIPMENT),
            isolation=draw(st.integers(0, 2)) == 0,
            negative_pressure=draw(st.integers(0, 3)) == 0,
        )
        rooms.append(room)
        beds += [bed.id for bed in room.beds]
    ward = make.ward(
        id=name,
        department=draw(DEPARTMENT),
        rooms=rooms,
        level_of_care=draw(LEVEL),
        also_takes=["general"],
        shared=draw(st.integers(0, 4)) == 0,
        age_bands=draw(st.sampled_from([(), (), ("adult", "elderly")])),
        sex_policy=draw(st.sampled_from(["strict", "strict", "off"])),
        staffed_beds=draw(st.integers(max(0, len(beds) - 2), len(beds))),
        floor=draw(st.integers(1, 4)),
    )
    return ward, beds


@st.composite
def scenarios(
    draw: st.DrawFn, *, most_requests: int = 6, most_beds: int = 8, modes: bool = True, moves: bool = True
) -> Scenario:
    """Scenarios of two wards, with everything that rules and goals look at."""
    first, beds = draw(wards("W1", most_beds - 1))
    second, more = draw(wards("W2", most_beds - len(beds)))
    beds = beds + more
    stays, statuses = [], []
    for bed in beds:
        state = draw(st.sampled_from(["vacant"] * 5 + ["occupied"] * 3 + ["cleaning", "held", "blocked"]))
        if state == "occupied":
            isolation, pathogen = draw(ILLNESS)
            stay = make.stay(
                bed=bed,
                department=draw(DEPARTMENT),
                sex=draw(SEX),
                age_years=draw(AGE),
                isolation=isolation,
                pathogen=pathogen,
                leaves_in_hours=draw(st.sampled_from([None, None, -1, 2, 5, 30])),
                discharge_ordered_at=draw(st.sampled_from([None, None, make.hours(-1)])),
            )
            stays.append(stay)
        elif state != "vacant":
            fields = {"held_for": draw(st.sampled_from([None, "Q0", "Q1"]))} if state == "held" else {}
            fields["until"] = draw(st.sampled_from([None, None, make.hours(-2), make.hours(3)]))
            statuses.append(make.status(bed=bed, state=state, **fields))
    requests = [draw(_requests(f"Q{n}", stays)) for n in range(draw(st.integers(min(3, most_requests), most_requests)))]
    asked = [request.current_bed for request in requests if request.current_bed]
    requests = [
        r for n, r in enumerate(requests) if r.current_bed not in [q.current_bed for q in requests[:n] if q.current_bed]
    ]
    assert set(asked) <= {stay.bed for stay in stays}
    departments = [
        make.department(id=name, kept_beds=draw(st.integers(0, 3)), bed_cap=draw(st.sampled_from([None, None, 2, 3])))
        for name in ("D1", "D2")
    ]
    lending = [
        make.lending(lender=lender, borrower=borrower, max_beds=draw(st.sampled_from([None, 1, 2])))
        for lender, borrower in (("D1", "D2"), ("D2", "D1"))
        if draw(st.booleans())
    ]
    return make.scenario(
        hospital=make.hospital(
            wards=[first, second],
            departments=departments,
            lending=lending,
            cleaning_minutes=draw(st.sampled_from([45, 45, 0])),
        ),
        stays=stays,
        statuses=statuses,
        requests=requests,
        expected_demand=[make.expected_demand(department="D1", beds=draw(st.integers(0, 2)))],
        overrides=[make.override(request="Q0", lender="D2")] if draw(st.booleans()) else [],
        allocation=draw(_settings(modes=modes, moves=moves)),
    )


@st.composite
def _requests(draw: st.DrawFn, name: str, stays: list) -> object:
    current = draw(st.sampled_from([None, None, None, *[stay.bed for stay in stays]]))
    if current is not None:
        stay = next(stay for stay in stays if stay.bed == current)
        about = {"patient": stay.patient, "source": "transfer", "current_bed": current}
        about["department"] = draw(st.sampled_from([stay.department, "D1", "D2"]))
    else:
        isolation, pathogen = draw(ILLNESS)
        about = {"sex": draw(SEX), "age_years": draw(AGE), "isolation": isolation, "pathogen": pathogen}
        about["department"] = draw(DEPARTMENT)
    return make.request(
        id=name,
        level_of_care=draw(LEVEL),
        equipment=draw(EQUIPMENT),
        urgency=draw(st.sampled_from(["immediate", "urgent", "soon", "planned"])),
        needed_in_hours=draw(st.sampled_from([None, 1, 6])),
        forbidden_rooms=draw(st.sampled_from([(), (), ("W1-R0",)])),
        **about,
    )


@st.composite
def _settings(draw: st.DrawFn, *, modes: bool, moves: bool) -> AllocationSettings:
    rules = {}
    if modes and draw(st.booleans()):
        rule = draw(st.sampled_from([rule.name for rule in RULES]))
        mode = draw(st.sampled_from([RuleMode.OFF, RuleMode.WEIGHTED]))
        rules[rule] = RuleSetting(mode=mode, points=draw(st.integers(1, 300)) if mode is RuleMode.WEIGHTED else 0)
    weights = {
        name: draw(st.integers(0, 90))
        for name in ("clinical_distance", "age_mix", "special_bed", "occupancy_balance", "reserve", "moves")
    }
    return AllocationSettings(
        max_moves=draw(st.sampled_from([0, 0, 1, 2])) if moves else 0,
        look_ahead_minutes=draw(st.sampled_from([1440, 1440, 0, 60])),
        rules=rules,
        weights=GoalWeights(**weights),
    )


def plan(problem: BedProblem, beds: tuple[str | None, ...]) -> BedPlan:
    """Return the plan that gives each person the bed in the same place; None to remain."""
    assignments, moves, waiting = [], [], []
    for person, bed in zip(problem.people, beds, strict=True):
        if bed is None:
            waiting += [person.id] if person.is_request else []
            continue
        start = int(problem.beds.available_minutes[problem.index.bed_number[bed]])
        if person.is_request:
            assignments.append(BedAssignment(request=person.id, bed=bed, start_minutes=min(start, 10**6)))
        else:
            moves.append(BedMove(patient=person.id, from_bed=person.current_bed, to_bed=bed, start_minutes=start))
    return BedPlan(assignments=tuple(assignments), moves=tuple(moves), waiting=tuple(waiting))


def possible_beds(problem: BedProblem) -> list[list[str | None]]:
    """Return for each person the beds that no hard rule forbids for this person alone, and None."""
    names = [place.bed.id for place in problem.index.places]
    options: list[list[str | None]] = []
    for number, person in enumerate(problem.people):
        mine: list[str | None] = [None]
        for bed in names:
            alone = plan(problem, tuple(bed if other == number else None for other in range(len(problem.people))))
            view = PlanView(world_of(problem), alone)
            subjects = {
                violation.subject
                for rule in RULES
                if rule_setting(problem.scenario.allocation, rule.name).mode is RuleMode.HARD
                for violation in rule.violations(view)
            }
            if f"{person.id} in {bed}" not in subjects:
                mine.append(bed)
        options.append(mine)
    return options


def plans_to_try(problem: BedProblem) -> int:
    """Return how many plans trying everything looks at, doubly given beds included."""
    number = 1
    for options in possible_beds(problem):
        number *= len(options)
    return number


def all_plans(problem: BedProblem) -> Iterator[BedPlan]:
    """Yield every plan in which each person's bed is possible alone and no bed is given twice."""
    for beds in product(*possible_beds(problem)):
        given = [bed for bed in beds if bed is not None]
        if len(given) == len(set(given)):
            yield plan(problem, beds)


def brute_force(problem: BedProblem) -> int:
    """Return the points of the best plan without violation."""
    best = None
    for candidate in all_plans(problem):
        points = sum(costs(problem, candidate).values())
        if (best is None or points < best) and not violations(problem, candidate):
            best = points
    assert best is not None
    return best
