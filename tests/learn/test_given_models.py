"""What is no model is refused, and the message says what it lacks."""

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression

from labelproof._base.errors import InputTypeError
from labelproof._learn.given_models import as_estimators
from labelproof._learn.multiclass.cross_val import CLASS_MODELS


@pytest.mark.parametrize(
    ("model", "fault"),
    [
        (LinearRegression(), "got LinearRegression, which has no predict_proba."),
        (LogisticRegression, "got the class LogisticRegression itself, which is to be called first."),
        (5, "got int."),
        (None, "got NoneType."),
    ],
)
def test_the_message_says_what_is_wrong_with_a_model(model, fault):
    with pytest.raises(InputTypeError) as caught:
        as_estimators(model, np.zeros((3, 2)), CLASS_MODELS, device=None, weighted=False)
    assert fault in str(caught.value)
