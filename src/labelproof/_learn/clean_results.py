"""The results of CleanLearning's last call, as read-only attributes.

Properties, because a scikit-learn constructor sets parameters and nothing else.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from labelproof._learn.clean_learning import Findings

__all__ = ["ResultAttributes"]


class ResultAttributes:
    """Attributes that are None before the first call."""

    _findings: Findings | None = None

    @property
    def label_issues_df(self) -> pd.DataFrame | None:
        """The frame of the last `find_label_issues` or `fit`."""
        return None if self._findings is None or self._findings.issues.empty else self._findings.issues

    @property
    def label_issues_mask(self) -> NDArray[np.bool_] | None:
        """True for flagged examples (N,)."""
        return None if self._findings is None or self._findings.issues.empty else self._findings.mask

    @property
    def sample_weight(self) -> pd.Series | None:
        """The weights that `fit` computed (N,), 0 for flagged examples; None when it computed none."""
        return None if self._findings is None else self._findings.issues.get("sample_weight")

    @property
    def confident_joint(self) -> NDArray[np.generic] | None:
        """Counts of given (rows) against guessed true classes (columns), (K, K)."""
        return None if self._findings is None else self._findings.noise.confident_joint

    @property
    def py(self) -> NDArray[np.float64] | None:
        """Share of each true class (K,); None where an inverse noise matrix was given."""
        return None if self._findings is None else self._findings.noise.py

    @property
    def ps(self) -> NDArray[np.float64] | None:
        """Share of each given class (K,)."""
        return None if self._findings is None else self._findings.ps

    @property
    def num_classes(self) -> int | None:
        """K of the last call."""
        return None if self._findings is None else self._findings.num_classes

    @property
    def noise_matrix(self) -> NDArray[np.float64] | None:
        """P(given | true) (K, K), columns sum to 1."""
        return None if self._findings is None else self._findings.noise.noise_matrix

    @property
    def inverse_noise_matrix(self) -> NDArray[np.float64] | None:
        """P(true | given) (K, K), columns sum to 1."""
        return None if self._findings is None else self._findings.noise.inverse_noise_matrix
