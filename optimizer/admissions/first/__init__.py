"""A first plan within seconds: insertion and ejection chains, and CP-SAT where these leave mandatory patients out.

It stands before the compiled search runs, so that there is always an answer.
"""
