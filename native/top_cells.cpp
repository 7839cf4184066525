// Bounded selection: for every cell the `capacity` rows with the smallest (key, row), in one pass and O(sum of capacities).
//
// A cell keeps its entries as a max-heap of (key, row) pairs in `entries[offsets[c] .. offsets[c] + sizes[c])`; `bounds[c]`
// is the largest key that can still enter (+inf while there is room, -inf for a cell without capacity). The order by
// (key, row) is total, so the result does not depend on the order in which rows or partial results arrive.
#include <algorithm>
#include <utility>

#include "rows.hpp"

namespace labelproof {
namespace {

using Entry = std::pair<double, double>;  // key, row number: exact below 2^53
static_assert(sizeof(Entry) == 2 * sizeof(double), "entries are stored as pairs of doubles");

struct Cells {
  const std::int64_t* offsets;
  std::int64_t* sizes;
  double* bounds;
  Entry* entries;

  void push(std::size_t cell, Entry entry) const {
    const std::int64_t capacity = offsets[cell + 1] - offsets[cell];
    Entry* heap = entries + offsets[cell];
    std::int64_t& size = sizes[cell];
    if (size < capacity) {
      heap[size++] = entry;
      std::push_heap(heap, heap + size);
    } else if (capacity > 0 && entry < heap[0]) {
      std::pop_heap(heap, heap + size);
      heap[size - 1] = entry;
      std::push_heap(heap, heap + size);
    }
    if (size == capacity && capacity > 0) bounds[cell] = heap[0].first;
  }
};

Cells view(const Vec<const std::int64_t>& offsets, Vec<std::int64_t>& sizes, Vec<double>& bounds, Mat<double>& entries) {
  require_same(offsets.shape(0), sizes.shape(0) + 1, "offsets must have one entry more than sizes");
  require_same(bounds.shape(0), sizes.shape(0), "bounds must have one entry per cell");
  require_same(entries.shape(1), 2, "entries must be pairs");
  if (static_cast<std::size_t>(offsets(sizes.shape(0))) > entries.shape(0)) throw std::out_of_range("too few entries");
  return {offsets.data(), sizes.data(), bounds.data(), reinterpret_cast<Entry*>(entries.data())};
}

// One cell per (given class, other class); the key is P[given] - P[other].
void push_margins(const Probs& probs, const Labels& labels, std::int64_t first_row, Vec<const std::int64_t> offsets,
                  Vec<std::int64_t> sizes, Vec<double> bounds, Mat<double> entries) {
  const std::size_t k = probs.shape(1);
  require_labels(labels, probs.shape(0), k);
  require_same(sizes.shape(0), k * k, "there must be one cell per pair of classes");
  const Cells cells = view(offsets, sizes, bounds, entries);
  visit_rows(probs, [&](auto rows) {
    for (std::size_t i = 0; i < rows.n; ++i) {
      const auto* row = rows.row(i);
      const std::size_t y = static_cast<std::size_t>(labels(i));
      const double own = static_cast<double>(row[y]);
      const double* bound = cells.bounds + y * k;
      for (std::size_t j = 0; j < k; ++j) {
        const double key = own - static_cast<double>(row[j]);
        if (key < bound[j]) cells.push(y * k + j, {key, static_cast<double>(first_row + static_cast<std::int64_t>(i))});
      }
    }
  });
}

// One cell per given class; the key is P[given].
void push_self(const Probs& probs, const Labels& labels, std::int64_t first_row, Vec<const std::int64_t> offsets,
               Vec<std::int64_t> sizes, Vec<double> bounds, Mat<double> entries) {
  require_labels(labels, probs.shape(0), probs.shape(1));
  require_same(sizes.shape(0), probs.shape(1), "there must be one cell per class");
  const Cells cells = view(offsets, sizes, bounds, entries);
  visit_rows(probs, [&](auto rows) {
    for (std::size_t i = 0; i < rows.n; ++i) {
      const std::size_t y = static_cast<std::size_t>(labels(i));
      const double key = static_cast<double>(rows.at(i, y));
      if (key < cells.bounds[y]) cells.push(y, {key, static_cast<double>(first_row + static_cast<std::int64_t>(i))});
    }
  });
}

// Pushes every entry of a second, equally shaped state.
void merge_cells(Vec<const std::int64_t> offsets, Vec<std::int64_t> sizes, Vec<double> bounds, Mat<double> entries,
                 Vec<const std::int64_t> other_sizes, Mat<const double> other_entries) {
  require_same(other_sizes.shape(0), sizes.shape(0), "both states must have the same cells");
  require_same(other_entries.shape(0), entries.shape(0), "both states must have the same cells");
  const Cells cells = view(offsets, sizes, bounds, entries);
  const Entry* other = reinterpret_cast<const Entry*>(other_entries.data());
  nb::gil_scoped_release unlocked;
  for (std::size_t c = 0; c < sizes.shape(0); ++c)
    for (std::int64_t e = 0; e < other_sizes(c); ++e) cells.push(c, other[cells.offsets[c] + e]);
}

}  // namespace

void bind_top_cells(nb::module_& m) {
  using namespace nb::literals;
  m.def("push_margins", &push_margins, "pred_probs"_a, "labels"_a, "first_row"_a, "offsets"_a, "sizes"_a.noconvert(),
        "bounds"_a.noconvert(), "entries"_a.noconvert());
  m.def("push_self", &push_self, "pred_probs"_a, "labels"_a, "first_row"_a, "offsets"_a, "sizes"_a.noconvert(),
        "bounds"_a.noconvert(), "entries"_a.noconvert());
  m.def("merge_cells", &merge_cells, "offsets"_a, "sizes"_a.noconvert(), "bounds"_a.noconvert(),
        "entries"_a.noconvert(), "other_sizes"_a, "other_entries"_a);
}

}  // namespace labelproof
