// Confident joint counts: joint[given, guess] over the rows in which some class reaches its threshold.
#include "rows.hpp"

namespace labelproof {
namespace {

// A row's guess is its largest probability among all classes as soon as two reach their thresholds; with `paper` it is
// the largest among those that do (Confident Learning, eq. 1).
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
  const std::int64_t* label = labels.data();
  visit_rows(probs, [&](const auto& rows) {
    using Real = typename std::decay_t<decltype(rows)>::Real;
    std::vector<Real> bounds(k);
    for (std::size_t j = 0; j < k; ++j) bounds[j] = least_at_or_above<Real>(thresholds(j));
    std::vector<std::int32_t> scratch(keep ? 0 : rows.n);
    std::int32_t* guess = keep ? out : scratch.data();
    rows.each([&](const Tile<Real>& tile, std::size_t first) {
      loops<Real>().guess(tile, bounds.data(), paper, guess + first);
      return true;
    });
    for (std::size_t i = 0; i < rows.n; ++i)
      if (guess[i] >= 0) ++counts[static_cast<std::size_t>(label[i]) * k + static_cast<std::size_t>(guess[i])];
  });
}

}  // namespace

void bind_joint_counts(nb::module_& m) {
  using namespace nb::literals;
  m.def("joint_counts", &joint_counts, "pred_probs"_a, "labels"_a, "thresholds"_a, "paper"_a, "joint"_a.noconvert(),
        "guesses"_a.noconvert());
}

}  // namespace labelproof
