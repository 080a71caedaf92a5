"""Custom actions, one file per conversational move. They pick what to say; the words come from `assistant/knowledge/`."""
