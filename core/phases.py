"""The names of a job's phases, in the words that a user reads; the plugin translates them."""

READING = "Reading labels"
ASSESSED_FIT = "Fitting to measure accuracy"
FIT = "Fitting"
MAPPING = "Mapping"
ASSESSING = "Assessing"
TRAINING_SOURCE = "Training the source model"
COMPARING = "Comparing"
IMPORTING = "Importing the model"
PREPARING = "Preparing the series"
LOOKING = "Looking at the images"
WRITING_EXAMPLE = "Writing the example scene"

PHASES = tuple(text for name, text in vars().items() if name.isupper())
