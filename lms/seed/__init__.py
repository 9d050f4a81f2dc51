"""A small believable province, built through the same operations a person uses. Nobody in it is real."""
