"""What came of a run: figures, pictures, companions of the map."""
