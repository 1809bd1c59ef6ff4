"""The risk of running over as a letter, for people who do not see its colour."""

LETTERS = (("A", 0.1), ("B", 0.2), ("C", 0.5))
"""Letter and the most that it stands for; D above. B ends at the limit that a hospital keeps unless it sets another."""


def risk_letter(risk: float) -> str:
    """Return A up to 10%, B up to 20%, C up to 50%, D above.

    >>> [risk_letter(risk) for risk in (0, 0.1, 0.2, 0.5, 0.51)]
    ['A', 'A', 'B', 'C', 'D']
    """
    return next((letter for letter, most in LETTERS if risk <= most), "D")
