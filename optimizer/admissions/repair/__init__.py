"""Large neighbourhoods: CP-SAT plans some of the patients anew at once, while the others and the nurses stay."""
