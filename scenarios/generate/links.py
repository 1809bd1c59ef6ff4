"""Between departments: who lends beds to whom, and how foreign one's patients are to the other's nurses."""

from collections.abc import Sequence
from itertools import combinations, permutations

from scenarios.generate.departments import DepartmentProfile
from scenarios.generate.norms import Norms
from scenarios.hospital import ClinicalDistance, DepartmentKind, LendingRule

_K = DepartmentKind
_OPEN_KINDS = (_K.MEDICAL, _K.SURGICAL, _K.ONCOLOGY)

CROSS_LENDING = (
    ("rehabilitation", "orthopaedics"),
    ("rehabilitation", "neurology"),
    ("rehabilitation", "neurosurgery"),
    ("cardiology", "cardiac-surgery"),
    ("cardiac-surgery", "cardiology"),
    ("respiratory", "thoracic-surgery"),
    ("thoracic-surgery", "respiratory"),
    ("neurology", "neurosurgery"),
    ("gastroenterology", "general-surgery"),
    ("gastroenterology", "gastrointestinal-surgery"),
    ("nephrology", "urology"),
    ("haematology", "medical-oncology"),
    ("medical-oncology", "haematology"),
    ("medical-oncology", "respiratory"),
    ("radiotherapy", "ear-nose-throat"),
    ("infectious-diseases", "respiratory"),
    ("obstetrics", "gynaecology"),
    ("gynaecology", "obstetrics"),
    ("general-surgery", "gynaecology"),
    ("thyroid-breast-surgery", "gynaecology"),
    ("gynaecology", "thyroid-breast-surgery"),
    ("paediatrics", "paediatric-surgery"),
    ("paediatric-surgery", "paediatrics"),
    ("emergency", "respiratory"),
    ("emergency", "cardiology"),
    ("emergency", "general-surgery"),
    ("respiratory", "emergency"),
    ("cardiology", "emergency"),
    ("geriatrics", "emergency"),
    ("endocrinology", "emergency"),
)
"""(lender, borrower) pairs beyond lending among medical, among surgical and among oncology departments. Assumption."""

RELATED_DEPARTMENTS = {
    frozenset({"cardiology", "cardiac-surgery"}): 2,
    frozenset({"respiratory", "thoracic-surgery"}): 3,
    frozenset({"neurology", "neurosurgery"}): 2,
    frozenset({"gastroenterology", "gastrointestinal-surgery"}): 3,
    frozenset({"gastroenterology", "hepatobiliary-surgery"}): 3,
    frozenset({"gastroenterology", "general-surgery"}): 3,
    frozenset({"general-surgery", "gastrointestinal-surgery"}): 1,
    frozenset({"general-surgery", "hepatobiliary-surgery"}): 1,
    frozenset({"general-surgery", "thyroid-breast-surgery"}): 1,
    frozenset({"general-surgery", "vascular-surgery"}): 2,
    frozenset({"nephrology", "urology"}): 3,
    frozenset({"haematology", "medical-oncology"}): 2,
    frozenset({"medical-oncology", "radiotherapy"}): 1,
    frozenset({"orthopaedics", "rehabilitation"}): 3,
    frozenset({"neurology", "rehabilitation"}): 3,
    frozenset({"neurology", "geriatrics"}): 2,
    frozenset({"respiratory", "infectious-diseases"}): 3,
    frozenset({"respiratory", "geriatrics"}): 2,
    frozenset({"cardiology", "geriatrics"}): 2,
    frozenset({"ear-nose-throat", "oral-surgery"}): 2,
    frozenset({"ear-nose-throat", "ophthalmology"}): 2,
    frozenset({"obstetrics", "gynaecology"}): 2,
    frozenset({"obstetrics", "neonatology"}): 4,
    frozenset({"paediatrics", "neonatology"}): 3,
    frozenset({"rheumatology", "nephrology"}): 2,
    frozenset({"orthopaedics", "burns-plastic-surgery"}): 2,
}
"""Clinical distances (0-10) of neighbouring specialties. Assumption."""

_WITHIN_KIND = 3
_BETWEEN_KINDS = {
    frozenset({_K.MEDICAL, _K.SURGICAL}): 6,
    frozenset({_K.MEDICAL, _K.ONCOLOGY}): 4,
    frozenset({_K.SURGICAL, _K.ONCOLOGY}): 5,
    frozenset({_K.MEDICAL, _K.EMERGENCY}): 4,
    frozenset({_K.SURGICAL, _K.EMERGENCY}): 5,
    frozenset({_K.MEDICAL, _K.REHABILITATION}): 5,
    frozenset({_K.SURGICAL, _K.REHABILITATION}): 5,
    frozenset({_K.MEDICAL, _K.INFECTIOUS}): 5,
    frozenset({_K.MEDICAL, _K.CRITICAL_CARE}): 5,
    frozenset({_K.SURGICAL, _K.CRITICAL_CARE}): 5,
    frozenset({_K.EMERGENCY, _K.CRITICAL_CARE}): 3,
    frozenset({_K.SURGICAL, _K.OBSTETRIC}): 7,
    frozenset({_K.PAEDIATRIC, _K.OBSTETRIC}): 8,
}
_FOREIGN = 9


def lending_rules(
    profiles: Sequence[DepartmentProfile], own_beds: dict[str, int], norms: Norms
) -> tuple[LendingRule, ...]:
    """Return who may lend to whom: among departments of one open kind, and the listed pairs across kinds."""
    general = [profile for profile in profiles if own_beds.get(profile.id)]
    here = {profile.id for profile in general}
    pairs = [
        (lender.id, borrower.id)
        for lender, borrower in permutations(general, 2)
        if lender.kind is borrower.kind and lender.kind in _OPEN_KINDS
    ]
    pairs += [pair for pair in CROSS_LENDING if here.issuperset(pair) and pair not in pairs]
    return tuple(
        LendingRule(lender=lender, borrower=borrower, max_beds=max(1, round(own_beds[lender] * norms.lending_share)))
        for lender, borrower in pairs
    )


def clinical_distances(profiles: Sequence[DepartmentProfile]) -> tuple[ClinicalDistance, ...]:
    """Return the clinical distance of every pair of departments."""
    return tuple(
        ClinicalDistance(department=one.id, other=other.id, distance=_distance(one, other))
        for one, other in combinations(profiles, 2)
    )


def _distance(one: DepartmentProfile, other: DepartmentProfile) -> int:
    related = RELATED_DEPARTMENTS.get(frozenset({one.id, other.id}))
    if related is not None:
        return related
    if one.kind is other.kind:
        return _WITHIN_KIND
    return _BETWEEN_KINDS.get(frozenset({one.kind, other.kind}), _FOREIGN)
