"""Slow, obvious twins of `_core`: plain loops over rows and classes, written to be believed."""

from __future__ import annotations

import math


def class_thresholds(labels, pred_probs):
    thresholds = []
    for k in range(len(pred_probs[0])):
        own = [row[k] for row, given in zip(pred_probs, labels, strict=True) if given == k]
        thresholds.append(sum(own) / len(own) if own else 2.0)
    return thresholds


def smoothed_joint(labels, pred_probs, thresholds):
    K = len(thresholds)
    counts = [[0.0] * K for _ in range(K)]
    for row, given in zip(pred_probs, labels, strict=True):
        reached = [k for k in range(K) if row[k] >= thresholds[k]]
        if reached:
            guess = max(reached, key=lambda k: (row[k], -k))
            counts[given][guess] += 1
    total = sum(map(sum, counts))
    off = sum(counts[j][k] for j in range(K) for k in range(K) if j != k) / total if total else 0.0
    joint = []
    for j in range(K):
        row = [counts[j][k] + (5 * (1 - off) if j == k else 5 * off / (K - 1)) for k in range(K)]
        joint.append([value / sum(row) * list(labels).count(j) for value in row])
    mass = sum(map(sum, joint))
    return [[value / mass for value in row] for row in joint]


def class_conditionality(labels, pred_probs):
    """Assumes that no two rows of one predicted class have the same top probability."""
    predicted = [max(range(len(row)), key=lambda k: (row[k], -k)) for row in pred_probs]
    wrong = [p != y for p, y in zip(predicted, labels, strict=True)]
    if not any(wrong):
        return 0.0
    confident = []
    for k in set(predicted):
        members = sorted((i for i in range(len(labels)) if predicted[i] == k), key=lambda i: -max(pred_probs[i]))
        confident += members[: max(1, round(0.1 * len(members)))]
    share = sum(wrong[i] for i in confident) / len(confident)
    return min(max(share / (sum(wrong) / len(wrong)), 0.0), 1.0)


def deconvolved(row, given_by_true):
    K, true = len(row), list(row)
    for _ in range(10):
        expected = [sum(true[k] * given_by_true[k][s] for k in range(K)) for s in range(K)]
        true = [
            true[k] * sum(row[s] / expected[s] * given_by_true[k][s] for s in range(K) if expected[s] > 0)
            for k in range(K)
        ]
    return true


def log_odds_right(row, given, joint, rho):
    K = len(row)
    columns = [sum(joint[s][k] for s in range(K)) for k in range(K)]
    given_by_true = [[joint[s][k] / columns[k] if columns[k] else 0.0 for s in range(K)] for k in range(K)]
    true = deconvolved(row, given_by_true)
    weights = [
        row[k] ** (1 - rho) * true[k] ** rho * (given_by_true[k][given] / given_by_true[given][given]) ** rho
        for k in range(K)
    ]
    others = sum(weights) - weights[given]
    return math.log(max(weights[given], 1e-300)) - math.log(max(others, 1e-300))


def mid_ranks(values):
    ranks = []
    for value in values:
        below, equal = sum(v < value for v in values), sum(v == value for v in values)
        ranks.append((below + equal / 2) / len(values))
    return ranks


def non_increasing_fit(values):
    """The min-max formula: the smallest, over starts, of the largest mean of a run that contains the position."""
    n = len(values)
    return [min(max(sum(values[a : b + 1]) / (b + 1 - a) for b in range(i, n)) for a in range(i + 1)) for i in range(n)]


def noise_adaptive(labels, pred_probs, recalibrated=None):
    """Rank score, flag count and unconstrained log-odds, in plain loops; rows must sum to 1."""
    thresholds = class_thresholds(labels, pred_probs)
    joint = smoothed_joint(labels, pred_probs, thresholds)
    rho = class_conditionality(labels, pred_probs)
    right = [log_odds_right(row, y, joint, rho) for row, y in zip(pred_probs, labels, strict=True)]
    full = [log_odds_right(row, y, joint, 1.0) for row, y in zip(pred_probs, labels, strict=True)]
    own = [row[y] for row, y in zip(pred_probs, labels, strict=True)]
    score = [(1 - rho) * a + rho * b for a, b in zip(mid_ranks(own), mid_ranks(full), strict=True)]
    if recalibrated is not None:
        w = (1 - rho) / 2
        score = [(1 - w) * a + w * b for a, b in zip(mid_ranks(score), mid_ranks(recalibrated), strict=True)]
    trace = sum(joint[k][k] for k in range(len(joint)))
    count = round(math.sqrt(len(labels) * (1 - trace) * sum(odds < 0 for odds in right)))
    return score, count, rho


def estimate_latent(counts, class_counts, method):
    K, N = len(counts), sum(class_counts)
    given_prior = [n / N for n in class_counts]
    column = [sum(counts[s][y] for s in range(K)) for y in range(K)]
    row = [sum(counts[s]) for s in range(K)]
    noise = [[counts[s][y] / column[y] for y in range(K)] for s in range(K)]
    inverse = [[counts[s][y] / row[s] for s in range(K)] for y in range(K)]
    if method == "cnt":
        prior = [inverse[k][k] / noise[k][k] * given_prior[k] for k in range(K)]
    elif method == "marginal":
        prior = [c / sum(column) for c in column]
    else:
        prior = [sum(inverse[y][s] * given_prior[s] for s in range(K)) for y in range(K)]
    prior = [min(max(q, 1e-6), 1.0) for q in prior]
    return [q / sum(prior) for q in prior], noise, inverse


def log_loss(labels, pred_probs):
    total = 0.0
    for row, y in zip(pred_probs, labels, strict=True):
        clipped = [min(max(p, 2.220446049250313e-16), 1 - 2.220446049250313e-16) for p in row]
        total -= math.log(clipped[y] / sum(clipped))
    return total / len(labels)


def wilson_interval(successes, total, z):
    p = successes / total
    centre = (p + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    return centre - half, centre + half
