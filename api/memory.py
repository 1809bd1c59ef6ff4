"""How the processes of the server treat their memory."""

import gc


def keep_for_good() -> None:
    """Take everything that is in memory now out of the garbage collector's sight.

    The hospital and its beds are some 350,000 objects for 10,000 beds, and none of them is garbage; looking through
    them anew costs 160 ms each time, which whoever waits for an answer at that moment would pay.
    """
    gc.collect()
    gc.freeze()
