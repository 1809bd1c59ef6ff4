"""From what a caller asks to what a job keeps, and from that to the study that is run."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from api.simulations.documents import AUTO, AskedOption, AskSimulation
from api.store.database import Database
from api.store.images import Row
from api.store.job_rows import SIMULATION, add_job, job_row, open_jobs
from api.store.refusals import Busy
from api.store.simulation_rows import PackedStart, keep_start, start_scenario
from api.store.transaction import Answer, Transaction
from scenarios.input_problems import InputError, InputProblem
from scenarios.scenario import Scenario
from simulation import what_if
from simulation.policies import POLICIES, Policy
from simulation.policies.from_input import policy
from simulation.question_names import named_after_changes
from simulation.replications import Precision
from simulation.study import PRECISION, Study
from simulation.what_if import BASE, WhatIf

NAME_OF = {kind: name for name, kind in POLICIES.items()}
MOST_OPEN = 50
"""Simulations that may be asked for before the first of them is finished."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A question that can be simulated.

    Attributes
    ----------
    settings : dict
        What its job keeps.
    start : str or PackedStart
        The state that it starts from: one that is kept, by its id, or one to keep.
    """

    settings: dict[str, Any]
    start: str | PackedStart


def checked_question(database: Database, asked: AskSimulation, world: Scenario) -> Checked:
    """Return what a job is to simulate; nothing is stored.

    Parameters
    ----------
    database : Database
        With the simulations asked before.
    asked : AskSimulation
        What is asked.
    world : Scenario
        The hospital as it stands.

    Raises
    ------
    InputError
        All that is wrong with what is asked.
    NotFound
        The simulation to start like does not exist.
    """
    scenarios, questions = _questions(asked)
    options = list(questions)
    days = asked.days or max(question.days for question in questions.values())
    from_now = questions[options[-1]].from_now
    like = None if asked.like is None else simulation_row(database, asked.like)
    if like is not None:
        world = start_scenario(database, like["settings"]["start"])
    study = Study(questions=questions, world=world, days=days, seed=asked.seed)
    study.runs(0)
    study.refuse_what_is_not_seen(0 if asked.warm_up == AUTO else asked.warm_up)
    settings = {
        "options": {
            key: {"scenario": scenarios[key], **question_document(question)} for key, question in questions.items()
        },
        "days": days,
        "warm_up": 0 if from_now else asked.warm_up,
        "replications": asked.replications,
        "seed": asked.seed,
        "from_now": from_now,
    }
    return Checked(settings, like["settings"]["start"] if like else PackedStart.of(world))


def add_simulation(tx: Transaction, question: Checked) -> Answer:
    """Store a job for a simulation.

    Raises
    ------
    Busy
        Too many are open.
    """
    waiting = open_jobs(tx.connection, SIMULATION)
    if waiting >= MOST_OPEN:
        raise Busy("{count} simulations are open, expected fewer than {most}", count=waiting, most=MOST_OPEN)
    start, settings = question.start, question.settings
    if isinstance(start, PackedStart):
        start = keep_start(tx.connection, start, shared=not settings["from_now"])
    return {"job": add_job(tx.connection, SIMULATION, tx.actor, tx.now, {**settings, "start": start})}


def simulation_row(database: Database, job_id: str) -> Row:
    """Return the job of a simulation."""
    return job_row(database, job_id, SIMULATION)


def study_of(settings: dict[str, Any], world: Scenario) -> Study:
    """Return what a job asks, of the state that it starts from."""
    questions = {key: question_of(document) for key, document in settings["options"].items()}
    return Study(questions=questions, world=world, days=settings["days"], seed=settings["seed"])


def how_many(settings: dict[str, Any]) -> int | Precision:
    """Return how many replications a job asks for."""
    return PRECISION if settings["replications"] == AUTO else int(settings["replications"])


def question_document(question: WhatIf) -> dict[str, Any]:
    """Return a question as a document."""
    policies = [policy_document(policy) for policy in question.policies]
    return {**{name: getattr(question, name) for name in _TEXTS}, "days": question.days, "policies": policies}


def question_of(document: dict[str, Any]) -> WhatIf:
    """Return the question of a document."""
    texts = {name: document[name] for name in _TEXTS}
    return WhatIf(**texts, days=document["days"], policies=_policies(document["policies"], "policies"))


def policy_document(policy: Policy) -> dict[str, Any]:
    """Return a policy as a document: its name and its parameters."""
    return {"policy": NAME_OF[type(policy)], **asdict(policy)}


_TEXTS = ("title", "title_zh", "description", "description_zh", "from_now")


def _questions(asked: AskSimulation) -> tuple[dict[str, str], dict[str, WhatIf]]:
    """Return the scenario and the question of each option."""
    problems: list[InputProblem] = []
    scenarios: dict[str, str] = {BASE: BASE}
    questions: dict[str, WhatIf] = {}
    for number, option in enumerate(asked.options):
        try:
            question = _question(option, f"options.{number}")
        except InputError as error:
            problems += error.problems
            continue
        question = question if asked.from_now is None else replace(question, from_now=asked.from_now)
        key = _key(option.scenario, question, questions)
        scenarios[key], questions[key] = option.scenario, question
    if problems:
        raise InputError(problems)
    first = next(iter(questions.values()))
    if asked.compare and all(question.policies for question in questions.values()):
        as_it_is = replace(what_if.bundled(BASE), from_now=first.from_now, days=first.days)
        questions = {BASE: as_it_is, **questions}
    if len({question.from_now for question in questions.values()}) > 1:
        raise InputError.single("options", "some start from now and some do not, expected options of one kind")
    return scenarios, questions


def _question(option: AskedOption, path: str) -> WhatIf:
    if option.scenario not in what_if.names():
        known = ", ".join(what_if.names())
        raise InputError.single(f"{path}.scenario", f"{option.scenario!r}, expected one of: {known}")
    question = own = what_if.bundled(option.scenario)
    if option.policies is not None:
        changed = replace(own, policies=_policies(option.policies, f"{path}.policies"))
        question = named_after_changes(changed, own)
    if option.title:
        question = replace(question, title=option.title, title_zh=option.title, description="", description_zh="")
    return question


def _policies(documents: list[dict[str, Any]], path: str) -> tuple[Policy, ...]:
    problems: list[InputProblem] = []
    policies = []
    for number, document in enumerate(documents):
        values = dict(document)
        try:
            policies.append(policy(str(values.pop("policy", "")), values, f"{path}.{number}"))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return tuple(policies)


def _key(scenario: str, question: WhatIf, taken: dict[str, WhatIf]) -> str:
    """Return a name for an option that tells it apart in tables and files."""
    as_it_is = scenario == BASE and not question.policies
    name = scenario if as_it_is or scenario != BASE else "policies"
    key, number = name, 2
    while key in taken:
        key, number = f"{name}-{number}", number + 1
    return key
