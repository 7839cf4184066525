"""`labelproof audit` of recordings, from the files to the report."""

from __future__ import annotations

import json
import re

import numpy as np
import pandas as pd
from sklearn.metrics import average_precision_score

from sounds import CLASSES, sound, wav, write_sounds


def _average_precision(folder, truth: dict[str, str]) -> float:
    issues = pd.read_csv(folder / "issues.csv")
    wrong = issues["given_label"].to_numpy() != np.array([truth[name] for name in issues["file_name"]])
    return float(average_precision_score(wrong, issues["error_probability"]))


def test_of_600_recordings_of_ten_classes_the_flipped_ones_come_first(shell):
    truth = write_sounds(shell.folder / "sounds", 600)
    code, out, err = shell("audit", "sounds", "-o", "out")
    assert (code, "recordings" in out) == (0, True), err
    assert _average_precision(shell.folder / "out", truth) >= 0.9
    summary = json.loads((shell.folder / "out" / "summary.json").read_text(encoding="utf-8"))
    assert (summary["modality"], summary["input"]["audio"], summary["counts"]["unreadable"]) == ("audio", "files", 0)


def test_a_table_names_recordings_and_damaged_ones_are_reported(shell):
    rng = np.random.default_rng(0)
    rows = ["path,kind"]
    for number in range(40):
        name = CLASSES[number % 2]
        shell.write(f"wav/{number}.wav", wav(sound(name, rng, rate=16_000, seconds=0.3)))
        rows.append(f"wav/{number}.wav,{name}")
    shell.write("wav/1.wav", b"")
    shell.write("wav/2.wav", (shell.folder / "wav" / "2.wav").read_bytes()[:-100])
    shell.write("wav/3.wav", b"<script>alert(1)</script>")
    shell.write("clips.csv", "\n".join(rows))
    code, _, err = shell("audit", "clips.csv", "--audio", "path", "--label", "kind", "-o", "out")
    assert code == 0, err
    assert "3 recordings could not be read: `wav/1.wav`, `wav/2.wav`, `wav/3.wav`." in err
    issues = pd.read_csv(shell.folder / "out" / "issues.csv")
    assert not issues.loc[issues["row"].isin([1, 2, 3]), "is_label_issue"].any()
    page = (shell.folder / "out" / "report.html").read_text(encoding="utf-8")
    pictures = re.findall(r'<img alt="(wav/\d+\.wav, 0\.3 s)" src="data:image/png;base64,', page)
    assert len(pictures) >= 8
    assert "<audio" not in page


def test_recordings_with_several_tags_are_audited(shell):
    rng = np.random.default_rng(0)
    rows = ["file_name,tags"]
    for number in range(60):
        tone, noise = number % 2, number // 2 % 2
        made = tone * sound("sine", rng, rate=16_000, seconds=0.3) + noise * sound(
            "white", rng, rate=16_000, seconds=0.3
        )
        shell.write(f"set/{number}.wav", wav(made / 2))
        rows.append(f"{number}.wav,{';'.join(name for name, there in (('tone', tone), ('noise', noise)) if there)}")
    shell.write("set/metadata.csv", "\n".join(rows))
    code, _, err = shell("audit", "set", "--tags", "tags", "-o", "out")
    assert code == 0, err
    assert pd.read_csv(shell.folder / "out" / "issues.csv")["is_label_issue"].sum() <= 5
