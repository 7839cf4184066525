// Confident joint counts: joint[given, guess] over the rows in which some class reaches its threshold.
#include "rows.hpp"

namespace labelproof {
namespace {

// The guessed class of a row, or -1 when no class reaches its threshold. `paper` takes the largest probability among the
// classes that do (Confident Learning, eq. 1); otherwise among all classes as soon as two or more do.
template <typename Real>
std::int32_t guess(const Real* row, const Real* thresholds, std::size_t k, bool paper) {
  std::size_t reached = 0, only = 0;
  for (std::size_t j = 0; j < k; ++j) {
    const bool above = row[j] >= thresholds[j];
    reached += above;
    only = above ? j : only;
  }
  if (reached == 0) return -1;
  if (reached == 1) return static_cast<std::int32_t>(only);
  if (!paper) return static_cast<std::int32_t>(first_argmax(row, k));
  std::int32_t best = -1;
  for (std::size_t j = 0; j < k; ++j)
    if (row[j] >= thresholds[j] && (best < 0 || row[j] > row[best])) best = static_cast<std::int32_t>(j);
  return best;
}

void joint_counts(const Probs& probs, const Labels& labels, Vec<const double> thresholds, bool paper,
                  Mat<std::int64_t> joint, Vec<std::int32_t> guesses) {
  const std::size_t k = probs.shape(1);
  require_same(thresholds.shape(0), k, "thresholds must have one entry per class");
  require_same(joint.shape(0), k, "joint must be square");
  require_same(joint.shape(1), k, "joint must be square");
  require_labels(labels, probs.shape(0), k);
  const bool keep = guesses.shape(0) != 0;
  if (keep) require_same(guesses.shape(0), probs.shape(0), "guesses must have one entry per row");
  std::int64_t* counts = joint.data();
  std::int32_t* out = guesses.data();
  visit_rows(probs, [&](auto rows) {
    using Real = typename decltype(rows)::Real;
    std::vector<Real> bounds(k);
    for (std::size_t j = 0; j < k; ++j) bounds[j] = least_at_or_above<Real>(thresholds(j));
    for (std::size_t i = 0; i < rows.n; ++i) {
      const std::int32_t g = guess(rows.row(i), bounds.data(), k, paper);
      if (g >= 0) ++counts[static_cast<std::size_t>(labels(i)) * k + static_cast<std::size_t>(g)];
      if (keep) out[i] = g;
    }
  });
}

}  // namespace

void bind_joint_counts(nb::module_& m) {
  using namespace nb::literals;
  m.def("joint_counts", &joint_counts, "pred_probs"_a, "labels"_a, "thresholds"_a, "paper"_a, "joint"_a.noconvert(),
        "guesses"_a.noconvert());
}

}  // namespace labelproof
