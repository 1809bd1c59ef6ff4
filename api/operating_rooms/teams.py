"""The team of a case that comes without one, such as an emergency: what is usual for its like on the same day."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from scenarios.surgery import SurgicalCase


def with_usual_team(case: SurgicalCase, others: Sequence[SurgicalCase]) -> SurgicalCase:
    """Return a case with its own team, or with that of most cases like it.

    Its like are, as far as there are any with a team: cases of its department and anaesthesia, then of its anaesthesia,
    then of its department, then all. Of teams that are equally common the larger one is taken.

    Parameters
    ----------
    case : SurgicalCase
        New.
    others : sequence of SurgicalCase
        The day's.
    """
    if case.staff:
        return case
    teams = [(one, tuple(sorted(one.staff.items()))) for one in others if one.staff]
    for alike in (
        [team for one, team in teams if (one.department, one.anaesthesia) == (case.department, case.anaesthesia)],
        [team for one, team in teams if one.anaesthesia is case.anaesthesia],
        [team for one, team in teams if one.department == case.department],
        [team for _, team in teams],
    ):
        if alike:
            counts = Counter(alike)
            usual = max(counts, key=lambda team: (counts[team], sum(people for _, people in team), team))
            return replace(case, staff=dict(usual))
    return case
