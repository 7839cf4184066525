// Small facts of every row: the most likely class, whether it agrees with the label, and the range of the values.
#include "rows.hpp"

namespace labelproof {
namespace {

// Calls body(first row, index, value) with the first largest entry of each row of a tile.
template <typename T, typename Body>
void each_best(const Rows<T>& rows, Body&& body) {
  using Real = typename Rows<T>::Real;
  constexpr std::size_t step = 1024;
  std::int32_t index[step];
  Real value[step];
  rows.each([&](const Tile<Real>& tile, std::size_t first) {
    for (std::size_t i = 0; i < tile.rows; i += step) {
      const std::size_t count = std::min(step, tile.rows - i);
      const Real* start = tile.data + static_cast<std::ptrdiff_t>(i) * tile.step;
      loops<Real>().best(Tile<Real>{start, count, tile.cols, tile.step}, index, value);
      body(first + i, count, start, tile.step, index, value);
    }
    return true;
  });
}

void row_argmax(const Probs& probs, Vec<std::int32_t> out) {
  require_same(out.shape(0), probs.shape(0), "out must have one entry per row");
  std::int32_t* best = out.data();
  visit_rows(probs, [&](const auto& rows) {
    each_best(rows, [&](std::size_t first, std::size_t count, const auto*, std::ptrdiff_t, const std::int32_t* index,
                        const auto*) { std::copy(index, index + count, best + first); });
  });
}

// True where the label would be the first largest entry after adding `bonus` to it.
void row_agrees(const Probs& probs, const Labels& labels, double bonus, Vec<bool> out) {
  require_labels(labels, probs.shape(0), probs.shape(1));
  require_same(out.shape(0), probs.shape(0), "out must have one entry per row");
  bool* agrees = out.data();
  const std::int64_t* label = labels.data();
  visit_rows(probs, [&](const auto& rows) {
    each_best(rows, [&](std::size_t first, std::size_t count, const auto* start, std::ptrdiff_t step,
                        const std::int32_t* index, const auto* value) {
      for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t y = label[first + i];
        const double own = static_cast<double>(start[static_cast<std::ptrdiff_t>(i) * step + y]) + bonus;
        const double top = static_cast<double>(value[i]);
        agrees[first + i] = index[i] == y || top < own || (top == own && index[i] > y);
      }
    });
  });
}

// (smallest, largest, row, column): the position of the first NaN, or -1, -1.
nb::tuple value_range(const Probs& probs) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  std::int64_t bad_row = -1, bad_col = -1;
  visit_rows(probs, [&](const auto& rows) {
    using Real = typename std::decay_t<decltype(rows)>::Real;
    Real range[2] = {std::numeric_limits<Real>::infinity(), -std::numeric_limits<Real>::infinity()};
    rows.each([&](const Tile<Real>& tile, std::size_t first) {
      const std::size_t bad = loops<Real>().range(tile, range);
      if (bad == tile.rows) return true;
      const Real* row = tile.data + static_cast<std::ptrdiff_t>(bad) * tile.step;
      bad_row = static_cast<std::int64_t>(first + bad);
      for (bad_col = 0; row[bad_col] == row[bad_col]; ++bad_col) {
      }
      return false;
    });
    low = static_cast<double>(range[0]);
    high = static_cast<double>(range[1]);
  });
  return nb::make_tuple(low, high, bad_row, bad_col);
}

}  // namespace

void bind_row_facts(nb::module_& m) {
  using namespace nb::literals;
  m.def("row_argmax", &row_argmax, "pred_probs"_a, "out"_a.noconvert());
  m.def("row_agrees", &row_agrees, "pred_probs"_a, "labels"_a, "bonus"_a, "out"_a.noconvert());
  m.def("value_range", &value_range, "pred_probs"_a);
}

}  // namespace labelproof
