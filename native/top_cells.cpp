// Bounded selection: for every cell the `capacity` rows with the smallest (key, row), in one pass and O(sum of capacities).
//
// A cell has room for twice its capacity in `entries`. When that is full, the smaller half stays and its largest key
// becomes `bounds[c]`, which later rows must beat (+inf until then, -inf for a cell without capacity): amortised constant
// work per offered row. The order by (key, row) is total, so the result does not depend on the order in which rows or
// partial results arrive.
#include <algorithm>
#include <utility>

#include "rows.hpp"

namespace labelproof {
namespace {

using Entry = std::pair<double, double>;  // key, row number: exact below 2^53
static_assert(sizeof(Entry) == 2 * sizeof(double), "entries are stored as pairs of doubles");

struct Cells {
  const std::int64_t* offsets;  // of capacities; the entries of cell c start at 2 * offsets[c]
  std::int64_t* sizes;
  double* bounds;
  Entry* entries;

  std::int64_t capacity(std::size_t cell) const { return offsets[cell + 1] - offsets[cell]; }

  void push(std::size_t cell, Entry entry) const {
    std::int64_t& size = sizes[cell];
    entries[2 * offsets[cell] + size++] = entry;
    if (size == 2 * capacity(cell)) keep_smallest(cell);
  }

  void keep_smallest(std::size_t cell) const {
    const std::int64_t keep = capacity(cell);
    if (keep == 0 || sizes[cell] < keep) return;
    Entry* first = entries + 2 * offsets[cell];
    std::nth_element(first, first + (keep - 1), first + sizes[cell]);
    sizes[cell] = keep;
    bounds[cell] = first[keep - 1].first;
  }
};

Cells view(const Vec<const std::int64_t>& offsets, Vec<std::int64_t>& sizes, Vec<double>& bounds, Mat<double>& entries) {
  require_same(offsets.shape(0), sizes.shape(0) + 1, "offsets must have one entry more than sizes");
  require_same(bounds.shape(0), sizes.shape(0), "bounds must have one entry per cell");
  require_same(entries.shape(1), 2, "entries must be pairs");
  require_same(entries.shape(0), 2 * static_cast<std::size_t>(offsets(sizes.shape(0))), "entries must be twice the capacities");
  return {offsets.data(), sizes.data(), bounds.data(), reinterpret_cast<Entry*>(entries.data())};
}

// Every other size follows from these two; checked where all cells are walked anyway.
void require_sizes(const Cells& cells, const Vec<const std::int64_t>& sizes) {
  for (std::size_t c = 0; c < sizes.shape(0); ++c)
    if (cells.capacity(c) < 0 || sizes(c) < 0 || sizes(c) > 2 * cells.capacity(c))
      throw std::out_of_range("sizes must lie between 0 and twice the capacities");
}

// One cell per (given class, other class); the key is P[given] - P[other]. Only rows with `wanted` are offered.
void push_margins(const Probs& probs, const Labels& labels, Vec<const bool> wanted, std::int64_t first_row,
                  Vec<const std::int64_t> offsets, Vec<std::int64_t> sizes, Vec<double> bounds, Mat<double> entries) {
  const std::size_t k = probs.shape(1);
  require_labels(labels, probs.shape(0), k);
  require_same(wanted.shape(0), probs.shape(0), "wanted must have one entry per row");
  require_same(sizes.shape(0), k * k, "there must be one cell per pair of classes");
  const Cells cells = view(offsets, sizes, bounds, entries);
  const std::int64_t* label = labels.data();
  const bool* offered = wanted.data();
  visit_rows(probs, [&](const auto& rows) {
    using Real = typename std::decay_t<decltype(rows)>::Real;
    std::vector<std::uint32_t> found(k + 1);
    rows.each([&](const Tile<Real>& tile, std::size_t first) {
      for (std::size_t i = 0; i < tile.rows; ++i) {
        if (!offered[first + i]) continue;
        const Real* row = tile.data + static_cast<std::ptrdiff_t>(i) * tile.step;
        const std::size_t y = static_cast<std::size_t>(label[first + i]);
        const double own = static_cast<double>(row[y]);
        const double number = static_cast<double>(first_row + static_cast<std::int64_t>(first + i));
        const std::size_t count = loops<Real>().below(row, k, own, cells.bounds + y * k, found.data());
        for (std::size_t f = 0; f < count; ++f)
          cells.push(y * k + found[f], {own - static_cast<double>(row[found[f]]), number});
      }
      return true;
    });
  });
}

// One cell per given class; the key is P[given].
void push_self(const Probs& probs, const Labels& labels, std::int64_t first_row, Vec<const std::int64_t> offsets,
               Vec<std::int64_t> sizes, Vec<double> bounds, Mat<double> entries) {
  require_labels(labels, probs.shape(0), probs.shape(1));
  require_same(sizes.shape(0), probs.shape(1), "there must be one cell per class");
  const Cells cells = view(offsets, sizes, bounds, entries);
  visit_rows(probs, [&](const auto& rows) {
    for (std::size_t i = 0; i < rows.n; ++i) {
      const std::size_t y = static_cast<std::size_t>(labels(i));
      const double key = static_cast<double>(rows.at(i, y));
      if (key < cells.bounds[y]) cells.push(y, {key, static_cast<double>(first_row + static_cast<std::int64_t>(i))});
    }
  });
}

// Offers every entry of a second, equally shaped state; its rows may come before or after ours.
void merge_cells(Vec<const std::int64_t> offsets, Vec<std::int64_t> sizes, Vec<double> bounds, Mat<double> entries,
                 Vec<const std::int64_t> other_sizes, Mat<const double> other_entries) {
  require_same(other_sizes.shape(0), sizes.shape(0), "both states must have the same cells");
  require_same(other_entries.shape(0), entries.shape(0), "both states must have the same cells");
  const Cells cells = view(offsets, sizes, bounds, entries);
  require_sizes(cells, Vec<const std::int64_t>(sizes));
  require_sizes(cells, other_sizes);
  const Entry* other = reinterpret_cast<const Entry*>(other_entries.data());
  nb::gil_scoped_release unlocked;
  for (std::size_t c = 0; c < sizes.shape(0); ++c)
    for (std::int64_t e = 0; e < other_sizes(c); ++e) {
      const Entry entry = other[2 * cells.offsets[c] + e];
      if (entry.first <= cells.bounds[c]) cells.push(c, entry);
    }
}

// Drops what exceeds the capacities.
void trim_cells(Vec<const std::int64_t> offsets, Vec<std::int64_t> sizes, Vec<double> bounds, Mat<double> entries) {
  const Cells cells = view(offsets, sizes, bounds, entries);
  require_sizes(cells, Vec<const std::int64_t>(sizes));
  nb::gil_scoped_release unlocked;
  for (std::size_t c = 0; c < sizes.shape(0); ++c) cells.keep_smallest(c);
}

}  // namespace

void bind_top_cells(nb::module_& m) {
  using namespace nb::literals;
  m.def("push_margins", &push_margins, "pred_probs"_a, "labels"_a, "wanted"_a, "first_row"_a, "offsets"_a, "sizes"_a.noconvert(),
        "bounds"_a.noconvert(), "entries"_a.noconvert());
  m.def("push_self", &push_self, "pred_probs"_a, "labels"_a, "first_row"_a, "offsets"_a, "sizes"_a.noconvert(),
        "bounds"_a.noconvert(), "entries"_a.noconvert());
  m.def("merge_cells", &merge_cells, "offsets"_a, "sizes"_a.noconvert(), "bounds"_a.noconvert(),
        "entries"_a.noconvert(), "other_sizes"_a, "other_entries"_a);
  m.def("trim_cells", &trim_cells, "offsets"_a, "sizes"_a.noconvert(), "bounds"_a.noconvert(), "entries"_a.noconvert());
}

}  // namespace labelproof
