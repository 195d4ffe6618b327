"""The figures as data: each an outline of our own, drawn for a box of its natural size."""
