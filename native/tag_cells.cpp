// Bounded selection of tags: per cell the `capacity` rows with the smallest (own, row) among those that disagree with
// their tag and whose `own` lies in one bin of the scan's histogram, which says how many lie below.
//
// So few rows are kept, however many are flagged. The order is total: the result does not depend on merging.
#include <algorithm>
#include <utility>

#include "tag_rows.hpp"

namespace labelproof {
namespace {

using Entry = std::pair<double, std::int64_t>;  // own, row number

class TagCells {
 public:
  TagCells(Vec<const std::int64_t> cells, Vec<const std::int64_t> bins, Vec<const std::int64_t> capacities)
      : cells_(cells.data(), cells.data() + cells.shape(0)),
        bins_(bins.data(), bins.data() + bins.shape(0)),
        capacities_(capacities.data(), capacities.data() + capacities.shape(0)),
        bounds_(capacities.shape(0), std::numeric_limits<double>::infinity()),
        entries_(capacities.shape(0)) {
    require_same(bins_.size(), entries_.size(), "bins must have one entry per cell");
    for (const std::int64_t c : cells_)
      if (c >= static_cast<std::int64_t>(entries_.size())) throw std::out_of_range("cells must be numbers of cells");
    for (const std::int64_t n : capacities_)
      if (n < 1) throw std::out_of_range("cells must want rows");
  }

  // Cell `cells[2 k + given]` gets the rows of tag k given so; none when that is negative.
  void push(const Probs& probs, const TagMat& tags, std::size_t bins, double bonus, std::int64_t first_row) {
    const std::size_t k = probs.shape(1);
    require_tags(tags, probs);
    require_same(cells_.size(), 2 * k, "cells must have two entries per tag");
    visit_rows(probs, [&](const auto& rows) {
      each_tagged(rows, tags.data(), [&](std::size_t i, const auto* row, const std::uint8_t* tag) {
        for (std::size_t j = 0; j < k; ++j) {
          const double p = static_cast<double>(row[j]);
          if (tag_agrees(p, tag[j], bonus)) continue;
          const std::int64_t cell = cells_[2 * j + tag[j]];
          const double own = own_of(p, tag[j]);
          if (cell < 0) continue;
          const std::size_t c = static_cast<std::size_t>(cell);
          if (static_cast<std::int64_t>(bin_of(own, bins)) != bins_[c]) continue;
          add(c, {own, first_row + static_cast<std::int64_t>(i)});
        }
      });
    });
  }

  // Takes over every entry of a second state with the same cells, which is empty afterwards.
  void merge(TagCells& other) {
    require_same(other.entries_.size(), entries_.size(), "both states must have the same cells");
    nb::gil_scoped_release unlocked;
    for (std::size_t c = 0; c < entries_.size(); ++c) {
      for (const Entry& entry : other.entries_[c]) add(c, entry);
      other.entries_[c] = {};
    }
  }

  // The largest (own, row) kept per cell; -infinity and -1 for a cell without rows.
  void largest(Vec<double> own, Vec<std::int64_t> row) {
    require_same(own.shape(0), entries_.size(), "own must have one entry per cell");
    require_same(row.shape(0), entries_.size(), "row must have one entry per cell");
    for (std::size_t c = 0; c < entries_.size(); ++c) {
      keep_smallest(c);
      Entry most{-std::numeric_limits<double>::infinity(), -1};
      for (const Entry& entry : entries_[c]) most = std::max(most, entry);
      own(c) = most.first;
      row(c) = most.second;
    }
  }

 private:
  void add(std::size_t cell, Entry entry) {
    if (!(entry.first < bounds_[cell])) return;
    std::vector<Entry>& kept = entries_[cell];
    const std::size_t wanted = static_cast<std::size_t>(capacities_[cell]);
    kept.push_back(entry);
    if (kept.size() < 2 * wanted + 16) return;
    keep_smallest(cell);
    bounds_[cell] = std::nextafter(kept[wanted - 1].first, std::numeric_limits<double>::infinity());
  }

  void keep_smallest(std::size_t cell) {
    std::vector<Entry>& kept = entries_[cell];
    const std::size_t wanted = static_cast<std::size_t>(capacities_[cell]);
    if (kept.size() <= wanted) return;
    std::nth_element(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(wanted - 1), kept.end());
    kept.resize(wanted);
  }

  std::vector<std::int64_t> cells_, bins_, capacities_;
  std::vector<double> bounds_;  // per cell what a key must be below
  std::vector<std::vector<Entry>> entries_;
};

// Whether a row disagrees with its tag and comes no later than the cut (own, row) of its cell: (n, K), or whether it does
// for any tag, (n, 1).
void tag_mark(const Probs& probs, const TagMat& tags, Vec<const double> own, Vec<const std::int64_t> row, double bonus,
              std::int64_t first_row, bool per_tag, Mat<bool> out) {
  const std::size_t k = probs.shape(1);
  require_tags(tags, probs);
  require_same(own.shape(0), 2 * k, "own must have two entries per tag");
  require_same(row.shape(0), 2 * k, "row must have two entries per tag");
  require_same(out.shape(0), probs.shape(0), "out must have one row per row");
  require_same(out.shape(1), per_tag ? k : 1, "out must have one column, or one per tag");
  const double* cut = own.data();
  const std::int64_t* last = row.data();
  visit_rows(probs, [&](const auto& rows) {
    each_tagged(rows, tags.data(), [&](std::size_t i, const auto* values, const std::uint8_t* tag) {
      bool* found = out.data() + i * (per_tag ? k : 1);
      bool one = false;
      const std::int64_t number = first_row + static_cast<std::int64_t>(i);
      for (std::size_t j = 0; j < k; ++j) {
        const double p = static_cast<double>(values[j]), mine = own_of(p, tag[j]);
        const std::size_t cell = 2 * j + tag[j];
        const bool within = (mine < cut[cell]) | ((mine == cut[cell]) & (number <= last[cell]));
        const bool flagged = within & !tag_agrees(p, tag[j], bonus);
        one |= flagged;
        if (per_tag) found[j] = flagged;
      }
      if (!per_tag) found[0] = one;
    });
  });
}

}  // namespace

void bind_tag_cells(nb::module_& m) {
  using namespace nb::literals;
  nb::class_<TagCells>(m, "TagCells")
      .def(nb::init<Vec<const std::int64_t>, Vec<const std::int64_t>, Vec<const std::int64_t>>(), "cells"_a, "bins"_a,
           "capacities"_a)
      .def("push", &TagCells::push, "pred_probs"_a, "tags"_a, "bins"_a, "bonus"_a, "first_row"_a)
      .def("merge", &TagCells::merge, "other"_a)
      .def("largest", &TagCells::largest, "own"_a.noconvert(), "row"_a.noconvert());
  m.def("tag_mark", &tag_mark, "pred_probs"_a, "tags"_a, "own"_a, "row"_a, "bonus"_a, "first_row"_a, "per_tag"_a,
        "out"_a.noconvert());
}

}  // namespace labelproof
