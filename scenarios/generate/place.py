"""The hospital itself: departments, wards, rooms, beds and everything fixed."""

from collections import Counter
from collections.abc import Iterable, Sequence

from scenarios.generate.departments import DepartmentProfile
from scenarios.generate.facilities import clinics, emergency_department, exam_devices, operating_rooms
from scenarios.generate.layout import WardOutline, buildings, campuses_at
from scenarios.generate.links import clinical_distances, lending_rules
from scenarios.generate.norms import Norms
from scenarios.generate.rooms import built_wards
from scenarios.generate.streams import Streams
from scenarios.hospital import Department, DepartmentKind, Hospital, LevelOfCare, Ward

_RESTRICTED = (DepartmentKind.OBSTETRIC, DepartmentKind.PAEDIATRIC, DepartmentKind.INFECTIOUS)


def generated_hospital(
    beds: int,
    outlines: list[WardOutline],
    profiles: Sequence[DepartmentProfile],
    names: tuple[str, str],
    norms: Norms,
    streams: Streams,
) -> Hospital:
    """Return the hospital of these wards (``names``: English and Chinese)."""
    campuses = campuses_at(beds, norms)
    wards = built_wards(outlines, norms, streams)
    own_beds = _beds_by_department(ward for ward in wards if not ward.shared)
    with_critical = _beds_by_department(ward for ward in wards if ward.level_of_care is not LevelOfCare.DAY)
    return Hospital(
        name=names[0],
        name_zh=names[1],
        departments=tuple(
            _department(profile, own_beds[profile.id], with_critical[profile.id], norms) for profile in profiles
        ),
        wards=wards,
        lending=lending_rules(profiles, own_beds, norms),
        clinical_distances=clinical_distances(profiles),
        buildings=buildings(campuses, norms),
        emergency=emergency_department(beds, campuses, norms),
        operating_rooms=operating_rooms(beds, campuses, {profile.id for profile in profiles}, norms),
        clinics=clinics(beds, profiles, norms),
        exam_devices=exam_devices(beds),
    )


def _beds_by_department(wards: Iterable[Ward]) -> Counter[str]:
    beds: Counter[str] = Counter()
    for ward in wards:
        beds[ward.department] += len(ward.beds)
    return beds


def _department(profile: DepartmentProfile, own_beds: int, with_critical: int, norms: Norms) -> Department:
    kept = norms.kept_share_restricted if profile.kind in _RESTRICTED else norms.kept_share
    return Department(
        id=profile.id,
        name=profile.name,
        name_zh=profile.name_zh,
        kind=profile.kind,
        kept_beds=round(own_beds * kept),
        bed_cap=None if own_beds == 0 else round(with_critical * norms.cap_share) + 2,
    )
