"""A first plan within seconds: CP-SAT admits the mandatory patients, plain insertion the others.

It stands before the compiled search runs, so that there is always an answer.
"""
