"""Items of the STRESS-DES checklist about data: sources, the distributions with their numbers, what is assumed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from simulation.beds.layout import LEVELS
from simulation.demand import FITNESS_CORRELATION, MOST_DAY_SURGERY, DepartmentDemand
from simulation.emergency_visits import ADMITTED_BY_TRIAGE, TREATMENT_MINUTES
from simulation.engine.distributions import Distribution
from simulation.hospital_model import Run
from simulation.initial_state import UNKNOWN_DAYS
from simulation.measure_words import TRIAGE_MINUTES
from simulation.needs import CRITICAL_OCCUPANCY, CRITICAL_STAY_DAYS
from simulation.pathways.day_surgery import LATEST_HOME_MINUTE
from simulation.pathways.medical import WAY_TO_HOSPITAL_MINUTES
from simulation.pathways.outpatient import CONSULTATION_SHARE, PUNCTUALITY_MINUTES
from simulation.pathways.ward_stay import TRANSPORT_MINUTES, WITH_PORTER


class Term(str):
    """A value that is said in the reader's language."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the checklist.

    Attributes
    ----------
    title, template : str
        What is asked; what is answered, with places for the values.
    values : mapping
        Of this experiment.
    """

    title: str
    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def answer(self, say: Callable[[str], str]) -> str:
        """Return the answer in a language."""
        values = {name: say(value) if isinstance(value, Term) else value for name, value in self.values.items()}
        return say(self.template).format(**values)


def data_items(run: Run, *, chinese: bool = False) -> list[Item]:
    """Return the items of section 3 for a run.

    Parameters
    ----------
    run : Run
        The base.
    chinese : bool
        Whether departments are named in Chinese.
    """
    return [
        Item("3.1 Sources", "Department profiles of scenarios.generate; operation times of Leeftink & Hans (2018)."),
        Item("3.2 Pre-processing", "Admissions follow from beds and lengths of stay by Little's law."),
        _arrivals(run),
        _departments(run, chinese),
        _durations(run),
        *_assumptions(run),
    ]


def clock(minute: int) -> str:
    """Return a minute of the day as it stands on a clock."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _arrivals(run: Run) -> Item:
    demand = run.settings.demand
    return Item(
        "3.3 Inputs: arrivals",
        "{admissions} admissions and {visits} emergency visits a day, in triage levels 1 to 4 {triage}; {clinics} "
        "clinic visits a workday. Emergency by hour of the day, relative: {hours}; by weekday from Monday: {weekdays}. "
        "{contact} of inpatients in contact isolation, {airborne} in airborne.",
        {
            "admissions": f"{sum(department.admissions_per_day for department in demand.departments):.1f}",
            "visits": f"{demand.emergency_visits_per_day:.0f}",
            "clinics": f"{demand.clinic_visits_per_day:.0f}",
            "triage": _list(f"{share:.0%}" for share in demand.triage_shares),
            "hours": _list(f"{part:g}" for part in demand.by_hour),
            "weekdays": _list(f"{part:g}" for part in demand.by_weekday),
            "contact": f"{demand.contact_share:.1%}",
            "airborne": f"{demand.airborne_share:.1%}",
        },
    )


def _departments(run: Run, chinese: bool) -> Item:
    names = {one.id: (one.name_zh if chinese else one.name) or one.id for one in run.settings.hospital.departments}
    told = "; ".join(
        _department(names.get(one.department, one.department), one) for one in run.settings.demand.departments
    )
    return Item(
        "3.3 Inputs: departments",
        "Admissions a day, share through emergency; lognormal stay in days, mean (coefficient of variation); where "
        "the department operates, lognormal minutes of an operation, mean (coefficient of variation): {departments}.",
        {"departments": told},
    )


def _department(name: str, demand: DepartmentDemand) -> str:
    told = (
        f"{name} {demand.admissions_per_day:.1f}, {demand.emergency_share:.0%}; "
        f"{demand.stay_days:.1f} ({demand.stay_cv:.2f})"
    )
    return f"{told}; {demand.operation_minutes:.0f} ({demand.operation_cv:.2f})" if demand.operates else told


def _durations(run: Run) -> Item:
    settings = run.settings
    hospital, theatres = settings.hospital, settings.theatres
    mean, deviation = TREATMENT_MINUTES
    critical = {LEVELS[level].value: numbers for level, numbers in CRITICAL_STAY_DAYS.items()}
    return Item(
        "3.3 Inputs: durations",
        "Lognormal, mean (standard deviation) in minutes: emergency treatment {treatment}, recovery {recovery}, day "
        "ward after recovery {day_stay}, papers and medicines {papers}. Constant: turnover {turnover}, transport "
        "{transport}. Cleaning {cleaning}, after isolation {terminal}, each times 0.6 to 1.4. Lognormal days in "
        "critical care, mean (coefficient of variation): {critical}. Sessions are filled to {fill}.",
        {
            "treatment": f"{mean:g} ({deviation:g})",
            "recovery": _spread(theatres.recovery),
            "day_stay": _spread(settings.day_surgery.stay),
            "papers": _spread(settings.discharge.papers),
            "turnover": f"{theatres.turnover_minutes:g}",
            "transport": f"{TRANSPORT_MINUTES:g}",
            "cleaning": hospital.cleaning_minutes,
            "terminal": hospital.terminal_cleaning_minutes,
            "critical": _list(f"{level.upper()} {days:g} ({cv:g})" for level, (days, cv) in critical.items()),
            "fill": f"{theatres.fill:.0%}",
        },
    )


def _assumptions(run: Run) -> list[Item]:
    settings = run.settings
    demand = settings.demand
    items = [
        Item(
            "3.4 Assumptions",
            "Measured nowhere, hence assumed: triage takes {triage} min and staff is never short, so that urgent "
            "patients wait for a treatment place alone; treatment times; chance of admission by triage level "
            "{admitted}, before scaling; arrivals by hour and weekday; {elective} of elective and {emergency} of "
            "emergency patients of operating departments are operated; the fitness of departments for day surgery, at "
            "most {most}, with a correlation of {correlation} with a short stay; {converted} of day patients stay "
            "overnight, as does who is not fit by {home}; stays in critical care, beds there filled to {critical}; "
            "{porter} of patients need a porter; {way} min on the way to a bed that is given; {unknown} days left for "
            "a patient without a forecast; turnover, recovery and papers times; {weekend} of fit patients leave on "
            "days off; one porter and one cleaning team to 30 beds unless given.",
            {
                "triage": f"{TRIAGE_MINUTES:g}",
                "admitted": _list(f"{chance:.0%}" for chance in ADMITTED_BY_TRIAGE),
                "elective": f"{demand.elective_operated:.0%}",
                "emergency": f"{demand.emergency_operated:.0%}",
                "most": f"{MOST_DAY_SURGERY:.0%}",
                "correlation": f"{FITNESS_CORRELATION:g}",
                "converted": f"{settings.day_surgery.converted:.0%}",
                "home": clock(LATEST_HOME_MINUTE),
                "critical": f"{CRITICAL_OCCUPANCY:.0%}",
                "porter": f"{WITH_PORTER:.0%}",
                "way": f"{WAY_TO_HOSPITAL_MINUTES:g}",
                "unknown": f"{UNKNOWN_DAYS:g}",
                "weekend": f"{settings.discharge.weekend_share:.0%}",
            },
        )
    ]
    if demand.clinic_visits_per_day > 0:
        early, spread = PUNCTUALITY_MINUTES
        items.append(
            Item(
                "3.4 Assumptions: clinics",
                "{absent} of booked patients do not come; arrival minus appointment {early} min (standard deviation "
                "{spread}); a consultation takes {share} of the time between two slots; exams and their times by "
                "device.",
                {
                    "absent": f"{demand.clinic_no_show_share:.0%}",
                    "early": f"{early:g}",
                    "spread": f"{spread:g}",
                    "share": f"{CONSULTATION_SHARE:.0%}",
                },
            )
        )
    return items


def _spread(distribution: Distribution) -> str:
    return f"{distribution.mean:g} ({distribution.sd:g})"


def _list(parts: Iterable[str]) -> str:
    return ", ".join(parts)
