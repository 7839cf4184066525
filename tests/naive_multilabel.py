"""The slow, obvious twin of every fast path for several tags per example: one binary problem per tag.

Written to be believed rather than run at size. What is the same for one label per example comes from `naive`.
"""

from __future__ import annotations

import math

import naive


def exponential_moving_average(scores, alpha):
    ordered = sorted((float(score) for score in scores), reverse=True)
    average = ordered[0]
    for score in ordered[1:]:
        average = alpha * score + (1 - alpha) * average
    return average


def softmin(scores, temperature):
    exponents = [(1 - float(score)) / max(temperature, 1e-6) for score in scores]
    weights = [math.exp(exponent - max(exponents)) for exponent in exponents]
    return sum(float(s) * w for s, w in zip(scores, weights, strict=True)) / math.fsum(weights)


def problem(tags, probs, k):
    """Labels and two-column probabilities of one tag."""
    return [int(row[k]) for row in tags], [(1 - float(row[k]), float(row[k])) for row in probs]


def problems(tags, probs):
    return [problem(tags, probs, k) for k in range(len(probs[0]))]


def thresholds(tags, probs):
    return [naive.thresholds(*one) for one in problems(tags, probs)]


def joint(tags, probs):
    return [naive.joint(*one) for one in problems(tags, probs)]


def calibrated(tags, probs):
    found = []
    for labels, two in problems(tags, probs):
        found.append(naive.calibrate(naive.joint(labels, two), naive.class_counts(labels, 2)))
    return found


def off_diagonal(tags, probs):
    return [naive.off_diagonal(*one) for one in problems(tags, probs)]


def issues_per_tag(tags, probs, **options):
    """Flagged rows of each tag."""
    return [naive.find_label_issues(*one, **options) for one in problems(tags, probs)]


def issues(tags, probs, **options):
    filter_by = options.get("filter_by", "prune_by_noise_rate")
    if filter_by.startswith("low_"):
        count = len(issues(tags, probs, filter_by="confident_learning"))
        scores = [(score, i) for i, score in enumerate(example_scores(tags, probs))]
        return sorted(i for _, i in sorted(scores)[:count])
    return sorted(set().union(*issues_per_tag(tags, probs, **options)))


def tag_scores(tags, probs, method="self_confidence", adjusted=False):
    """One list of scores per tag."""
    score = getattr(naive, method)
    found = []
    for labels, two in problems(tags, probs):
        rows = two
        if adjusted:
            bounds = naive.thresholds(labels, two)
            rows = [naive.adjusted(row, bounds) for row in two]
        found.append([score(label, row) for label, row in zip(labels, rows, strict=True)])
    return found


def example_scores(tags, probs, method="self_confidence", adjusted=False, alpha=0.8):
    per_tag = tag_scores(tags, probs, method, adjusted)
    return [exponential_moving_average(scores, alpha) for scores in zip(*per_tag, strict=True)]


def tag_joint(given, probs):
    """joint[given][true] of one tag: its confident guesses, scaled to how often each state was given."""
    states = [[1 - p, p] for p in probs]
    means = []
    for state in (0, 1):
        own = [b[state] for b, s in zip(states, given, strict=True) if s == state]
        means.append(sum(own) / len(own) if own else 2.0)
    joint = [[0.501, 0.001], [0.001, 0.501]]
    for b, s in zip(states, given, strict=True):
        reached = [state for state in (0, 1) if b[state] >= means[state] - 1e-12]
        if reached:
            joint[s][max(reached, key=lambda state: (b[state], -state))] += 1
    return [[cell * given.count(s) / sum(joint[s]) for cell in joint[s]] for s in (0, 1)]


def tag_noise(columns, probs):
    """T[true][given] of each tag, from the given states and the probabilities of every tag."""
    joints = [tag_joint(given, own) for given, own in zip(columns, probs, strict=True)]
    together = []
    for true in (0, 1):
        sums = [sum(joint[s][true] for joint in joints) for s in (0, 1)]
        together.append([cell / sum(sums) if sum(sums) else 0.5 for cell in sums])
    found = []
    for joint in joints:
        more = [[joint[s][true] + 100 * together[true][s] for s in (0, 1)] for true in (0, 1)]
        found.append([[cell / sum(row) for cell in row] for row in more])
    return found


def tag_error_probabilities(tags, probs):
    """Chance that each given state of each tag is wrong: the better default of the audit."""
    clipped = [[min(max(p, 1e-6), 1 - 1e-6) for p in row] for row in probs]
    width = len(tags[0])
    noise = tag_noise(
        [[row[k] for row in tags] for k in range(width)], [list(own) for own in zip(*clipped, strict=True)]
    )

    def one(s, p, t):
        b = [1 - p, p]
        posterior = 1 - b[s] * t[s][s] / (b[0] * t[0][s] + b[1] * t[1][s])
        odds = [math.log(q / (1 - q)) for q in (min(max(x, 1e-9), 1 - 1e-9) for x in (posterior, 1 - b[s]))]
        return 1 / (1 + math.exp(-sum(odds) / 2))

    return [[one(row[k], line[k], noise[k]) for k in range(width)] for row, line in zip(tags, clipped, strict=True)]
