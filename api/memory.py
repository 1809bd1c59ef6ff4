"""How the processes of the server treat their memory."""

import gc

COLLECT_AFTER = (20_000, 20, 50)
"""New objects before the youngest are looked through, and how many such rounds before older and oldest ones are.

Requests leave next to no cycles behind (some 600 objects in 50 seconds of 100 commands a second), while a look at all
that lives stops every thread for 40 to 70 ms; with the defaults that came twice a minute. Solver processes answer one
question after the other, and hold next to nothing but the hospital.
"""


def keep_for_good() -> None:
    """Take everything that is in memory now out of the garbage collector's sight, and let it look at the rest seldom.

    The hospital and its beds are some 350,000 objects for 10,000 beds, and none of them is garbage; looking through
    them anew costs 160 ms each time, which whoever waits for an answer at that moment would pay.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
