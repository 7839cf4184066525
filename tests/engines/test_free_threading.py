"""On a Python without the global lock, the compiled core must not bring the lock back."""

from __future__ import annotations

import subprocess
import sys
import sysconfig

import pytest

PROGRAM = """
import sys
import numpy as np
import labelproof
from labelproof.filter import find_label_issues
labels, probs = np.array([0, 0, 0, 1, 1]), np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.2, 0.8], [0.3, 0.7]])
assert find_label_issues(labels, probs).tolist() == [False, False, True, False, False]
print(sys._is_gil_enabled())
"""


@pytest.mark.skipif(not sysconfig.get_config_var("Py_GIL_DISABLED"), reason="this Python has the global lock")
def test_importing_and_calling_keep_the_lock_off():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "False\n"
