"""`make train`: train the model with a progress bar instead of Rasa's chatter."""

from __future__ import annotations

import contextlib
import logging
import sys
from pathlib import Path

from assistant.runtime import MODEL, ROOT, quiet

LOG = ROOT / "logs" / "train.log"


class StepBar(logging.Handler):
    """Moves a progress bar one step for every graph node that Rasa runs."""

    def __init__(self, total: int) -> None:
        """Expect `total` nodes; the bar tells the rest as they come."""
        super().__init__(logging.DEBUG)
        from tqdm import tqdm

        self.bar = tqdm(total=total, desc="[train]", unit="step", bar_format="{desc} {bar:20} {n_fmt}/{total_fmt} steps, {elapsed}")

    def emit(self, record: logging.LogRecord) -> None:
        """Count the log record if it tells of a node that starts."""
        message = record.getMessage()
        if message.startswith("Node '") and "' running '" in message:
            self.bar.total = max(self.bar.total, self.bar.n + 1)
            self.bar.update()


def train() -> None:
    """Train from config.yml, domain.yml and data/ into models/assistant.tar.gz.

    Raises:
        Exception: what Rasa raises for a broken configuration or broken data.
    """
    from rasa.model_training import train as rasa_train

    graph = logging.getLogger("rasa.engine.graph")
    bar = StepBar(total=28)
    graph.addHandler(bar)
    graph.setLevel(logging.DEBUG)
    graph.propagate = False
    try:
        with LOG.open("w") as log, contextlib.redirect_stdout(log):
            result = rasa_train(
                domain=str(ROOT / "domain.yml"),
                config=str(ROOT / "config.yml"),
                training_files=[str(ROOT / "data")],
                output=str(MODEL.parent),
                fixed_model_name=MODEL.name.removesuffix(".tar.gz"),
                force_training=True,  # Rasa's cache knows the components by their own code, not by the modules and words they read
            )
    finally:
        bar.bar.close()
    if result.code or not result.model:
        raise RuntimeError(Path(LOG).read_text().strip() or "Rasa gave no reason")


def main() -> int:
    """Train.

    Returns:
        The exit status: 0, or 1 if training failed.
    """
    print("[train] Training the model, about two minutes ...", flush=True)
    LOG.parent.mkdir(exist_ok=True)
    quiet()
    try:
        train()
    except (Exception, SystemExit) as error:
        print(f"[train] Training failed: {error}\n[train] Check config.yml, domain.yml and data/ with `make validate`.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
