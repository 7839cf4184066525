// Label quality scores, one per row, computed in double whatever the input type.
#include "rows.hpp"

namespace labelproof {
namespace {

enum Method : int { self_confidence = 0, normalized_margin = 1, confidence_weighted_entropy = 2 };

double margin(const double* row, std::size_t k, std::size_t y) {
  double other = -std::numeric_limits<double>::infinity();
  for (std::size_t j = 0; j < k; ++j)
    if (j != y && row[j] > other) other = row[j];
  return (row[y] - other + 1.0) / 2.0;
}

double weighted_entropy(const double* row, std::size_t k, std::size_t y) {
  double sum = 0.0;
  for (std::size_t j = 0; j < k; ++j)
    if (row[j] > 0.0) sum += row[j] * std::log(row[j]);
  const double entropy = -sum / std::log(static_cast<double>(k));
  const double weighted = entropy / std::max(row[y], 1e-6);
  // The limit for a certain row is 1 when it is certain of its label and 0 when of another class.
  return weighted < 1e-6 ? row[y] : std::log1p(weighted) / weighted;
}

double score(int method, const double* row, std::size_t k, std::size_t y) {
  if (method == self_confidence) return row[y];
  return method == normalized_margin ? margin(row, k, y) : weighted_entropy(row, k, y);
}

void row_scores(const Probs& probs, const Labels& labels, int method, Vec<const double> shift, Vec<double> out) {
  const std::size_t k = probs.shape(1);
  require_labels(labels, probs.shape(0), k);
  require_same(out.shape(0), probs.shape(0), "out must have one entry per row");
  const bool shifted = shift.shape(0) != 0;
  if (shifted) require_same(shift.shape(0), k, "shift must have one entry per class");
  double* result = out.data();
  const std::int64_t* label = labels.data();
  visit_rows(probs, [&](const auto& rows) {
    using Real = typename std::decay_t<decltype(rows)>::Real;
    if (method == self_confidence && !shifted) {
      for (std::size_t i = 0; i < rows.n; ++i)
        result[i] = static_cast<double>(rows.at(i, static_cast<std::size_t>(label[i])));
      return;
    }
    std::vector<double> row(k);
    rows.each([&](const Tile<Real>& tile, std::size_t first) {
      for (std::size_t i = 0; i < tile.rows; ++i) {
        const Real* source = tile.data + static_cast<std::ptrdiff_t>(i) * tile.step;
        double sum = 0.0;
        for (std::size_t j = 0; j < k; ++j) {
          row[j] = static_cast<double>(source[j]) + (shifted ? shift(j) : 0.0);
          sum += row[j];
        }
        if (shifted)  // a row without any mass says nothing about its classes
          for (std::size_t j = 0; j < k; ++j) row[j] = sum > 0.0 ? row[j] / sum : 1.0 / static_cast<double>(k);
        result[first + i] = score(method, row.data(), k, static_cast<std::size_t>(label[first + i]));
      }
      return true;
    });
  });
}

}  // namespace

void bind_row_scores(nb::module_& m) {
  using namespace nb::literals;
  m.def("row_scores", &row_scores, "pred_probs"_a, "labels"_a, "method"_a, "shift"_a, "out"_a.noconvert());
}

}  // namespace labelproof
