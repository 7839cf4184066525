"""The slow, obvious twin of every fast path for one label per example: loops, lists and nothing clever.

Written to be believed rather than run at size. Ties are broken by row number, rounding ties as documented.
"""

from __future__ import annotations

import math


def thresholds(labels, probs):
    size = len(probs[0])
    result = []
    for k in range(size):
        own = [float(row[k]) for label, row in zip(labels, probs, strict=True) if label == k]
        result.append(max(math.fsum(own) / len(own), 2e-6) if own else 2.0)
    return result


def argmax(row):
    best = 0
    for k in range(1, len(row)):
        if row[k] > row[best]:
            best = k
    return best


def guess(row, bounds, collisions="all"):
    above = [k for k in range(len(row)) if float(row[k]) >= bounds[k] - 1e-6]
    if not above:
        return -1
    if len(above) == 1:
        return above[0]
    if collisions == "all":
        return argmax(row)
    return max(above, key=lambda k: (row[k], -k))


def joint(labels, probs, collisions="all", bounds=None):
    size = len(probs[0])
    bounds = thresholds(labels, probs) if bounds is None else bounds
    counts = [[0] * size for _ in range(size)]
    for label, row in zip(labels, probs, strict=True):
        guessed = guess(row, bounds, collisions)
        if guessed >= 0:
            counts[label][guessed] += 1
    for k in range(size):
        counts[k][k] = max(counts[k][k], 1)
    return counts


def off_diagonal(labels, probs):
    bounds = thresholds(labels, probs)
    guesses = [guess(row, bounds) for row in probs]
    return [
        i for i, (label, guessed) in enumerate(zip(labels, guesses, strict=True)) if guessed >= 0 and guessed != label
    ]


def round_row(row):
    rounded = [round(value) for value in row]  # half to even
    missing = round(math.fsum(row)) - sum(rounded)
    rest = [value - whole for value, whole in zip(row, rounded, strict=True)]
    if missing > 0:  # the largest remainders first, the highest index among equal ones
        for k in sorted(range(len(row)), key=lambda k: (-rest[k], -k))[:missing]:
            rounded[k] += 1
    for k in sorted(range(len(row)), key=lambda k: (rest[k], k))[: max(-missing, 0)]:
        rounded[k] -= 1
    return rounded


def calibrate(counts, class_counts):
    rows = [[value / sum(row) * number for value in row] for row, number in zip(counts, class_counts, strict=True)]
    total = math.fsum(math.fsum(row) for row in rows)  # divided by first: a half stays a half
    return [round_row([value / total * sum(class_counts) for value in row]) for row in rows]


def agrees(label, row):
    raised = [float(value) for value in row]
    raised[label] += 1e-6
    return argmax(raised) == label


def prune_counts(counts, min_examples=1, frac_noise=1.0):
    """Indexed [true][given]."""
    size = len(counts)
    result = [[0] * size for _ in range(size)]
    for given in range(size):
        kept = max(counts[given][given], min_examples)
        raised = kept - counts[given][given]
        sharers = max(sum(1 for value in counts[given] if value != 0) - 1, 1)
        lost = 0.0
        for true in range(size):
            if true != given:
                pruned = max(counts[given][true] - raised / sharers, 0.0)
                result[true][given] = int(pruned * frac_noise)
                lost += pruned - pruned * frac_noise
        result[given][given] = int(kept + lost)
    return result


def class_counts(labels, size):
    return [sum(1 for label in labels if label == k) for k in range(size)]


def prune_by_class(labels, probs, pruned, min_examples=1):
    size = len(pruned)
    numbers = class_counts(labels, size)
    flagged = set()
    for k in range(size):
        if numbers[k] <= max(min_examples, 1):
            continue
        rows = sorted((float(probs[i][k]), i) for i in range(len(labels)) if labels[i] == k)
        flagged.update(i for _, i in rows[: max(numbers[k] - pruned[k][k], 0)])
    return flagged


def prune_by_noise_rate(labels, probs, pruned, min_examples=1):
    size = len(pruned)
    numbers = class_counts(labels, size)
    flagged = set()
    for k in range(size):
        if numbers[k] <= max(min_examples, 1):
            continue
        for j in range(size):
            if j != k:
                rows = [(float(probs[i][k]) - float(probs[i][j]), i) for i in range(len(labels)) if labels[i] == k]
                flagged.update(i for _, i in sorted(rows)[: pruned[j][k]])
    return flagged


def find_label_issues(labels, probs, filter_by="prune_by_noise_rate", min_examples=1, frac_noise=1.0):
    size = len(probs[0])
    everyone = range(len(labels))
    if filter_by.startswith("low_"):
        count = num_label_issues(labels, probs)
        score = self_confidence if filter_by == "low_self_confidence" else normalized_margin
        lowest = sorted((score(label, row), i) for i, (label, row) in enumerate(zip(labels, probs, strict=True)))
        return sorted(i for _, i in lowest[:count])
    if filter_by == "confident_learning":
        flagged = set(off_diagonal(labels, probs))
    elif filter_by == "predicted_neq_given":
        flagged = {i for i in everyone if argmax(probs[i]) != labels[i]}
    else:
        counts = calibrate(joint(labels, probs), class_counts(labels, size))
        pruned = prune_counts(counts, min_examples, frac_noise)
        by_class = prune_by_class(labels, probs, pruned, min_examples)
        by_rate = prune_by_noise_rate(labels, probs, pruned, min_examples)
        flagged = {"prune_by_class": by_class, "prune_by_noise_rate": by_rate, "both": by_class & by_rate}[filter_by]
    return sorted(i for i in flagged if not agrees(labels[i], probs[i]))


def num_label_issues(labels, probs):
    return sum(1 for i in off_diagonal(labels, probs) if not agrees(labels[i], probs[i]))


def self_confidence(label, row):
    return float(row[label])


def normalized_margin(label, row):
    other = max(float(value) for k, value in enumerate(row) if k != label)
    return (float(row[label]) - other + 1) / 2


def confidence_weighted_entropy(label, row):
    entropy = -math.fsum(float(p) * math.log(p) for p in row if p > 0) / math.log(len(row))
    weighted = entropy / max(float(row[label]), 1e-6)
    return float(row[label]) if weighted < 1e-6 else math.log1p(weighted) / weighted


def adjusted(row, bounds):
    shifted = [float(p) - bound + max(bounds) for p, bound in zip(row, bounds, strict=True)]
    return [value / math.fsum(shifted) for value in shifted]


def batched(labels, probs):
    bounds = thresholds(labels, probs)
    best = [argmax(row) for row in probs]
    confident = [float(row[k]) >= bounds[k] - 1e-6 for row, k in zip(probs, best, strict=True)]
    count = sum(1 for label, k, sure in zip(labels, best, confident, strict=True) if sure and k != label)
    lowest = sorted((float(row[label]), i) for i, (label, row) in enumerate(zip(labels, probs, strict=True)))[:count]
    return sorted(i for _, i in lowest if not agrees(labels[i], probs[i]))
