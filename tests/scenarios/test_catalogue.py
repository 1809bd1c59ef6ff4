"""The bundled scenarios."""

import pytest

from scenarios.catalogue import bundled, names
from scenarios.generate import CENSUS_AT
from scenarios.input_problems import InputError


def test_the_demo_has_2000_beds_and_60_waiting_at_a_fixed_moment() -> None:
    demo = bundled("demo")

    assert (len(demo.hospital.place_of_bed), len(demo.requests), demo.census.at) == (2000, 60, CENSUS_AT)


@pytest.mark.parametrize("name", names())
def test_every_bundled_scenario_carries_its_name(name: str) -> None:
    assert bundled(name).name == name


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"scenario 'nowhere' is not bundled, expected one of: demo"):
        bundled("nowhere")
