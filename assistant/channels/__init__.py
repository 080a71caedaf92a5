"""The doors of the assistant: one guard, then a thin class for each."""
