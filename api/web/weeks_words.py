"""What the goals of a plan of the coming weeks are called on screen, and what each of them counts."""

from api.web.labels import mark

GOALS = {
    "left for later": (
        mark("Patients left for later"),
        mark("patients who need not come within these weeks and do not"),
    ),
    "delay": (mark("Waiting for admission"), mark("days from the first possible day to admission, all patients")),
    "open theatres": (mark("Operating rooms opened"), mark("operating rooms in use, summed over the days")),
    "surgeon transfer": (mark("Surgeons between rooms"), mark("further operating rooms of a surgeon on a day")),
    "nurse workload": (mark("Nurses overloaded"), mark("points of workload above a nurse's greatest")),
    "nurse skill": (mark("Nursing skill missing"), mark("skill levels missing, by patient and shift")),
    "continuity of care": (mark("Different nurses"), mark("nurses whom a patient meets, all patients")),
    "mixed age": (mark("Ages mixed in a room"), mark("age bands between youngest and oldest, by room and day")),
}
"""Name of a goal to its title and what its amount counts; the title's order is that of the table."""
