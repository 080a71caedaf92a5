"""The magnesium and cramps assistant: knowledge, NLU components and launchers. Custom actions are in `actions/`."""
