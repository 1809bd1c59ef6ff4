"""How fast the simulator is, beside the plain SimPy style and Ciw, in the same run."""
