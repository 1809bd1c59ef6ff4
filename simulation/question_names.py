"""What a changed question is called: its scenario, and what was changed."""

from dataclasses import fields, replace
from typing import Any

from simulation.policies import Policy
from simulation.what_if import WhatIf
from simulation.words import SHARE, words_of_fields

TIMES = {"minutes": "分钟", "hours": "小时", "days": "天"}
"""Units that are written after the value, and in Chinese; the names of the other settings say theirs."""


def named_after_changes(question: WhatIf, own: WhatIf) -> WhatIf:
    """Return a question whose titles say how it differs from the scenario it was made from.

    Parameters
    ----------
    question : WhatIf
        With other policies perhaps.
    own : WhatIf
        The scenario.
    """
    if question.policies == own.policies:
        return question
    english = _changes(question, own, chinese=False)
    chinese = _changes(question, own, chinese=True)
    if own.policies:
        english, chinese = f"{own.title}: {english}", f"{own.title_zh}：{chinese}"
    return replace(question, title=english, title_zh=chinese, description="", description_zh="")


def _changes(question: WhatIf, own: WhatIf, *, chinese: bool) -> str:
    before = {type(policy): policy for policy in own.policies}
    now = {type(policy): policy for policy in question.policies}
    parts = [
        _told(policy, before.get(kind) or kind(), chinese=chinese)
        for kind, policy in now.items()
        if policy != before.get(kind)
    ]
    without = "不含" if chinese else "without "
    parts += [f"{without}{_either(kind, chinese=chinese)}" for kind in before if kind not in now]
    return ("，" if chinese else ", ").join(parts)


def told(policy: Policy, *, chinese: bool) -> str:
    """Return a policy with all its settings in words; settings left open are left out."""
    return _with(policy, [one.name for one in fields(policy) if getattr(policy, one.name) not in (None, "")], chinese)


def _told(policy: Policy, before: Policy, *, chinese: bool) -> str:
    changed = [field.name for field in fields(policy) if getattr(policy, field.name) != getattr(before, field.name)]
    return _with(policy, changed, chinese)


def _with(policy: Policy, settings: list[str], chinese: bool) -> str:
    words = words_of_fields(type(policy))
    values = [
        f"{words[name].zh if chinese else words[name].en} {_value(getattr(policy, name), words[name].unit, chinese)}"
        for name in settings
    ]
    name = _either(type(policy), chinese=chinese)
    joined = ("、" if chinese else ", ").join(values)
    return f"{name}（{joined}）" if chinese and joined else f"{name} ({joined})" if joined else name


def _either(kind: type[Policy], *, chinese: bool) -> str:
    return kind.words.zh if chinese else kind.words.en


def _value(value: Any, unit: str, chinese: bool) -> str:  # noqa: ANN401  of any parameter
    if unit == SHARE:
        return f"{value:.0%}"
    if isinstance(value, tuple):
        return "/".join(f"{part:g}" for part in value)
    told = f"{value:g}" if isinstance(value, float) else str(value)
    return f"{told} {TIMES[unit] if chinese else unit}" if unit in TIMES else told
