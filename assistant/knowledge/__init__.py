"""What the assistant may say: reviewed answers, other replies and labels, as YAML that a clinician can read. Imports no Rasa."""
