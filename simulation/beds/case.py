"""A simulated patient who needs a bed."""

NOT_YET = float("nan")


class Case:
    """One patient, with everything drawn on arrival and the times at which things happened.

    Attributes
    ----------
    number : int
        Of the patient in this run.
    pathway : int
        Position in :data:`simulation.output.PATHWAYS`.
    department, sex, band, isolation, pathogen, level, equipment : int
        What a bed must suit, as numbers of the board; ``isolation`` 0 none, 1 contact, 2 airborne; ``pathogen`` 0 for
        none; ``equipment`` as bits.
    bed : int
        The bed held or taken; -1 for none.
    arrived, requested, granted, admitted, operated, ready, left : float
        Minutes: came, first asked for a bed, had it, lay in it, surgery began, could go home, left.
    cancelled : int
        How often the operation was called off.
    lent : bool
        Whether the first bed was another department's.
    """

    __slots__ = (
        "admitted",
        "arrived",
        "band",
        "bed",
        "cancelled",
        "department",
        "equipment",
        "granted",
        "isolation",
        "left",
        "lent",
        "level",
        "number",
        "operated",
        "pathogen",
        "pathway",
        "ready",
        "requested",
        "sex",
    )

    def __init__(self, number: int, pathway: int, arrived: float) -> None:
        self.number = number
        self.pathway = pathway
        self.arrived = arrived
        self.department = self.sex = self.band = self.isolation = self.pathogen = self.level = self.equipment = 0
        self.bed = -1
        self.requested = self.granted = self.admitted = self.operated = self.ready = self.left = NOT_YET
        self.cancelled = 0
        self.lent = False
