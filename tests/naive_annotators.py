"""The slow, obvious twin of everything about several annotators: sections 11 and 12 of CROWDLAB and ActiveLab in loops.

`votes` is a list with one dictionary per example, annotator -> class. Written to be believed rather than run at size.
"""

from __future__ import annotations

import math

import naive

FLOOR = 1e-6
COARSE = (0.1, 0.2, 0.5, 0.8, 1, 2, 3, 5, 8)


def counts(given, classes):
    found = [0] * classes
    for label in given.values():
        found[label] += 1
    return found


def totals(votes, classes):
    return [sum(column) for column in zip(*(counts(given, classes) for given in votes), strict=True)]


def mean(values):
    return math.fsum(values) / len(values)


def best(candidates, value):
    """Those of the candidates with the highest value."""
    top = max(value(k) for k in candidates)
    return [k for k in candidates if value(k) == top]


def majority(votes, classes, probs=None):
    """Most votes; then highest probability, least frequent class, most trusted voters, lowest class."""
    tied = [best(range(classes), counts(given, classes).__getitem__) for given in votes]
    trust = trust_of(votes, tied)
    frequency = totals(votes, classes)
    if probs is not None:
        tied = [best(some, row.__getitem__) if len(some) > 1 else some for some, row in zip(tied, probs, strict=True)]
    tied = [best(some, lambda k: -frequency[k]) if len(some) > 1 else some for some in tied]

    def trusted(given, k):
        return mean([trust[j] for j, label in given.items() if label == k])

    found = []
    for given, some in zip(votes, tied, strict=True):
        found.append(min(best(some, lambda k, given=given: trusted(given, k))) if len(some) > 1 else some[0])
    return found


def trust_of(votes, tied):
    """Share of each annotator's labels that are the consensus where there is one; of others, the mean of those."""
    hits = {}
    for given, some in zip(votes, tied, strict=True):
        for j, label in given.items():
            hits.setdefault(j, [])
            if len(some) == 1:
                hits[j].append(label == some[0])
    known = {j: mean(values) for j, values in hits.items() if values}
    other = mean(list(known.values())) if known else 1.0
    return {j: known.get(j, other) for j in hits}


def weights(votes, consensus, models, annotators, classes):
    """Likelihood of agreeing with the consensus, weight of each model and of each annotator."""
    multi = [i for i, given in enumerate(votes) if len(given) > 1]
    agree = {i: mean([label == consensus[i] for label in votes[i].values()]) for i in multi}
    likelihood = mean([agree[i] for i in multi])
    common = naive_mode([consensus[i] for i in multi], classes)
    base = max(mean([consensus[i] != common for i in multi]), FLOOR)
    rates = []
    for j in range(annotators):
        pairs = same = 0
        for i in multi:
            if j in votes[i]:
                pairs += len(votes[i]) - 1
                same += sum(label == votes[i][j] for other, label in votes[i].items() if other != j)
        rates.append(same / pairs if pairs else None)
    other = mean([rate for rate in rates if rate is not None])
    annotator = [max(1 - (1 - (other if rate is None else rate)) / base, FLOOR) for rate in rates]
    labels_each = mean([len(given) for given in votes])
    model = []
    for probs in models:
        error = mean([naive_argmax(probs[i]) != consensus[i] for i in multi])
        model.append(max(1 - error / base, FLOOR) * math.sqrt(labels_each))
    return likelihood, model, annotator


def naive_mode(values, classes):
    return naive_argmax([values.count(k) for k in range(classes)])


def naive_argmax(row):
    return max(range(len(row)), key=lambda k: (row[k], -k))


def posterior(votes, models, found, classes):
    likelihood, model, annotator = found
    rest = (1 - likelihood) / (classes - 1)
    rows = []
    for i, given in enumerate(votes):
        total = sum(model) + sum(annotator[j] for j in given)
        row = []
        for k in range(classes):
            own = sum(w * probs[i][k] for w, probs in zip(model, models, strict=True))
            own += sum(annotator[j] * (likelihood if label == k else rest) for j, label in given.items())
            row.append(own / total)
        rows.append(row)
    return rows


def pooled(models):
    """The mean of the models' probabilities."""
    size = len(models)
    return [[sum(column) / size for column in zip(*rows, strict=True)] for rows in zip(*models, strict=True)]


def crowdlab(votes, models, annotators, classes, *, consensus_method="best_quality", score=naive.self_confidence):
    """Everything that `get_label_quality_multiannotator` says, as a dictionary."""
    voted = majority(votes, classes, pooled(models) if len(models) > 1 else models[0])
    found = weights(votes, voted, models, annotators, classes)
    rows = posterior(votes, models, found, classes)
    consensus = voted
    if consensus_method == "best_quality":
        consensus = []
        for row, label in zip(rows, voted, strict=True):
            top = best(range(classes), row.__getitem__)
            consensus.append(top[0] if len(top) == 1 else label)
        found = weights(votes, consensus, models, annotators, classes)
        rows = posterior(votes, models, found, classes)
    _, model, annotator = found
    quality = [score(label, row) for label, row in zip(consensus, rows, strict=True)]
    detail = [{j: score(label, row) for j, label in given.items()} for given, row in zip(votes, rows, strict=True)]
    labels_each = mean([len(given) for given in votes])
    share = mean(model) / (mean(model) + sum(annotator) * labels_each / annotators)
    own = []
    for j in range(annotators):
        mine = [i for i, given in enumerate(votes) if j in given]
        many = [i for i in mine if len(votes[i]) > 1]
        of_labels = mean([detail[i][j] for i in mine])
        agreed = mean([votes[i][j] == consensus[i] for i in many]) if many else math.nan
        own.append(share * of_labels + (1 - share) * agreed)
    return {
        "consensus": consensus,
        "quality": quality,
        "agreement": [
            mean([label == k for label in given.values()]) for given, k in zip(votes, consensus, strict=True)
        ],
        "detail": detail,
        "annotator_quality": own,
        "agreement_with_consensus": [
            mean([given[j] == k for given, k in zip(votes, consensus, strict=True) if j in given])
            for j in range(annotators)
        ],
        "worst_class": [worst_class(votes, consensus, quality, j, classes) for j in range(annotators)],
        "model_weight": model,
        "annotator_weight": annotator,
    }


def worst_class(votes, consensus, quality, j, classes):
    """The class the annotator is least often right about; then most given, highest mean quality, lowest."""

    def key(k):
        mine = [i for i, given in enumerate(votes) if given.get(j) == k]
        right = mean([consensus[i] == k for i in mine])
        return (right, -len(mine), -mean([quality[i] for i in mine]), k)

    return min((k for k in range(classes) if any(given.get(j) == k for given in votes)), key=key)


def scaled(row, temperature):
    clipped = [max(p, 1e-30) for p in row]
    powered = [(p / sum(clipped)) ** (1 / temperature) for p in clipped]
    return [p / sum(powered) for p in powered]


def temperature(votes, probs, classes):
    """The temperature under which the probabilities explain the votes best."""

    def loss(t):
        terms = []
        for given, row in zip(votes, probs, strict=True):
            shares = [count / len(given) for count in counts(given, classes)]
            said = scaled(row, t)
            terms.append(-sum(e * math.log(max(q, 1e-30)) for e, q in zip(shares, said, strict=True)))
        return mean(terms) / math.log(classes)

    def lowest(grid):
        losses = [loss(t) for t in grid]
        return losses.index(min(losses))

    place = lowest(COARSE)
    fine = []
    if place > 0:
        low, high = COARSE[place - 1], COARSE[place]
        fine += [low + (high - low) * step / 4 for step in range(4)]
    if place < len(COARSE) - 1:
        low, high = COARSE[place], COARSE[place + 1]
        fine += [low + (high - low) * step / 4 for step in range(5)]
    return fine[lowest(fine)]


def active(votes, models, unlabelled, annotators, classes):
    """Scores of the labelled and of the unlabelled examples; low = annotate next."""
    heat = [temperature(votes, probs, classes) for probs in models]
    models = [[scaled(row, t) for row in probs] for probs, t in zip(models, heat, strict=True)]
    unlabelled = [[scaled(row, t) for row in probs] for probs, t in zip(unlabelled, heat, strict=True)]
    found = crowdlab(votes, models, annotators, classes)
    w, total = found["annotator_weight"], sum(found["model_weight"])
    usual = mean(w)
    labelled = []
    for given, quality in zip(votes, found["quality"], strict=True):
        own = total + sum(w[j] for j in given)
        labelled.append((quality * own + usual / classes) / (own + usual))
    return labelled, [unlabelled_score(rows, found["model_weight"], usual) for rows in zip(*unlabelled, strict=True)]


def unlabelled_score(rows, model, usual):
    """One row per model: how sure the models are of the class that most of them say."""
    classes = len(rows[0])
    said = {m: naive_argmax(row) for m, row in enumerate(rows)}
    label = majority([said], classes, pooled([[row] for row in rows]))[0]
    sure = sum(w * row[label] for w, row in zip(model, rows, strict=True))
    return (sure + usual / classes) / (sum(model) + usual)


def dawid_skene(votes, annotators, classes, steps=50, smoothing=0.01):
    """The posterior of the true class after `steps` rounds of expectation and maximisation."""
    rows = [[count / len(given) for count in counts(given, classes)] for given in votes]
    for _ in range(steps):
        prior = [mean(column) for column in zip(*rows, strict=True)]
        confusion = [[[smoothing] * classes for _ in range(classes)] for _ in range(annotators)]
        for given, row in zip(votes, rows, strict=True):
            for j, label in given.items():
                for true in range(classes):
                    confusion[j][true][label] += row[true]
        logs = [[[math.log(cell / sum(line)) for cell in line] for line in table] for table in confusion]
        rows = []
        for given in votes:
            row = [
                math.log(max(prior[true], 1e-300)) + math.fsum(logs[j][true][label] for j, label in given.items())
                for true in range(classes)
            ]
            powered = [math.exp(value - max(row)) for value in row]
            rows.append([value / math.fsum(powered) for value in powered])
    return rows
