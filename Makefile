# The commands of this project. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
export RASA_TELEMETRY_ENABLED := false

# Any Python 3 starts the set-up; pyenv's shim fails where pyenv lacks the version of .python-version.
BOOT := $(firstword $(foreach p,python3.10 python3 /usr/bin/python3,$(shell $(p) -c "" 2>/dev/null && echo $(p))))
PYTHON := .venv/bin/python
LEARNED := config.yml domain.yml $(wildcard data/*.yml) $(wildcard assistant/nlu/*.py assistant/nlu/*.yml) encoder/SHA256SUMS
MODEL := models/assistant.tar.gz

help: ## list the commands
	@echo "Commands:"; grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /  make \1\t/' | expand -t 20

chat: setup $(MODEL) ## talk to the assistant here (sets up and trains if need be)
	@$(PYTHON) -m assistant.chat

serve: setup $(MODEL) ## open all doors that are configured, on 127.0.0.1 (PORT=5005)
	@$(PYTHON) -m assistant.serve

web: setup $(MODEL) ## the same, and open the demo page of the web widget
	@$(PYTHON) -m assistant.serve web

test: setup-dev $(MODEL) ## check style, types and behaviour
	@.venv/bin/ruff check --quiet .
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/mypy
	@$(PYTHON) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

evaluate: setup $(MODEL) ## measure the understanding (QUESTIONS=file.jsonl PREDICTIONS=out.jsonl)
	@$(PYTHON) -m assistant.evaluate $(if $(QUESTIONS),--questions "$(QUESTIONS)") $(if $(PREDICTIONS),--predictions "$(PREDICTIONS)")

safety: setup $(MODEL) ## measure which emergencies are caught, and the false alarms (QUESTIONS=file.jsonl)
	@$(PYTHON) -m assistant.evaluate_safety $(if $(QUESTIONS),--questions "$(QUESTIONS)")

train: setup $(MODEL) ## train the model if config.yml, domain.yml, data/ or assistant/nlu/ changed

tune: setup ## choose the thresholds in config.yml from data (then: make train)
	@$(PYTHON) -m assistant.tune

validate: setup ## let Rasa check domain, data and rules
	@$(PYTHON) -m rasa data validate --fail-on-warnings

format: setup-dev ## format the code
	@.venv/bin/ruff format --quiet . && .venv/bin/ruff check --quiet --fix .

benchmark: setup-dev $(MODEL) ## measure speed beside Rasa's default configuration
	@$(PYTHON) -m benchmarks.speed

typos: setup-dev $(MODEL) ## measure what two keyboard typos a message cost (QUESTIONS=file.jsonl)
	@$(PYTHON) -m benchmarks.typos $(if $(QUESTIONS),--questions "$(QUESTIONS)")

widgets: setup-dev $(MODEL) ## measure the chat widget beside others, and what huge messages cost
	@$(PYTHON) -m benchmarks.widgets

pictures: setup-dev $(MODEL) ## draw the pictures of the README again
	@$(PYTHON) -m tests.browser.pictures

compare: setup-dev ## train and score other ways to understand beside ours, write docs/understanding.md (EPOCHS=2)
	@EPOCHS=$(EPOCHS) $(PYTHON) -m benchmarks.compare

encoder: boot ## build encoder/model.onnx again from the published weights
	@$(BOOT) bootstrap.py encoder
	@.cache/encoder-venv/bin/python encoder/build.py encoder

lock: boot ## resolve the dependencies of pyproject.toml again
	@$(BOOT) bootstrap.py lock

clean: ## remove environments, caches and models
	@rm -rf .venv .tools .cache .rasa models logs results .mypy_cache .pytest_cache .ruff_cache

$(MODEL): $(LEARNED) | setup
	@$(PYTHON) -m assistant.train

boot:
	@test -n "$(BOOT)" || { echo "[set-up] No Python 3 found. On Debian or Ubuntu: apt-get install python3 python3-venv." >&2; exit 1; }

setup: boot
	@$(BOOT) bootstrap.py run

setup-dev: boot
	@$(BOOT) bootstrap.py dev

.PHONY: help chat serve web test evaluate safety train tune typos widgets pictures compare validate format benchmark encoder lock clean boot setup setup-dev
