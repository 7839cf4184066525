// Small facts of every row: the most likely class, whether it agrees with the label, and the range of the values.
#include "rows.hpp"

namespace labelproof {
namespace {

void row_argmax(const Probs& probs, Vec<std::int32_t> out) {
  require_same(out.shape(0), probs.shape(0), "out must have one entry per row");
  std::int32_t* best = out.data();
  visit_rows(probs, [&](auto rows) {
    for (std::size_t i = 0; i < rows.n; ++i) best[i] = static_cast<std::int32_t>(first_argmax(rows.row(i), rows.k));
  });
}

// True where the label would be the first largest entry after adding `bonus` to it.
void row_agrees(const Probs& probs, const Labels& labels, double bonus, Vec<bool> out) {
  require_labels(labels, probs.shape(0), probs.shape(1));
  require_same(out.shape(0), probs.shape(0), "out must have one entry per row");
  bool* agrees = out.data();
  visit_rows(probs, [&](auto rows) {
    for (std::size_t i = 0; i < rows.n; ++i) {
      const auto* row = rows.row(i);
      const std::size_t y = static_cast<std::size_t>(labels(i));
      const double own = static_cast<double>(row[y]) + bonus;
      bool first = true;
      for (std::size_t j = 0; j < y; ++j) first &= static_cast<double>(row[j]) < own;
      for (std::size_t j = y + 1; j < rows.k; ++j) first &= static_cast<double>(row[j]) <= own;
      agrees[i] = first;
    }
  });
}

// (smallest, largest, row, column): the position of the first NaN, or -1, -1.
nb::tuple value_range(const Probs& probs) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  std::int64_t bad_row = -1, bad_col = -1;
  visit_rows(probs, [&](auto rows) {
    using Real = typename decltype(rows)::Real;
    constexpr std::size_t lanes = 16;
    Real least[lanes], most[lanes];
    for (std::size_t l = 0; l < lanes; ++l) {
      least[l] = std::numeric_limits<Real>::infinity();
      most[l] = -least[l];
    }
    for (std::size_t i = 0; i < rows.n; ++i) {
      const Real* row = rows.row(i);
      unsigned nan[lanes] = {};
      std::size_t j = 0;
      for (; j + lanes <= rows.k; j += lanes)
        for (std::size_t l = 0; l < lanes; ++l) {
          const Real p = row[j + l];
          least[l] = p < least[l] ? p : least[l];
          most[l] = p > most[l] ? p : most[l];
          nan[l] |= p != p;
        }
      for (; j < rows.k; ++j) {
        const Real p = row[j];
        least[0] = p < least[0] ? p : least[0];
        most[0] = p > most[0] ? p : most[0];
        nan[0] |= p != p;
      }
      unsigned any = 0;
      for (std::size_t l = 0; l < lanes; ++l) any |= nan[l];
      if (any) {
        bad_row = static_cast<std::int64_t>(i);
        for (bad_col = 0; row[bad_col] == row[bad_col]; ++bad_col) {
        }
        break;
      }
    }
    for (std::size_t l = 0; l < lanes; ++l) {
      low = std::min(low, static_cast<double>(least[l]));
      high = std::max(high, static_cast<double>(most[l]));
    }
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
