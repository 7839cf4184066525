// Confident joint counts of each tag: joint[2 k + given, guess] over the rows where 1 - p or p reaches its threshold.
#include "tag_rows.hpp"

namespace labelproof {
namespace {

// The guessed value, 2 when neither reaches its threshold; the larger probability when both do, no on ties.
inline std::size_t guess_of(double p, const double* bounds) {
  const bool no = 1.0 - p >= bounds[0], yes = p >= bounds[1];
  if (no && yes) return p > 1.0 - p;
  return yes ? 1 : no ? 0 : 2;
}

void tag_joint_counts(const Probs& probs, const TagMat& tags, Vec<const double> thresholds, Mat<std::int64_t> joint) {
  const std::size_t k = probs.shape(1);
  require_tags(tags, probs);
  require_same(thresholds.shape(0), 2 * k, "thresholds must have two entries per tag");
  require_same(joint.shape(0), 2 * k, "joint must have two rows per tag");
  require_same(joint.shape(1), 2, "joint must have two columns");
  visit_rows(probs, [&](const auto& rows) {
    const double* bounds = thresholds.data();
    std::vector<std::int64_t> counts(6 * k);  // the third column is for rows without a guess
    each_tagged(rows, tags.data(), [&](std::size_t, const auto* row, const std::uint8_t* tag) {
      for (std::size_t j = 0; j < k; ++j)
        ++counts[3 * (2 * j + tag[j]) + guess_of(static_cast<double>(row[j]), bounds + 2 * j)];
    });
    for (std::size_t c = 0; c < 2 * k; ++c)
      for (std::size_t g = 0; g < 2; ++g) joint(c, g) += counts[3 * c + g];
  });
}

// The more likely value if it reaches its threshold, else 2.
inline std::size_t likeliest_of(double p, const double* bounds) {
  const std::size_t best = p > 1.0 - p;
  return own_of(p, best) >= bounds[best] ? best : 2;
}

// Whether a value is guessed that is not the given one, (n, K), and with `bonus` of 0 or more, disagrees in spite of it.
void tag_off_diagonal(const Probs& probs, const TagMat& tags, Vec<const double> thresholds, double bonus, bool likeliest,
                      Mat<bool> out) {
  const std::size_t k = probs.shape(1);
  require_tags(tags, probs);
  require_same(thresholds.shape(0), 2 * k, "thresholds must have two entries per tag");
  require_same(out.shape(0), probs.shape(0), "out must have one row per row");
  require_same(out.shape(1), k, "out must have one column per tag");
  visit_rows(probs, [&](const auto& rows) {
    const double* bounds = thresholds.data();
    each_tagged(rows, tags.data(), [&](std::size_t i, const auto* row, const std::uint8_t* tag) {
      bool* found = out.data() + i * k;
      for (std::size_t j = 0; j < k; ++j) {
        const double p = static_cast<double>(row[j]);
        const std::size_t guess = likeliest ? likeliest_of(p, bounds + 2 * j) : guess_of(p, bounds + 2 * j);
        found[j] = guess + tag[j] == 1 && (bonus < 0.0 || !tag_agrees(p, tag[j], bonus));
      }
    });
  });
}

}  // namespace

void bind_tag_joint(nb::module_& m) {
  using namespace nb::literals;
  m.def("tag_joint_counts", &tag_joint_counts, "pred_probs"_a, "tags"_a, "thresholds"_a, "joint"_a.noconvert());
  m.def("tag_off_diagonal", &tag_off_diagonal, "pred_probs"_a, "tags"_a, "thresholds"_a, "bonus"_a, "likeliest"_a,
        "out"_a.noconvert());
}

}  // namespace labelproof
