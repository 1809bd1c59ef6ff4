"""The three bookings every move is made of: admit, take out, change a nurse. Each returns the change in points.

Bookings check nothing: moves ask first (see :mod:`~.moves.choose`), so that every rule is kept at every step, except
mandatory admission, which has a price.
"""

from optimizer.admissions.search.book import (
    AGE,
    AGE_COUNT,
    AGE_GROUPS,
    COST,
    COUNT,
    DAY,
    DAYS,
    GENDER,
    GENDER_COUNT,
    JOURNAL,
    JOURNAL_LENGTH,
    MEMBER,
    NURSE,
    NURSE_SKILL,
    OUT,
    PATIENTS,
    ROOM,
    SEEN,
    SKILL,
    SLACK,
    STAY,
    THEATRE,
    TOTAL,
    WEIGHT,
    WORKLOAD,
    Book,
    at1,
    at2,
    at3,
)
from optimizer.admissions.search.compiled import compiled
from optimizer.admissions.search.surgery_booking import book_surgery, cancel_surgery

ADMITTED, TAKEN_OUT, NURSE_CHANGED = range(3)


@compiled
def admit(book: Book, person: int, day: int, room: int, theatre: int) -> int:
    """Book a person who is out; occupants use neither theatre nor surgeon."""
    gender = book[at1(book, GENDER, person)]
    age = book[at1(book, AGE, person)]
    ages = overload = unskilled = nurses = 0
    nurse_at = at2(book, NURSE, room, 0)
    workload_at = at2(book, WORKLOAD, person, -3 * day)
    skill_at = at2(book, SKILL, person, -3 * day)
    level_at = at1(book, NURSE_SKILL, 0)
    seen_at = at2(book, SEEN, person, 0)
    for d in range(day, min(book[DAYS], day + book[at1(book, STAY, person)])):
        count = book[at2(book, COUNT, room, d)]
        if count > 0:
            ages += _age_range_with(book, room, d, age)
        book[at3(book, GENDER_COUNT, room, d, gender)] += 1
        book[at3(book, AGE_COUNT, room, d, age)] += 1
        book[at3(book, MEMBER, room, d, count)] = person
        book[at2(book, COUNT, room, d)] = count + 1
        for shift in range(3 * d, 3 * d + 3):
            nurse = book[nurse_at + shift]
            slack_at = at2(book, SLACK, nurse, shift)
            left = book[slack_at]
            after = left - book[workload_at + shift]
            book[slack_at] = after
            if after < 0:
                overload += min(0, left) - after
            unskilled += max(0, book[skill_at + shift] - book[level_at + nurse])
            if book[seen_at + nurse] == 0:
                nurses += 1
            book[seen_at + nurse] += 1
    book[at1(book, DAY, person)] = day
    book[at1(book, ROOM, person)] = room
    book[at1(book, THEATRE, person)] = theatre
    _write(book, ADMITTED, person, day, room, theatre)
    points = _settle_ages(book, ages) + _settle_nurses(book, unskilled, nurses, overload)
    if person < book[PATIENTS]:
        points += book_surgery(book, person, day, theatre)
    return points


@compiled
def take_out(book: Book, person: int) -> int:
    """Undo a person's admission everywhere it is booked."""
    gender = book[at1(book, GENDER, person)]
    age = book[at1(book, AGE, person)]
    day = book[at1(book, DAY, person)]
    room = book[at1(book, ROOM, person)]
    ages = overload = unskilled = nurses = 0
    nurse_at = at2(book, NURSE, room, 0)
    workload_at = at2(book, WORKLOAD, person, -3 * day)
    skill_at = at2(book, SKILL, person, -3 * day)
    level_at = at1(book, NURSE_SKILL, 0)
    seen_at = at2(book, SEEN, person, 0)
    for d in range(day, min(book[DAYS], day + book[at1(book, STAY, person)])):
        count = book[at2(book, COUNT, room, d)] - 1
        book[at3(book, GENDER_COUNT, room, d, gender)] -= 1
        book[at3(book, AGE_COUNT, room, d, age)] -= 1
        if count > 0:
            ages -= _age_range_with(book, room, d, age)
        book[at2(book, COUNT, room, d)] = count
        for place in range(count):
            if book[at3(book, MEMBER, room, d, place)] == person:
                book[at3(book, MEMBER, room, d, place)] = book[at3(book, MEMBER, room, d, count)]
                break
        for shift in range(3 * d, 3 * d + 3):
            nurse = book[nurse_at + shift]
            slack_at = at2(book, SLACK, nurse, shift)
            before = book[slack_at]
            left = before + book[workload_at + shift]
            book[slack_at] = left
            if before < 0:
                overload -= min(0, left) - before
            unskilled -= max(0, book[skill_at + shift] - book[level_at + nurse])
            book[seen_at + nurse] -= 1
            if book[seen_at + nurse] == 0:
                nurses -= 1
    _write(book, TAKEN_OUT, person, day, room, book[at1(book, THEATRE, person)])
    book[at1(book, DAY, person)] = OUT
    points = _settle_ages(book, ages) + _settle_nurses(book, unskilled, nurses, overload)
    if person < book[PATIENTS]:
        points += cancel_surgery(book, person, day, book[at1(book, THEATRE, person)])
    return points


@compiled
def change_nurse(book: Book, room: int, shift: int, nurse: int) -> int:
    """Give a room and shift to another nurse, who must be on duty."""
    before = book[at2(book, NURSE, room, shift)]
    day = shift // 3
    work = unskilled = nurses = 0
    level = book[at1(book, NURSE_SKILL, nurse)]
    level_before = book[at1(book, NURSE_SKILL, before)]
    member_at = at3(book, MEMBER, room, day, 0)
    for place in range(member_at, member_at + book[at2(book, COUNT, room, day)]):
        person = book[place]
        shift_of_stay = shift - 3 * book[at1(book, DAY, person)]
        work += book[at2(book, WORKLOAD, person, shift_of_stay)]
        skill = book[at2(book, SKILL, person, shift_of_stay)]
        unskilled += max(0, skill - level) - max(0, skill - level_before)
        seen_at = at2(book, SEEN, person, 0)
        book[seen_at + before] -= 1
        if book[seen_at + before] == 0:
            nurses -= 1
        if book[seen_at + nurse] == 0:
            nurses += 1
        book[seen_at + nurse] += 1
    left = book[at2(book, SLACK, before, shift)]
    overload = min(0, left) - min(0, left + work)
    book[at2(book, SLACK, before, shift)] = left + work
    left = book[at2(book, SLACK, nurse, shift)]
    overload += min(0, left) - min(0, left - work)
    book[at2(book, SLACK, nurse, shift)] = left - work
    book[at2(book, NURSE, room, shift)] = nurse
    _write(book, NURSE_CHANGED, room, shift, before, 0)
    return _settle_nurses(book, unskilled, nurses, overload)


@compiled
def take_back(book: Book) -> None:
    """Undo every booking of the move under way, last first."""
    for entry in range(book[JOURNAL_LENGTH] - 1, -1, -1):
        at = at2(book, JOURNAL, entry, 0)
        kind, a, b, c, d = book[at], book[at + 1], book[at + 2], book[at + 3], book[at + 4]
        if kind == ADMITTED:
            take_out(book, a)
        elif kind == TAKEN_OUT:
            admit(book, a, b, c, d)
        else:
            change_nurse(book, a, b, c)
    book[JOURNAL_LENGTH] = 0


@compiled
def _age_range_with(book: Book, room: int, day: int, age: int) -> int:
    """Return by how much the age range of those present grows with one more of this age."""
    youngest = int(book[AGE_GROUPS])
    oldest = -1
    for group in range(book[AGE_GROUPS]):
        if book[at3(book, AGE_COUNT, room, day, group)] > 0:
            youngest = min(youngest, group)
            oldest = group
    return max(0, youngest - age) + max(0, age - oldest)


@compiled
def _settle_ages(book: Book, ages: int) -> int:
    """Add a change of age range to the soft cost; return its points."""
    soft = int(book[at1(book, WEIGHT, 0)] * ages)
    book[at1(book, TOTAL, COST)] += soft
    return soft


@compiled
def _settle_nurses(book: Book, unskilled: int, nurses: int, overload: int) -> int:
    """Add changes of missing skill, nurses seen and overload to the soft cost; return their points."""
    weight_at = at1(book, WEIGHT, 0)
    soft = int(book[weight_at + 1] * unskilled + book[weight_at + 2] * nurses + book[weight_at + 3] * overload)
    book[at1(book, TOTAL, COST)] += soft
    return soft


@compiled
def _write(book: Book, kind: int, a: int, b: int, c: int, d: int) -> None:
    entry = book[JOURNAL_LENGTH]
    at = at2(book, JOURNAL, entry, 0)
    book[at] = kind
    book[at + 1] = a
    book[at + 2] = b
    book[at + 3] = c
    book[at + 4] = d
    book[JOURNAL_LENGTH] = entry + 1
