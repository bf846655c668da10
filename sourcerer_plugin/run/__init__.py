"""What a run is doing: phases, time left, curves."""
