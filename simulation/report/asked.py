"""What a report is about, in words: the hospital, the options and their changes, the length, the seed, the version."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version

from simulation.experiment import ExperimentResult
from simulation.hospital_model import Run
from simulation.policies import Policy
from simulation.question_names import told
from simulation.report.language import Language
from simulation.study import PRECISION

FEW = "Only {count} replications: the intervals are wide and rough; expected are {least} at least, or auto."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked.

    Attributes
    ----------
    title : str
        Of the report.
    runs : mapping of str to Run
        By option; the first is the base.
    made_at : datetime
        When the report was made.
    titles : mapping of str to str
        What each option is called, in the language of the report; by its name when left out.
    policies : mapping of str to tuple of Policy
        The changes of each option.
    """

    title: str
    runs: Mapping[str, Run]
    made_at: datetime
    titles: Mapping[str, str] = field(default_factory=dict)
    policies: Mapping[str, tuple[Policy, ...]] = field(default_factory=dict)

    def name(self, option: str) -> str:
        """Return what an option is called."""
        return self.titles.get(option, option)

    def lines(self, result: ExperimentResult, language: Language) -> list[tuple[str, str]]:
        """Return label and value of everything that was asked."""
        say = language.say
        run = next(iter(self.runs.values()))
        hospital = run.settings.hospital
        lines = [
            (say("Hospital"), language.either(hospital.name, hospital.name_zh)),
            (say("Report made"), f"{self.made_at:%Y-%m-%d %H:%M}"),
            (say("Start of the run"), f"{run.start:%Y-%m-%d %H:%M}"),
            (say("Days measured"), str(run.days - run.warm_up_days)),
            (say("Warm-up, days left out"), str(run.warm_up_days)),
        ]
        for option, done in result.replications.items():
            changes = "; ".join(told(policy, chinese=language.chinese) for policy in self.policies.get(option, ()))
            count = say("{count} replications").format(count=len(done.results))
            lines.append((self.name(option), f"{changes or say('no change')} ({count})"))
        lines += [(say("Seed"), str(result.seed)), (say("Version"), f"OneBed {version('onebed')}")]
        return lines


def few_replications(result: ExperimentResult) -> int | None:
    """Return the number of replications when it is too small for intervals to be trusted, else None."""
    least = min(len(run.results) for run in result.replications.values())
    return least if least < PRECISION.minimum else None
