"""Our graph components for Rasa's NLU pipeline, in the order of `config.yml`."""
