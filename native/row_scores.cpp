// Label quality scores, one per row, computed in double whatever the input type.
#include "rows.hpp"

namespace labelproof {
namespace {

enum Method : int { self_confidence = 0, normalized_margin = 1, confidence_weighted_entropy = 2 };

constexpr double lowest = -std::numeric_limits<double>::infinity();

// In eight lanes and a rest, so that the compiler may take several columns at once: it never reorders by itself.
template <typename Join>
double joined(const double* row, std::size_t k, double start, Join&& join) {
  double lane[8] = {start, start, start, start, start, start, start, start}, rest = start;
  std::size_t j = 0;
  for (; j + 8 <= k; j += 8)
    for (std::size_t l = 0; l < 8; ++l) lane[l] = join(lane[l], row[j + l]);
  for (; j < k; ++j) rest = join(rest, row[j]);
  for (std::size_t l = 0; l < 4; ++l) lane[l] = join(lane[l], lane[l + 4]);
  return join(join(join(lane[0], lane[2]), join(lane[1], lane[3])), rest);
}

// Of a row whose entries may be changed, not normalised when `shifted`. Dividing keeps the order of numbers, so only
// those that matter are divided.
double score(int method, double* row, std::size_t k, std::size_t y, bool shifted) {
  const double sum = shifted ? joined(row, k, 0.0, [](double a, double b) { return a + b; }) : 1.0;
  // A row without any mass says nothing about its classes.
  const auto share = [&](double value) { return sum > 0.0 ? value / sum : 1.0 / static_cast<double>(k); };
  const double own = share(row[y]);
  if (method == self_confidence) return own;
  row[y] = lowest;
  const double other = share(joined(row, k, lowest, [](double a, double b) { return a > b ? a : b; }));
  return (own - other + 1.0) / 2.0;
}

template <typename Real>
void score_tile(int method, const Tile<Real>& tile, const std::int64_t* label, const double* shift, double* row,
                double* result) {
  for (std::size_t i = 0; i < tile.rows; ++i) {
    const Real* source = tile.data + static_cast<std::ptrdiff_t>(i) * tile.step;
    const std::size_t y = static_cast<std::size_t>(label[i]);
    if (method == self_confidence && !shift) {
      result[i] = static_cast<double>(source[y]);
      continue;
    }
    if (shift)
      for (std::size_t j = 0; j < tile.cols; ++j) row[j] = static_cast<double>(source[j]) + shift[j];
    else
      for (std::size_t j = 0; j < tile.cols; ++j) row[j] = static_cast<double>(source[j]);
    result[i] = score(method, row, tile.cols, y, shift != nullptr);
  }
}

void row_scores(const Probs& probs, const Labels& labels, int method, Vec<const double> shift, Vec<double> out) {
  const std::size_t k = probs.shape(1);
  require_labels(labels, probs.shape(0), k);
  require_same(out.shape(0), probs.shape(0), "out must have one entry per row");
  const bool shifted = shift.shape(0) != 0;
  if (shifted) require_same(shift.shape(0), k, "shift must have one entry per class");
  if (shifted && method == confidence_weighted_entropy) throw std::invalid_argument("entropy takes no shift");
  double* result = out.data();
  const std::int64_t* label = labels.data();
  visit_rows(probs, [&](const auto& rows) {
    using Real = typename std::decay_t<decltype(rows)>::Real;
    std::vector<double> row(k);
    rows.each([&](const Tile<Real>& tile, std::size_t first) {
      if (method == confidence_weighted_entropy)
        loops<Real>().entropy(tile, label + first, result + first);
      else
        score_tile(method, tile, label + first, shifted ? shift.data() : nullptr, row.data(), result + first);
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
