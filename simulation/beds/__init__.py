"""Every bed of the simulated hospital, given by the rules of the live allocation in constant time a ward."""
