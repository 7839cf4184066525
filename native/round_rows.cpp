// Rounds the rows of a matrix to integers with given sums.
//
// Every entry is rounded half to even. Missing units go to the entries with the largest remainders, of equal ones to
// those that come last; surplus units are taken from the smallest remainders, of equal ones from those that come first.
//
// The matrix and the result may be the same memory.
#include <algorithm>
#include <cstring>
#include <utility>

#include "rows.hpp"

namespace labelproof {
namespace {

// What a unit costs an entry, and when the entry was asked.
using Offer = std::pair<double, std::size_t>;

// One row in hand.
struct Row {
  std::vector<double> surplus;  // of each entry, by rounding
  std::vector<Offer> heap;

  explicit Row(std::size_t cols) : surplus(cols) {}

  // Rounds every entry; returns the sum.
  std::int64_t round(const double* exact, std::int64_t* rounded) {
    std::int64_t sum = 0;
    for (std::size_t j = 0; j < surplus.size(); ++j) {
      double value;
      std::memcpy(&value, exact + j, sizeof value);  // `rounded` may be the same memory
      const std::int64_t whole = std::llrint(value);
      surplus[j] = static_cast<double>(whole) - value;
      rounded[j] = whole;
      sum += whole;
    }
    return sum;
  }

  // One unit for each of the `count` entries to which it costs least, of equal ones to those that are asked first. The
  // heap's front is the entry that would rather not.
  void settle(std::int64_t* rounded, std::size_t count, std::int64_t unit) {
    const std::size_t cols = surplus.size();
    const auto at = [=](std::size_t asked) { return unit > 0 ? cols - 1 - asked : asked; };
    const double* entries = surplus.data();
    const double sign = static_cast<double>(unit);
    heap.clear();
    for (std::size_t asked = 0; asked < count; ++asked) heap.emplace_back(sign * entries[at(asked)], asked);
    std::make_heap(heap.begin(), heap.end());
    double worst = heap.front().first;
    for (std::size_t asked = count; asked < cols; ++asked) {
      const double cost = sign * entries[at(asked)];
      if (cost >= worst) continue;
      std::pop_heap(heap.begin(), heap.end());
      heap.back() = {cost, asked};
      std::push_heap(heap.begin(), heap.end());
      worst = heap.front().first;
    }
    for (const Offer& offer : heap) {
      rounded[at(offer.second)] += unit;
      surplus[at(offer.second)] += static_cast<double>(unit);
    }
  }
};

void round_rows(Mat<const double> exact, Vec<const std::int64_t> sums, Mat<std::int64_t> out) {
  const std::size_t rows = exact.shape(0), cols = exact.shape(1);
  require_same(sums.shape(0), rows, "sums must have one entry per row");
  require_same(out.shape(0), rows, "out must have the shape of the matrix");
  require_same(out.shape(1), cols, "out must have the shape of the matrix");
  nb::gil_scoped_release unlocked;
  Row row(cols);
  for (std::size_t i = 0; i < rows && cols > 0; ++i) {
    std::int64_t* to = out.data() + i * cols;
    std::int64_t missing = sums(i) - row.round(exact.data() + i * cols, to);
    while (missing != 0) {
      const std::int64_t unit = missing > 0 ? 1 : -1;
      const std::size_t count = std::min(cols, static_cast<std::size_t>(std::abs(missing)));
      row.settle(to, count, unit);
      missing -= unit * static_cast<std::int64_t>(count);
    }
  }
}

}  // namespace

void bind_round_rows(nb::module_& m) {
  using namespace nb::literals;
  m.def("round_rows", &round_rows, "exact"_a, "sums"_a, "out"_a.noconvert());
}

}  // namespace labelproof
