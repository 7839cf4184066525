// Confident joint counts: joint[given, guess] over the rows in which some class reaches its threshold.
//
// A row's facts decide most rows without another look at its entries: when no entry reaches the smallest threshold, or
// when the label is the single largest entry and reaches its own.
#include "rows.hpp"

namespace labelproof {
namespace {

template <typename Real>
struct Guess {
  std::vector<Real> bounds;
  Real least;
  bool paper;

  Guess(const Vec<const double>& thresholds, bool by_paper) : bounds(thresholds.shape(0)), paper(by_paper) {
    for (std::size_t j = 0; j < bounds.size(); ++j) bounds[j] = least_at_or_above<Real>(thresholds(j));
    least = *std::min_element(bounds.begin(), bounds.end());
  }

  // `row(i)` gives the entries of a row that its facts leave open.
  template <typename Row>
  std::int32_t operator()(std::size_t y, Real own, Real other, Row&& row) const {
    if (own > other ? own < bounds[y] && other < least : other < least) return -1;
    if (own > other && own >= bounds[y]) return static_cast<std::int32_t>(y);
    return loops<Real>().guess(row(), bounds.data(), bounds.size(), paper);
  }
};

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
    std::vector<Real> scratch(k);
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t y = static_cast<std::size_t>(labels(i));
      const std::int32_t found = guess(y, mine[i], rest[i], [&] { return rows.row(i, scratch.data()); });
      if (keep) guesses(i) = found;
      if (count && found >= 0) ++joint(y, static_cast<std::size_t>(found));
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
