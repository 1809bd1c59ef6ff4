"""Give a patient another's place and send the other somewhere else."""

import numpy as np

from optimizer.admissions.search.book import DAY, OUT, ROOM, ROOM_CHOICE, ROOM_CHOICES, Book, at1, at2
from optimizer.admissions.search.booking import take_out
from optimizer.admissions.search.compiled import compiled
from optimizer.admissions.search.moves.choose import NO_MOVE, below, choose_colleague, choose_day, choose_patient
from optimizer.admissions.search.moves.place import insert
from optimizer.admissions.search.moves.swap import seat, suits


@compiled
def push(book: Book, rng: np.random.Generator) -> int:
    """Let a random patient take day and room of an admitted one, who goes to a random day and room.

    The way through when surgeons or rooms are full: no step of it alone would be possible.
    """
    coming = choose_patient(book, rng)
    pushed = choose_colleague(book, coming, rng)
    if pushed < 0:
        return NO_MOVE
    day = book[at1(book, DAY, pushed)]
    room = book[at1(book, ROOM, pushed)]
    draw = rng.random()
    if draw < 0.3 and book[at1(book, ROOM_CHOICES, coming)] > 0:
        room = book[at2(book, ROOM_CHOICE, coming, below(rng, book[at1(book, ROOM_CHOICES, coming)]))]
    elif draw < 0.5:
        day += below(rng, 5) - 2
    if not suits(book, coming, day, room):
        return NO_MOVE
    there_day = day if draw > 0.8 else choose_day(book, pushed, rng)
    there_room = book[at1(book, ROOM, pushed)]
    if rng.random() < 0.7:
        there_room = book[at2(book, ROOM_CHOICE, pushed, below(rng, book[at1(book, ROOM_CHOICES, pushed)]))]
    points = take_out(book, pushed)
    if book[at1(book, DAY, coming)] != OUT:
        points += take_out(book, coming)
    change = seat(book, coming, day, room, -1, rng)
    if change == NO_MOVE:
        return NO_MOVE
    points += change
    change = insert(book, pushed, there_day, there_room, rng)
    return NO_MOVE if change == NO_MOVE else points + change
