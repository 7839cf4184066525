"""CleanLearning: any scikit-learn compatible classifier, trained as if the labels had no errors.

Signatures, descriptions and attributes only; the work is in `_learn`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from labelproof._base.warnings import warn
from labelproof._learn.clean_fit import FitArguments, accuracy, fit
from labelproof._learn.clean_inputs import one_of
from labelproof._learn.clean_learning import Request, Settings, find, for_classifier
from labelproof._learn.clean_results import ResultAttributes
from labelproof._learn.clean_tags import wrapped_tags
from labelproof._learn.reference_cv import default_classifier

if TYPE_CHECKING:
    import pandas as pd
    from typing_extensions import Self

__all__ = ["CleanLearning"]


class CleanLearning(ResultAttributes, ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no type hints
    """A classifier that finds label errors in its training data and trains without them.

    Parameters
    ----------
    clf : classifier, default None
        Has `fit`, `predict` and `predict_proba`. It is copied, never trained itself. None means logistic regression on
        X flattened to two dimensions.
    seed : int or None, default None
        Draws the folds and gives `clf` its random states where they are None; the global random state is left alone.
        None draws the same folds every time and leaves `clf` alone.
    cv_n_folds : int, default 5
        Number of folds of the cross-validation that gives out-of-sample probabilities.
    converge_latent_estimates : bool, default False
        True makes the estimates of prior and noise matrices agree with each other.
    pulearning : {None, 0, 1}, default None
        For two classes: the one whose labels have no errors.
    find_label_issues_kwargs : dict, default None
        Arguments of `labelproof.filter.find_label_issues`, on top of ``min_examples_per_class=10``.
    label_quality_scores_kwargs : dict, default None
        Arguments of `labelproof.rank.get_label_quality_scores`.
    verbose : bool, default False
        True reports each step to the logger ``labelproof.classification``.
    low_memory : bool, default False
        True flags by the rule of `labelproof.experimental.label_issues_batched`, without a noise model. That is another
        rule than the default filter, and flags other rows: it compares scores over all classes at once and knows
        nothing of which classes are confused. `labelproof.filter.find_label_issues` needs little memory too, and
        streams `pred_probs` from files with the same flags as from memory: prefer it.
    cross_val : True or dict, default None
        None: the folds that people know, and their numbers. True, or keyword arguments such as
        ``{"groups": users, "cache_dir": "folds"}``: those of `labelproof.learn.cross_val_pred_probs`, which keeps
        copies on one side of every fold, and finished folds on disk. Number of folds and seed are those above.

    Attributes
    ----------
    clf_ : classifier
        The copy that `fit` trained.
    classes_ : (K,) array
        Its classes.
    label_issues_df, label_issues_mask, confident_joint, py, ps, num_classes, noise_matrix, inverse_noise_matrix, \
sample_weight
        Results of the last `find_label_issues` or `fit`, each described below; None before.

    Notes
    -----
    Each call starts from its arguments: nothing found in an earlier call changes a later one. Labels may be integers,
    strings, booleans or categories; `clf` is trained on them as they are. Time is that of `cv_n_folds` + 1 trainings.

    Source
    ------
    Confident Learning, arXiv 1911.00068; weights from Rank Pruning, arXiv 1705.01936.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.classification import CleanLearning
    >>> X = np.concatenate([np.arange(20), np.arange(100, 120)]).reshape(-1, 1)
    >>> labels = ["low"] * 20 + ["high"] * 19 + ["low"]
    >>> issues = CleanLearning(seed=0).find_label_issues(X, labels)
    >>> issues.index[issues["is_label_issue"]].tolist()
    [39]
    >>> CleanLearning().find_label_issues(X, labels[:5])
    Traceback (most recent call last):
    labelproof._base.errors.InputError: `X` must have one example per label: got 40 examples and 5 labels. ...
    """

    def __init__(
        self,
        clf: Any = None,
        *,
        seed: int | None = None,
        cv_n_folds: int = 5,
        converge_latent_estimates: bool = False,
        pulearning: int | None = None,
        find_label_issues_kwargs: Mapping[str, Any] | None = None,
        label_quality_scores_kwargs: Mapping[str, Any] | None = None,
        verbose: bool = False,
        low_memory: bool = False,
        cross_val: bool | Mapping[str, Any] | None = None,
    ) -> None:
        self.clf = clf
        self.seed = seed
        self.cv_n_folds = cv_n_folds
        self.converge_latent_estimates = converge_latent_estimates
        self.pulearning = pulearning
        self.find_label_issues_kwargs = find_label_issues_kwargs
        self.label_quality_scores_kwargs = label_quality_scores_kwargs
        self.verbose = verbose
        self.low_memory = low_memory
        self.cross_val = cross_val

    def fit(
        self,
        X: Any,
        labels: Any = None,
        *,
        pred_probs: Any = None,
        thresholds: Any = None,
        noise_matrix: Any = None,
        inverse_noise_matrix: Any = None,
        label_issues: Any = None,
        sample_weight: Any = None,
        clf_kwargs: Mapping[str, Any] | None = None,
        clf_final_kwargs: Mapping[str, Any] | None = None,
        validation_func: Callable[[Any, Any], Mapping[str, Any]] | None = None,
        y: Any = None,
    ) -> Self:
        """Return this estimator, trained on the examples whose labels are not flagged.

        Parameters
        ----------
        X : array, sparse matrix, frame, list or torch Dataset of N examples
            What `clf` is trained on.
        labels : (N,) array-like
            Given labels.
        pred_probs, thresholds, noise_matrix, inverse_noise_matrix
            As for `find_label_issues`; not used when `label_issues` is given.
        label_issues : frame with a column is_label_issue, (N,) bool, or unique positions, default None
            Which examples to leave out. None finds them first.
        sample_weight : (N,) float, default None
            Weights for the final training. None weights the examples of class k by 1 / P(given k | true k), if `clf`
            takes weights and the noise matrix of these labels is known.
        clf_kwargs : dict, default None
            Arguments of every call of `clf.fit`.
        clf_final_kwargs : dict, default None
            Further arguments of the final call, which go before those of `clf_kwargs`.
        validation_func : callable, default None
            As for `find_label_issues`; not called for the final training.
        y : (N,) array-like
            Another name of `labels`.

        Returns
        -------
        CleanLearning
            This estimator.

        Raises
        ------
        InputError
            If none or both of `labels` and `y` are given, if `clf` takes no weights or they come in `clf_kwargs`, or if
            `label_issues` is about other labels.

        Notes
        -----
        Time is that of `cv_n_folds` + 1 trainings, of one with `pred_probs` or `label_issues`.

        Examples
        --------
        >>> import numpy as np
        >>> from labelproof.classification import CleanLearning
        >>> X = np.concatenate([np.arange(20), np.arange(100, 120)]).reshape(-1, 1)
        >>> labels = ["low"] * 20 + ["high"] * 19 + ["low"]
        >>> CleanLearning(seed=0).fit(X, labels).predict([[3], [118]]).tolist()
        ['low', 'high']
        """
        self._findings, trained = fit(
            self._settings(),
            X,
            one_of(labels, y),
            label_issues=label_issues,
            request=Request(pred_probs, thresholds, noise_matrix, inverse_noise_matrix, clf_kwargs, validation_func),
            arguments=FitArguments(sample_weight, clf_kwargs, clf_final_kwargs),
            last=self._findings,
        )
        self.clf_, self.classes_ = trained.clf, trained.classes
        return self

    def find_label_issues(
        self,
        X: Any = None,
        labels: Any = None,
        *,
        pred_probs: Any = None,
        thresholds: Any = None,
        noise_matrix: Any = None,
        inverse_noise_matrix: Any = None,
        save_space: bool = False,
        clf_kwargs: Mapping[str, Any] | None = None,
        validation_func: Callable[[Any, Any], Mapping[str, Any]] | None = None,
    ) -> pd.DataFrame:
        """Return one row per example: whether its label is flagged, its quality, the given and the predicted label.

        Parameters
        ----------
        X : array, sparse matrix, frame, list or torch Dataset of N examples, default None
            Needed without `pred_probs`.
        labels : (N,) array-like
            Given labels.
        pred_probs : (N, K) float, rows sum to 1, out-of-sample, default None
            Probabilities of a model of your own; None cross-validates `clf`. The column names of a frame name the
            classes.
        thresholds : (K,) float, default None
            Replace the mean probabilities that decide which classes are likely.
        noise_matrix : (K, K) float, columns sum to 1, default None
            P(given | true), if it is known.
        inverse_noise_matrix : (K, K) float, columns sum to 1, default None
            P(true | given), if it is known.
        save_space : bool, default False
            True does not keep the frame in this estimator.
        clf_kwargs : dict, default None
            Arguments of every call of `clf.fit`.
        validation_func : callable, default None
            Called with the held-out X and labels of each fold; the dict that it returns goes to that call of `clf.fit`.

        Returns
        -------
        DataFrame
            Index 0..N-1. is_label_issue : bool; label_quality : float in [0, 1], low = suspect; given_label and
            predicted_label : as given, integers in the smallest of int16, int32, int64 that holds them.

        Raises
        ------
        InputError
            If X and labels do not fit, there are too few examples per class for the folds, or a noise matrix has a
            trace of at most 1.

        Notes
        -----
        Memory is O(N K) for the probabilities. The only example of a class is never flagged: no model that judged it
        knew its class.

        Source
        ------
        Confident Learning, arXiv 1911.00068.

        Examples
        --------
        >>> import numpy as np
        >>> from labelproof.classification import CleanLearning
        >>> pred_probs = np.array([[0.9, 0.1]] * 20 + [[0.2, 0.8]] * 20)
        >>> labels = [1] + [0] * 19 + [1] * 20
        >>> CleanLearning().find_label_issues(labels=labels, pred_probs=pred_probs).head(2)
           is_label_issue  label_quality  given_label  predicted_label
        0            True            0.1            1                0
        1           False            0.9            0                0
        """
        request = Request(pred_probs, thresholds, noise_matrix, inverse_noise_matrix, clf_kwargs, validation_func)
        findings = find(self._settings(), X, labels, request)
        self._findings = findings.without_issues() if save_space else findings
        return findings.issues

    def predict(self, X: Any, *args: Any, **kwargs: Any) -> NDArray[Any]:
        """Return the class of each example, by the trained classifier.

        Parameters
        ----------
        X : examples
            Of the kind that `fit` was given.
        *args, **kwargs
            Passed to the classifier.

        Returns
        -------
        (N,) array
            Labels as they were given.
        """
        return self._trained().predict(for_classifier(X, self.clf), *args, **kwargs)  # type: ignore[no-any-return]

    def predict_proba(self, X: Any, *args: Any, **kwargs: Any) -> NDArray[np.float64]:
        """Return the probability of each class, by the trained classifier.

        Parameters
        ----------
        X : examples
            Of the kind that `fit` was given.
        *args, **kwargs
            Passed to the classifier.

        Returns
        -------
        (N, K) float
            Columns in the order of `classes_`.
        """
        return self._trained().predict_proba(for_classifier(X, self.clf), *args, **kwargs)  # type: ignore[no-any-return]

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        """Return the trained classifier's own score of some examples; its accuracy where it has none.

        Parameters
        ----------
        X : examples
            Of the kind that `fit` was given.
        y : (N,) array-like
            Their true labels.
        sample_weight : (N,) float, default None
            Weights of the examples.

        Returns
        -------
        float
            Higher is better.
        """
        return accuracy(self._trained(), for_classifier(X, self.clf), y, sample_weight)

    def get_label_issues(self) -> pd.DataFrame | None:
        """Return the frame of the last `find_label_issues` or `fit`, or None with a warning before the first.

        Returns
        -------
        DataFrame or None
            As `find_label_issues` returns it; after a training that computed weights with a column sample_weight.
        """
        if self.label_issues_df is None:
            warn("No label issues are kept here. Call find_label_issues (without save_space=True) or fit first.")
        return self.label_issues_df

    def save_space(self) -> None:
        """Forget all results but the trained classifier; they take memory that grows with the data."""
        self._findings = None

    @property
    def n_features_in_(self) -> int:
        """Number of features of X, where the trained classifier knows it."""
        return int(self.clf_.n_features_in_)

    @property
    def feature_names_in_(self) -> NDArray[Any]:
        """Names of the columns of X, where the trained classifier knows them."""
        return np.asarray(self.clf_.feature_names_in_)

    def __sklearn_is_fitted__(self) -> bool:
        return "clf_" in self.__dict__

    def __sklearn_tags__(self) -> Any:
        return wrapped_tags(super().__sklearn_tags__(), default_classifier() if self.clf is None else self.clf)

    def _settings(self) -> Settings:
        return Settings(**{field.name: getattr(self, field.name) for field in fields(Settings)})

    def _trained(self) -> Any:
        check_is_fitted(self)
        return self.clf_
