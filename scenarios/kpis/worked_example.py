"""The small hospital of the KPIs' worked examples."""

from scenarios.events.schema import event_table
from scenarios.hospital import Bed, Department, DepartmentKind, Hospital, Room, Ward
from scenarios.kpis.kpi import Observation


def worked_example(*rows: tuple[object, ...], hours: float = 24) -> Observation:
    """Return an observation from minute 0 of a hospital with ward M of medicine and ward S of surgery, two beds each.

    Parameters
    ----------
    rows : tuple
        Minute, kind, patient, department, bed (``M-1``, ``M-2``, ``S-1``, ``S-2``), source; the last ones may be
        left out.
    hours : float
        Length of the time that counts.
    """
    columns = ("minute", "kind", "patient", "department", "bed", "source")
    named = [dict(zip(columns, row, strict=False)) for row in rows]
    return Observation(
        events=event_table({**row, "ward": str(row["bed"])[0] if row.get("bed") else None} for row in named),
        hospital=Hospital(
            name="Example",
            departments=(Department(id="medicine"), Department(id="surgery", kind=DepartmentKind.SURGICAL)),
            wards=(_ward("M", "medicine"), _ward("S", "surgery")),
        ),
        from_minute=0,
        to_minute=hours * 60,
    )


def _ward(name: str, department: str) -> Ward:
    beds = (Bed(id=f"{name}-1"), Bed(id=f"{name}-2"))
    return Ward(id=name, department=department, rooms=(Room(id=f"{name}-R1", beds=beds),))
