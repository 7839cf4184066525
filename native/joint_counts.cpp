// Confident joint counts: joint[given, guess] over the rows in which some class reaches its threshold.
//
// A row's facts decide most rows without another look at its entries: when no entry reaches the smallest threshold, or
// when the label is the single largest entry and reaches its own.
#include "rows.hpp"

namespace labelproof {
namespace {

constexpr std::size_t step = 1024;  // rows whose guesses stay in the first-level cache
constexpr std::size_t ahead = 8;    // rows asked for before they are read

template <typename Real>
struct Guess {
  std::vector<Real> bounds;
  Real least;
  bool paper;

  Guess(const Vec<const double>& thresholds, bool by_paper) : bounds(thresholds.shape(0)), paper(by_paper) {
    for (std::size_t j = 0; j < bounds.size(); ++j) bounds[j] = least_at_or_above<Real>(thresholds(j));
    least = *std::min_element(bounds.begin(), bounds.end());
  }

  // Guesses what the facts of up to `step` rows tell; lists the other rows in `open` and returns how many.
  std::size_t from_facts(const std::int64_t* label, const Real* own, const Real* other, std::size_t rows,
                         std::int32_t* guess, std::uint32_t* open) const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < rows; ++i) {
      // Arithmetic in place of branches, which would be mispredicted every other time: or with -1 gives -1.
      const std::int32_t given = (own[i] > other[i]) & (own[i] >= bounds[static_cast<std::size_t>(label[i])]);
      guess[i] = static_cast<std::int32_t>(label[i]) | (given - 1);
      open[count] = static_cast<std::uint32_t>(i);
      count += static_cast<std::size_t>((given ^ 1) & (other[i] >= least));
    }
    return count;
  }
};

// Asks for a row that is not too long for it.
template <typename Row>
void fetch(const Row& rows, std::size_t i) {
  for (std::size_t j = 0; j < std::min<std::size_t>(rows.k, 256); j += 16) rows.fetch(i, j);
}

// A row without a guess (-1) adds nothing to its first cell: cheaper than a branch.
void add(std::int64_t* counts, std::size_t k, const std::int64_t* label, const std::int32_t* guess, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) {
    const std::int32_t none = guess[i] >> 31;  // all ones or zero
    counts[static_cast<std::size_t>(label[i]) * k + static_cast<std::size_t>(guess[i] & ~none)] += 1 + none;
  }
}

// A row's guess is its largest probability among all classes as soon as two reach their thresholds; with `paper` it is
// the largest among those that do (Confident Learning, eq. 1).
void joint_counts(const Probs& probs, const Labels& labels, Vec<const double> thresholds, Reals own, Reals other,
                  bool paper, Mat<std::int64_t> joint, Vec<std::int32_t> guesses) {
  const std::size_t n = probs.shape(0), k = probs.shape(1);
  require_same(thresholds.shape(0), k, "thresholds must have one entry per class");
  const bool count = joint.shape(0) != 0, keep = guesses.shape(0) != 0;
  if (count) require_same(joint.shape(0), k, "joint must be square");
  if (count) require_same(joint.shape(1), k, "joint must be square");
  if (keep) require_same(guesses.shape(0), n, "guesses must have one entry per row");
  require_labels(labels, n, k);
  visit_rows(probs, [&](const auto& rows) {
    using Real = typename std::decay_t<decltype(rows)>::Real;
    const Guess<Real> guess(thresholds, paper);
    const Real* mine = reals<Real>(own, n);
    const Real* rest = reals<Real>(other, n);
    const std::int64_t* label = labels.data();
    std::int64_t* counts = joint.data();
    std::vector<Real> scratch(k);
    std::int32_t found[step];
    std::uint32_t open[step];
    for (std::size_t first = 0; first < n; first += step) {
      const std::size_t size = std::min(step, n - first);
      std::int32_t* out = keep ? guesses.data() + first : found;
      const std::size_t unsure = guess.from_facts(label + first, mine + first, rest + first, size, out, open);
      for (std::size_t u = 0; u < std::min(ahead, unsure); ++u) fetch(rows, first + open[u]);
      for (std::size_t u = 0; u < unsure; ++u) {
        if (u + ahead < unsure) fetch(rows, first + open[u + ahead]);
        out[open[u]] = loops<Real>().guess(rows.row(first + open[u], scratch.data()), guess.bounds.data(), k, paper);
      }
      if (count) add(counts, k, label + first, out, size);
    }
  });
}

}  // namespace

void bind_joint_counts(nb::module_& m) {
  using namespace nb::literals;
  m.def("joint_counts", &joint_counts, "pred_probs"_a, "labels"_a, "thresholds"_a, "own"_a, "other"_a, "paper"_a,
        "joint"_a.noconvert(), "guesses"_a.noconvert());
}

}  // namespace labelproof
