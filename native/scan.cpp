// One reading of the data for what most questions about a row need: the given label's probability, the largest other one,
// the range of the values, and the exact sums of P[i, y_i] per class y.
//
// Each probability becomes a fixed-point integer of 60 fractional bits, kept as two 64-bit sums of 28 and 32 bits. Integer
// addition is associative, so block size, thread count and row order cannot matter. Quantisation is at most 2^-61 an
// entry. The high sum is safe for 2^34 rows, the low one for 2^31 in one call; the caller carries from one to the other.
#include "rows.hpp"

namespace labelproof {
namespace {

constexpr double one = 1152921504606846976.0;  // 2^60: the product is exact but for its rounding to an integer
constexpr std::size_t chunk = 1024;            // rows whose facts stay in the first-level cache

struct Sum {
  std::int64_t high = 0, low = 0, count = 0;

  void add(double p) {
    const std::int64_t fixed = std::llrint(p * one);
    high += fixed >> 32;  // rounds towards minus infinity, so that low is never negative
    low += fixed & 0xffffffffLL;
    ++count;
  }
};

struct Range {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  std::int64_t nan_row = -1, nan_col = -1;
};

// Rows go in pieces of `chunk`.
template <typename Real>
struct Scan {
  const std::int64_t* label;
  Real* own;
  Real* other;
  std::vector<Sum> sums;
  Real least = std::numeric_limits<Real>::infinity(), most = -least;
  Range range = {};

  bool operator()(const Tile<Real>& tile, std::size_t first) {
    for (std::size_t start = 0; start < tile.rows; start += chunk) {
      const std::size_t count = std::min(chunk, tile.rows - start), row = first + start;
      const Real* data = tile.data + static_cast<std::ptrdiff_t>(start) * tile.step;
      Real* mine = own + row;
      Real* rest = other + row;
      const std::size_t bad =
          loops<Real>().scan(Tile<Real>{data, count, tile.cols, tile.step}, label + row, mine, rest, &least);
      if (bad < count) {
        note_nan(data + static_cast<std::ptrdiff_t>(bad) * tile.step, row + bad);
        return false;
      }
      for (std::size_t i = 0; i < count; ++i) most = std::max(most, std::max(mine[i], rest[i]));
      if (sums.empty()) continue;
      for (std::size_t i = 0; i < count; ++i) sums[static_cast<std::size_t>(label[row + i])].add(static_cast<double>(mine[i]));
    }
    return true;
  }

  void note_nan(const Real* row, std::size_t number) {
    range.nan_row = static_cast<std::int64_t>(number);
    for (range.nan_col = 0; row[range.nan_col] == row[range.nan_col]; ++range.nan_col) {
    }
  }
};

// Adds to the sums unless there is no room for any. Returns (smallest, largest, row, column): the position of the first
// NaN, where reading stops, or -1, -1.
nb::tuple scan(const Probs& probs, const Labels& labels, Mat<std::int64_t> sums, Vec<std::int64_t> counts, Reals own,
               Reals other) {
  const std::size_t n = probs.shape(0), k = probs.shape(1);
  const std::size_t summed = counts.shape(0) == 0 ? 0 : k;
  require_same(sums.shape(0), 2, "sums must have two rows");
  require_same(sums.shape(1), summed, "sums must have one column per class");
  require_same(counts.shape(0), summed, "counts must have one entry per class, or none");
  require_labels(labels, n, k);
  Range found;
  visit_rows(probs, [&](const auto& rows) {
    using Real = typename std::decay_t<decltype(rows)>::Real;
    Scan<Real> scan{labels.data(), reals<Real>(own, n), reals<Real>(other, n), std::vector<Sum>(summed)};
    rows.each([&](const Tile<Real>& tile, std::size_t first) { return scan(tile, first); });
    found = scan.range;
    found.low = static_cast<double>(scan.least);
    found.high = static_cast<double>(scan.most);
    for (std::size_t y = 0; y < summed; ++y) {
      sums(0, y) += scan.sums[y].high;
      sums(1, y) += scan.sums[y].low;
      counts(y) += scan.sums[y].count;
    }
  });
  return nb::make_tuple(found.low, found.high, found.nan_row, found.nan_col);
}

}  // namespace

void bind_scan(nb::module_& m) {
  using namespace nb::literals;
  m.def("scan", &scan, "pred_probs"_a, "labels"_a, "sums"_a.noconvert(), "counts"_a.noconvert(), "own"_a.noconvert(),
        "other"_a.noconvert());
}

}  // namespace labelproof
