// Rounds the rows of a matrix to integers with given sums.
//
// Every entry is rounded half to even. Missing units go to the entries with the largest remainders, of equal ones to
// those that come last; surplus units are taken from the smallest remainders, of equal ones from those that come first.
#include <algorithm>
#include <utility>

#include "rows.hpp"

namespace labelproof {
namespace {

using Remainder = std::pair<double, std::size_t>;

// One unit for each of the `count` entries that deserve it most.
void settle(const double* exact, std::int64_t* rounded, std::size_t cols, std::size_t count, std::int64_t unit,
            std::vector<Remainder>& order) {
  order.resize(cols);
  for (std::size_t j = 0; j < cols; ++j) order[j] = {exact[j] - static_cast<double>(rounded[j]), j};
  const auto last = order.begin() + static_cast<std::ptrdiff_t>(count - 1);
  if (unit > 0)
    std::nth_element(order.begin(), last, order.end(), std::greater<>());
  else
    std::nth_element(order.begin(), last, order.end());
  for (std::size_t i = 0; i < count; ++i) rounded[order[i].second] += unit;
}

void round_rows(Mat<const double> exact, Vec<const std::int64_t> sums, Mat<std::int64_t> out) {
  const std::size_t rows = exact.shape(0), cols = exact.shape(1);
  require_same(sums.shape(0), rows, "sums must have one entry per row");
  require_same(out.shape(0), rows, "out must have the shape of the matrix");
  require_same(out.shape(1), cols, "out must have the shape of the matrix");
  nb::gil_scoped_release unlocked;
  std::vector<Remainder> order;
  for (std::size_t i = 0; i < rows && cols > 0; ++i) {
    const double* from = exact.data() + i * cols;
    std::int64_t* to = out.data() + i * cols;
    std::int64_t missing = sums(i);
    for (std::size_t j = 0; j < cols; ++j) {
      to[j] = std::llrint(from[j]);
      missing -= to[j];
    }
    while (missing != 0) {
      const std::int64_t unit = missing > 0 ? 1 : -1;
      const std::size_t count = std::min(cols, static_cast<std::size_t>(std::abs(missing)));
      settle(from, to, cols, count, unit, order);
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
