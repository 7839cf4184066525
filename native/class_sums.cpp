// Sums of P[i, y_i] per class y, exact: each probability becomes a fixed-point integer of 60 fractional bits, kept as two
// 64-bit sums of 28 and 32 bits. Integer addition is associative, so block size, thread count and row order cannot matter.
// Quantisation is at most 2^-61 an entry; the high sum is safe for 2^34 rows.
#include "rows.hpp"

namespace labelproof {
namespace {

constexpr double one = 1152921504606846976.0;  // 2^60: the product is exact but for its rounding to an integer

void class_sums(const Probs& probs, const Labels& labels, Mat<std::int64_t> sums, Vec<std::int64_t> counts) {
  require_same(sums.shape(0), 2, "sums must have two rows");
  require_same(sums.shape(1), probs.shape(1), "sums must have one column per class");
  require_same(counts.shape(0), probs.shape(1), "counts must have one entry per class");
  require_labels(labels, probs.shape(0), probs.shape(1));
  std::int64_t* high = sums.data();
  std::int64_t* low = high + sums.shape(1);
  std::int64_t* count = counts.data();
  const std::int64_t* label = labels.data();
  visit_rows(probs, [&](const auto& rows) {
    for (std::size_t i = 0; i < rows.n; ++i) {
      const std::size_t y = static_cast<std::size_t>(label[i]);
      const std::int64_t fixed = std::llrint(static_cast<double>(rows.at(i, y)) * one);
      high[y] += fixed >> 32;  // rounds towards minus infinity, so that low is never negative
      low[y] += fixed & 0xffffffffLL;
      ++count[y];
    }
  });
}

}  // namespace

void bind_class_sums(nb::module_& m) {
  using namespace nb::literals;
  m.def("class_sums", &class_sums, "pred_probs"_a, "labels"_a, "sums"_a.noconvert(), "counts"_a.noconvert());
}

}  // namespace labelproof
