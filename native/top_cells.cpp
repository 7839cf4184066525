// Bounded selection: for every cell the `capacity` rows with the smallest (key, row), in one pass.
//
// Cells are listed by the given class they belong to; only those that want rows are there. Once a cell has as many rows
// as it wants, the largest of their keys is its bound, which later rows must beat. Small cells stay sorted; large ones hold
// up to twice what they want before they are cut: amortised constant work per offered row. The order by (key, row) is total, so the result does not depend on the order
// in which states are merged. Rows are offered to one state in ascending order.
#include <algorithm>
#include <utility>

#include "rows.hpp"

namespace labelproof {
namespace {

constexpr std::size_t ahead = 16;   // rows asked for before the first of them is used
constexpr std::size_t sorted = 16;  // entries that are kept in order

using Entry = std::pair<double, std::int64_t>;  // key, twice the row number, one more when the row agrees with its label

class TopCells {
 public:
  TopCells(Vec<const std::int64_t> starts, Vec<const std::int64_t> others, Vec<const std::int64_t> capacities,
           Vec<const double> bounds)
      : starts_(starts.data(), starts.data() + starts.shape(0)),
        others_(others.data(), others.data() + others.shape(0)),
        capacities_(capacities.data(), capacities.data() + capacities.shape(0)),
        bounds_(bounds.data(), bounds.data() + bounds.shape(0)),
        entries_(capacities.shape(0)) {
    const std::size_t cells = capacities_.size();
    require_same(others_.size(), cells, "others must have one entry per cell");
    require_same(bounds_.size(), cells, "bounds must have one entry per cell");
    if (starts_.empty() || starts_.front() != 0 || starts_.back() != static_cast<std::int64_t>(cells) ||
        !std::is_sorted(starts_.begin(), starts_.end()))
      throw std::invalid_argument("starts must ascend from 0 to the number of cells");
    for (std::size_t c = 0; c < cells; ++c)
      if (capacities_[c] < 1 || others_[c] < 0 || others_[c] >= static_cast<std::int64_t>(classes()))
        throw std::out_of_range("cells must want rows and name a class");
    tightened_.resize(classes());
    loosest_.resize(classes());
    for (std::size_t y = 0; y < classes(); ++y) loosen(y);
  }

  // Offers rows to the cells (given, other) of their given class with key P[given] - P[other]: those that agree with
  // their label, or those that do not.
  void push_margins(const Probs& probs, const Labels& labels, Reals own, Reals other, double bonus, bool agreeing,
                    std::int64_t first_row) {
    require_labels(labels, probs.shape(0), classes());
    require_same(probs.shape(1), classes(), "there must be one column per class");
    visit_rows(probs, [&](const auto& rows) {
      using Real = typename std::decay_t<decltype(rows)>::Real;
      const Real* mine = reals<Real>(own, rows.n);
      const Real* rest = reals<Real>(other, rows.n);
      std::vector<Real> scratch(rows.k);
      std::size_t chosen[ahead], count = 0;
      const auto offer = [&] {
        for (std::size_t r = 0; r < count; ++r) {
          const std::size_t i = chosen[r], y = static_cast<std::size_t>(labels(i));
          offer_row(rows.row(i, scratch.data()), y, static_cast<double>(mine[i]),
                    2 * (first_row + static_cast<std::int64_t>(i)) + agreeing);
        }
        count = 0;
      };
      for (std::size_t i = 0; i < rows.n; ++i) {
        const std::size_t y = static_cast<std::size_t>(labels(i));
        if (!(static_cast<double>(mine[i]) - static_cast<double>(rest[i]) < loosest_[y])) continue;
        if (agrees(rows, i, y, mine[i], rest[i], bonus, scratch.data()) != agreeing) continue;
        for (std::int64_t c = starts_[y]; c < starts_[y + 1]; ++c)
          rows.fetch(i, static_cast<std::size_t>(others_[static_cast<std::size_t>(c)]));
        chosen[count++] = i;
        if (count == ahead) offer();
      }
      offer();
    });
  }

  // Offers every row to the cells of its given class with key P[given].
  void push_self(const Probs& probs, const Labels& labels, Reals own, Reals other, double bonus, std::int64_t first_row) {
    require_labels(labels, probs.shape(0), classes());
    visit_rows(probs, [&](const auto& rows) {
      using Real = typename std::decay_t<decltype(rows)>::Real;
      const Real* mine = reals<Real>(own, rows.n);
      const Real* rest = reals<Real>(other, rows.n);
      std::vector<Real> scratch(rows.k);
      for (std::size_t i = 0; i < rows.n; ++i) {
        const std::size_t y = static_cast<std::size_t>(labels(i));
        const double key = static_cast<double>(mine[i]);
        if (!(key < loosest_[y])) continue;
        const bool agreeing = agrees(rows, i, y, mine[i], rest[i], bonus, scratch.data());
        const std::int64_t tag = 2 * (first_row + static_cast<std::int64_t>(i)) + agreeing;
        for (std::int64_t c = starts_[y]; c < starts_[y + 1]; ++c) push(y, static_cast<std::size_t>(c), {key, tag});
      }
    });
  }

  // Takes over every entry of a second state with the same cells, which is empty afterwards.
  void merge(TopCells& other) {
    require_same(other.entries_.size(), entries_.size(), "both states must have the same cells");
    nb::gil_scoped_release unlocked;
    for (std::size_t y = 0; y < classes(); ++y)
      for (std::size_t c = static_cast<std::size_t>(starts_[y]); c < static_cast<std::size_t>(starts_[y + 1]); ++c) {
        for (const Entry& entry : other.entries_[c]) push(y, c, entry);
        other.entries_[c] = {};
      }
  }

  // The number of rows kept per cell.
  void filled(Vec<std::int64_t> out) {
    require_same(out.shape(0), entries_.size(), "out must have one entry per cell");
    trim();
    for (std::size_t c = 0; c < entries_.size(); ++c) out(c) = static_cast<std::int64_t>(entries_[c].size());
  }

  // The largest key kept per cell; -infinity for a cell without rows.
  void largest(Vec<double> out) {
    require_same(out.shape(0), entries_.size(), "out must have one entry per cell");
    trim();
    for (std::size_t c = 0; c < entries_.size(); ++c) {
      double most = -std::numeric_limits<double>::infinity();
      for (const Entry& entry : entries_[c]) most = std::max(most, entry.first);
      out(c) = most;
    }
  }

  // Sets `mask` at the rows that are kept and do not agree with their label.
  void mark(Vec<bool> mask) {
    trim();
    for (const auto& cell : entries_)
      for (const Entry& entry : cell)
        if (entry.second % 2 == 0) {
          if (static_cast<std::size_t>(entry.second / 2) >= mask.shape(0)) throw std::out_of_range("row outside the mask");
          mask(static_cast<std::size_t>(entry.second / 2)) = true;
        }
  }

 private:
  std::size_t classes() const { return starts_.size() - 1; }

  template <typename Real>
  void offer_row(const Real* row, std::size_t y, double own, std::int64_t tag) {
    const std::size_t first = static_cast<std::size_t>(starts_[y]), stop = static_cast<std::size_t>(starts_[y + 1]);
    const std::int64_t* other = others_.data();
    const double* bound = bounds_.data();
    for (std::size_t c = first; c < stop; ++c) {
      const double key = own - static_cast<double>(row[other[c]]);
      if (key < bound[c]) push(y, c, {key, tag});
    }
  }

  void push(std::size_t y, std::size_t cell, Entry entry) {
    std::vector<Entry>& kept = entries_[cell];
    const std::size_t wanted = static_cast<std::size_t>(capacities_[cell]);
    const bool full = wanted <= sorted ? insert(kept, wanted, entry) : append(kept, wanted, entry);
    if (!full || kept.back().first >= bounds_[cell]) return;
    bounds_[cell] = kept.back().first;
    if (++tightened_[y] < starts_[y + 1] - starts_[y]) return;  // as often as pays: it is only a shortcut
    tightened_[y] = 0;
    loosen(y);
  }

  // Few entries stay sorted. Returns whether there are as many as wanted; then the last is the largest.
  static bool insert(std::vector<Entry>& kept, std::size_t wanted, Entry entry) {
    if (kept.size() == wanted) {
      if (!(entry < kept.back())) return false;
      kept.pop_back();
    }
    if (kept.capacity() < wanted) kept.reserve(wanted);
    kept.insert(std::upper_bound(kept.begin(), kept.end(), entry), entry);
    return kept.size() == wanted;
  }

  // Many are cut back when there are twice as many as wanted, or a quarter more of very many. Returns whether they were.
  static bool append(std::vector<Entry>& kept, std::size_t wanted, Entry entry) {
    const std::size_t room = wanted + std::min(wanted, 4096 + wanted / 4);
    if (kept.size() == kept.capacity()) kept.reserve(std::min(room, 2 * kept.size() + 4 * sorted));
    kept.push_back(entry);
    if (kept.size() < room) return false;
    cut(kept, wanted);
    return true;
  }

  // Keeps the smallest entries, the largest of them last.
  static void cut(std::vector<Entry>& kept, std::size_t wanted) {
    if (kept.size() <= wanted) return;
    std::nth_element(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(wanted - 1), kept.end());
    kept.resize(wanted);
  }

  void trim() {
    for (std::size_t c = 0; c < entries_.size(); ++c) cut(entries_[c], static_cast<std::size_t>(capacities_[c]));
  }

  void loosen(std::size_t y) {
    loosest_[y] = -std::numeric_limits<double>::infinity();
    for (std::int64_t c = starts_[y]; c < starts_[y + 1]; ++c)
      loosest_[y] = std::max(loosest_[y], bounds_[static_cast<std::size_t>(c)]);
  }

  std::vector<std::int64_t> starts_, others_, capacities_, tightened_;
  std::vector<double> bounds_, loosest_;  // per cell what a key must beat; per given class at least the largest of those
  std::vector<std::vector<Entry>> entries_;
};

}  // namespace

void bind_top_cells(nb::module_& m) {
  using namespace nb::literals;
  nb::class_<TopCells>(m, "TopCells")
      .def(nb::init<Vec<const std::int64_t>, Vec<const std::int64_t>, Vec<const std::int64_t>, Vec<const double>>(),
           "starts"_a, "others"_a, "capacities"_a, "bounds"_a)
      .def("push_margins", &TopCells::push_margins, "pred_probs"_a, "labels"_a, "own"_a, "other"_a, "bonus"_a,
           "agreeing"_a, "first_row"_a)
      .def("push_self", &TopCells::push_self, "pred_probs"_a, "labels"_a, "own"_a, "other"_a, "bonus"_a, "first_row"_a)
      .def("merge", &TopCells::merge, "other"_a)
      .def("filled", &TopCells::filled, "out"_a.noconvert())
      .def("largest", &TopCells::largest, "out"_a.noconvert())
      .def("mark", &TopCells::mark, "mask"_a.noconvert());
}

}  // namespace labelproof
