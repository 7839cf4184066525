// The first reading of tags: range of the probabilities, exact sums of `own` per tag and given value and, where wanted,
// how many rows disagree with their tag, by the size of `own`.
//
// Sums are fixed-point as in scan.cpp, so block size, thread count and row order cannot matter.
#include "tag_rows.hpp"

namespace labelproof {
namespace {

constexpr double one = 1152921504606846976.0;  // 2^60

template <typename Real>
std::size_t first_nan(const Tile<Real>& tile) {
  for (std::size_t i = 0;; ++i)
    for (std::size_t j = 0; j < tile.cols; ++j)
      if (const Real p = tile.data[static_cast<std::ptrdiff_t>(i) * tile.step + static_cast<std::ptrdiff_t>(j)]; p != p)
        return i * tile.cols + j;
}

template <typename Real>
void add(const Tile<Real>& tile, const std::uint8_t* tags, std::int64_t* sums, std::int64_t* counts,
         std::int64_t* histogram, std::size_t bins, double bonus) {
  const std::size_t k = tile.cols;
  for (std::size_t i = 0; i < tile.rows; ++i) {
    const Real* row = tile.data + static_cast<std::ptrdiff_t>(i) * tile.step;
    const std::uint8_t* tag = tags + i * k;
    for (std::size_t j = 0; j < k; ++j) {
      const double p = static_cast<double>(row[j]), own = own_of(p, tag[j]);
      const std::size_t cell = 2 * j + tag[j];
      const std::int64_t fixed = std::llrint(own * one);
      sums[cell] += fixed >> 32;
      sums[2 * k + cell] += fixed & 0xffffffffLL;
      ++counts[cell];
      if (bins != 0 && !tag_agrees(p, tag[j], bonus)) ++histogram[cell * bins + bin_of(own, bins)];
    }
  }
}

// (smallest, largest, row, column): the position of the first NaN, where reading stops, or -1, -1. Cell 2 k + given holds
// what is known of tag k where it is given so; nothing is summed when `sums` is empty.
nb::tuple tag_scan(const Probs& probs, const TagMat& tags, Mat<std::int64_t> sums, Vec<std::int64_t> counts,
                   Mat<std::int64_t> histogram, double bonus) {
  const std::size_t k = probs.shape(1), bins = histogram.shape(1);
  const bool summed = sums.shape(0) != 0;
  require_tags(tags, probs);
  if (summed) require_same(sums.shape(0), 2, "sums must have two rows");
  if (summed) require_same(sums.shape(1), 2 * k, "sums must have two columns per tag");
  if (summed) require_same(counts.shape(0), 2 * k, "counts must have two entries per tag");
  if (bins != 0) require_same(histogram.shape(0), 2 * k, "histogram must have two rows per tag");
  double low = std::numeric_limits<double>::infinity(), high = -low;
  std::int64_t nan_row = -1, nan_col = -1;
  visit_rows(probs, [&](const auto& rows) {
    using Real = typename std::decay_t<decltype(rows)>::Real;
    Real least = std::numeric_limits<Real>::infinity(), most = -least;
    rows.each([&](const Tile<Real>& tile, std::size_t first) {
      if (!loops<Real>().range(tile, &least, &most)) {
        const std::size_t place = first_nan(tile);
        nan_row = static_cast<std::int64_t>(first + place / k);
        nan_col = static_cast<std::int64_t>(place % k);
        return false;
      }
      if (summed) add(tile, tags.data() + first * k, sums.data(), counts.data(), histogram.data(), bins, bonus);
      return true;
    });
    low = static_cast<double>(least);
    high = static_cast<double>(most);
  });
  return nb::make_tuple(low, high, nan_row, nan_col);
}

}  // namespace

void bind_tag_scan(nb::module_& m) {
  using namespace nb::literals;
  m.def("tag_scan", &tag_scan, "pred_probs"_a, "tags"_a, "sums"_a.noconvert(), "counts"_a.noconvert(),
        "histogram"_a.noconvert(), "bonus"_a);
}

}  // namespace labelproof
