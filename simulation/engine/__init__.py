"""The motor under every model: clock, journeys, pools, arrivals, distributions and random streams."""
