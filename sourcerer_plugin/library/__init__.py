"""The models a user can pick: list, details, import, ranking."""
