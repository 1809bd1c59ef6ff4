"""What a caller asks of a simulation, and the settings that its job keeps."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from simulation.limits import MOST_DAYS, MOST_REPLICATIONS
from simulation.study import DEFAULT_WARM_UP_DAYS

AUTO: Literal["auto"] = "auto"
MAX_OPTIONS = 8

Name = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z0-9-]+$")]
JobId = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]
Title = Annotated[str, Field(max_length=120, pattern=r"^[^\x00-\x1f]*$")]


class AskedOption(BaseModel):
    """A scenario of the catalogue, perhaps with other policies."""

    model_config = ConfigDict(extra="forbid")

    scenario: Name = Field(examples=["day-surgery-30"])
    policies: list[dict[str, Any]] | None = Field(
        None,
        max_length=40,
        description="Each with `policy` (its name) and its parameters; the scenario's own when left out.",
        examples=[[{"policy": "day-surgery-share", "share": 0.25}]],
    )
    title: Title = Field("", description="Named after the scenario when left out.")


class AskSimulation(BaseModel):
    """Simulate the hospital under one or several options."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"options": [{"scenario": "day-surgery-30"}], "compare": True, "days": 182},
                {
                    "options": [
                        {"scenario": "base", "policies": [{"policy": "discharge-lounge", "places": places}]}
                        for places in (20, 40, 60)
                    ],
                    "days": 90,
                    "warm_up": "auto",
                    "replications": 20,
                },
                {"options": [{"scenario": "mass-casualty"}], "from_now": True, "days": 14},
            ]
        },
    )

    options: Annotated[list[AskedOption], Field(min_length=1, max_length=MAX_OPTIONS)]
    compare: bool = Field(True, description="Also simulate the hospital as it is, with the same patients.")
    days: int | None = Field(None, ge=1, le=MOST_DAYS, description="Days that are measured; else the scenario's.")
    warm_up: Literal["auto"] | Annotated[int, Field(ge=0, le=MOST_DAYS)] = Field(
        DEFAULT_WARM_UP_DAYS, description="Days that are left out, or `auto`: found by MSER-5 on a pilot."
    )
    replications: Literal["auto"] | Annotated[int, Field(ge=1, le=MOST_REPLICATIONS)] = Field(
        AUTO, description="Number, or `auto`: until the intervals are narrow enough."
    )
    seed: int = Field(0, ge=0, le=2**31 - 1)
    from_now: bool | None = Field(
        None, description="Start from the live state and measure from then on; else as the scenario says."
    )
    like: JobId | None = Field(None, description="Start from the same state as this simulation, to compare both.")
