"""Short texts of two classes, told apart by their words: quick to learn."""

import numpy as np
import pandas as pd

WORDS = {
    "card": ("pin", "chip", "wallet", "swipe", "plastic"),
    "bill": ("fee", "charge", "refund", "receipt", "amount"),
}


def mail(rows=60):
    """Return texts of two classes, in turn."""
    rng = np.random.default_rng(0)
    labels = ["card" if row % 2 else "bill" for row in range(rows)]
    words = [" ".join([*rng.choice(WORDS[label], 3), f"number {row}"]) for row, label in enumerate(labels)]
    return pd.DataFrame({"text": words, "label": labels})
