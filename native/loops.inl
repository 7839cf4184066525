// Bodies of the inner loops for one vector unit; the including file names it LABELPROOF_UNIT.
//
// Written with the vectors of lanes.hpp, so that no compiler has to be allowed to reorder floating point. Nothing here may
// use an inline function of another header: the linker would merge the variants.
#include <cstring>
#include <limits>
#include <type_traits>

#include "loops.hpp"

namespace labelproof {
namespace LABELPROOF_UNIT {
namespace {

#include "lanes.inl"

constexpr std::size_t narrow = 32;  // rows this short are handled together, one column after the other

// Columns of as many rows as there are lanes, transposed; missing rows repeat the first.
template <typename Real>
struct Columns {
  static constexpr std::size_t lanes = Lanes<Real>::count;
  Real at[narrow][lanes];

  explicit Columns(const Tile<Real>& tile, std::size_t first) {
    const std::size_t count = tile.rows - first < lanes ? tile.rows - first : lanes;
    for (std::size_t r = 0; r < lanes; ++r) {
      const Real* row = tile.data + static_cast<std::ptrdiff_t>(first + (r < count ? r : 0)) * tile.step;
      for (std::size_t j = 0; j < tile.cols; ++j) at[j][r] = row[j];
    }
  }
};

template <typename Real>
Real row_max(const Real* row, std::size_t cols) {
  using L = Lanes<Real>;
  typename L::Reals top = L::all(row[0]);
  std::size_t j = 0;
  for (; j + L::count <= cols; j += L::count) {
    const typename L::Reals v = L::load(row + j);
    top = L::select(v > top, v, top);
  }
  Real most = row[0];
  for (std::size_t l = 0; l < L::count; ++l) most = top[l] > most ? top[l] : most;
  for (; j < cols; ++j) most = row[j] > most ? row[j] : most;
  return most;
}

template <typename Real>
std::size_t first_equal(const Real* row, std::size_t cols, Real value) {
  using L = Lanes<Real>;
  const typename L::Reals wanted = L::all(value);
  std::size_t j = 0;
  while (j + L::count <= cols && !L::any(L::load(row + j) == wanted)) j += L::count;
  for (; j < cols; ++j)
    if (row[j] == value) return j;
  return 0;
}

template <typename Real>
void best_narrow(const Tile<Real>& tile, std::int32_t* index) {
  using L = Lanes<Real>;
  for (std::size_t first = 0; first < tile.rows; first += L::count) {
    const Columns<Real> columns(tile, first);
    typename L::Reals top = L::load(columns.at[0]);
    typename L::Ints where = L::none(), number = L::none();
    for (std::size_t j = 1; j < tile.cols; ++j) {
      const typename L::Reals p = L::load(columns.at[j]);
      const typename L::Ints better = p > top;
      number += L::integers(1);
      top = L::select(better, p, top);
      where = L::select(better, number, where);
    }
    for (std::size_t l = 0; l < L::count && first + l < tile.rows; ++l)
      index[first + l] = static_cast<std::int32_t>(where[l]);
  }
}

template <typename Real>
void best(Tile<Real> tile, std::int32_t* index) {
  if (tile.cols <= narrow) return best_narrow(tile, index);
  for (std::size_t i = 0; i < tile.rows; ++i) {
    const Real* row = tile.data + static_cast<std::ptrdiff_t>(i) * tile.step;
    index[i] = static_cast<std::int32_t>(first_equal(row, tile.cols, row_max(row, tile.cols)));
  }
}

template <typename Real>
std::int32_t guess_row(const Real* row, const Real* thresholds, std::size_t cols, bool paper) {
  using L = Lanes<Real>;
  typename L::Ints count = L::none(), sum = count, number = L::steps();  // the sum of one index is that index
  std::size_t j = 0;
  for (; j + L::count <= cols; j += L::count) {
    const typename L::Ints above = L::load(row + j) >= L::load(thresholds + j);
    count -= above;
    sum += above & number;
    number += L::integers(L::count);
  }
  std::int64_t reached = 0, only = 0;
  for (std::size_t l = 0; l < L::count; ++l) {
    reached += count[l];
    only += sum[l];
  }
  for (; j < cols; ++j) {
    const std::int64_t above = row[j] >= thresholds[j];
    reached += above;
    only += above * static_cast<std::int64_t>(j);
  }
  if (reached == 0) return -1;
  if (reached == 1) return static_cast<std::int32_t>(only);
  if (!paper) return static_cast<std::int32_t>(first_equal(row, cols, row_max(row, cols)));
  std::int32_t winner = -1;
  for (std::size_t c = 0; c < cols; ++c)
    if (row[c] >= thresholds[c] && (winner < 0 || row[c] > row[winner])) winner = static_cast<std::int32_t>(c);
  return winner;
}

// The lanes of one row or of one column, for the label's entry and the largest other one.
template <typename Real>
struct Watch {
  using L = Lanes<Real>;
  typename L::Reals least;
  typename L::Ints nan = L::none();

  explicit Watch(Real start) : least(L::all(start)) {}

  void see(const typename L::Reals& p) {
    least = L::select(p < least, p, least);
    nan |= p != p;
  }
  Real smallest() const {
    Real value = least[0];
    for (std::size_t l = 1; l < L::count; ++l) value = least[l] < value ? least[l] : value;
    return value;
  }
};

template <typename Real>
constexpr Real lowest() {
  return -std::numeric_limits<Real>::infinity();
}

template <typename Real>
std::size_t first_nan(const Tile<Real>& tile) {
  for (std::size_t i = 0; i < tile.rows; ++i) {
    const Real* row = tile.data + static_cast<std::ptrdiff_t>(i) * tile.step;
    for (std::size_t j = 0; j < tile.cols; ++j)
      if (row[j] != row[j]) return i;
  }
  return tile.rows;
}

template <typename Real>
std::size_t scan_narrow(const Tile<Real>& tile, const std::int64_t* label, Real* own, Real* other, Real* least) {
  using L = Lanes<Real>;
  const typename L::Reals none = L::all(lowest<Real>());
  Watch<Real> watch(*least);
  for (std::size_t first = 0; first < tile.rows; first += L::count) {
    const Columns<Real> columns(tile, first);
    const std::size_t count = tile.rows - first < L::count ? tile.rows - first : L::count;
    typename L::Ints given = L::none(), number = L::none();
    for (std::size_t l = 0; l < count; ++l) given[l] = static_cast<typename L::Int>(label[first + l]);
    typename L::Reals mine = none, rest = none;
    for (std::size_t j = 0; j < tile.cols; ++j) {
      const typename L::Reals p = L::load(columns.at[j]);
      const typename L::Ints chosen = number == given;
      const typename L::Reals others = L::select(chosen, none, p);
      mine = L::select(chosen, p, mine);
      rest = L::select(others > rest, others, rest);
      watch.see(p);
      number += L::integers(1);
    }
    if (count == L::count) {
      std::memcpy(own + first, &mine, sizeof mine);
      std::memcpy(other + first, &rest, sizeof rest);
    } else {
      std::memcpy(own + first, &mine, count * sizeof(Real));
      std::memcpy(other + first, &rest, count * sizeof(Real));
    }
  }
  *least = watch.smallest();
  return L::any(watch.nan) ? first_nan(tile) : tile.rows;
}

template <typename Real>
std::size_t scan(Tile<Real> tile, const std::int64_t* label, Real* own, Real* other, Real* least) {
  if (tile.cols <= narrow) return scan_narrow(tile, label, own, other, least);
  using L = Lanes<Real>;
  const typename L::Reals none = L::all(lowest<Real>());
  Watch<Real> watch(*least);
  for (std::size_t i = 0; i < tile.rows; ++i) {
    const Real* row = tile.data + static_cast<std::ptrdiff_t>(i) * tile.step;
    const std::size_t y = static_cast<std::size_t>(label[i]);
    const typename L::Ints given = L::integers(y);
    typename L::Ints number = L::steps();
    typename L::Reals rest = none;
    const auto see = [&](const typename L::Reals& p) {
      const typename L::Reals others = L::select(number == given, none, p);
      rest = L::select(others > rest, others, rest);
      watch.see(p);
    };
    std::size_t j = 0;
    for (; j + L::count <= tile.cols; j += L::count) {
      see(L::load(row + j));
      number += L::integers(L::count);
    }
    if (j < tile.cols) {  // the last entries once more, as a whole vector: the row is longer than one
      number = L::steps() + L::integers(tile.cols - L::count);
      see(L::load(row + tile.cols - L::count));
    }
    Real most = rest[0];
    for (std::size_t l = 1; l < L::count; ++l) most = rest[l] > most ? rest[l] : most;
    own[i] = row[y];
    other[i] = most;
  }
  *least = watch.smallest();
  return L::any(watch.nan) ? first_nan(tile) : tile.rows;
}

float widen_one(std::uint16_t half) {
  const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000u) << 16, rest = half & 0x7fffu;
  const float tiny = static_cast<float>(static_cast<std::int32_t>(rest)) * 5.9604644775390625e-8f;  // 2^-24
  std::uint32_t small;
  std::memcpy(&small, &tiny, sizeof small);
  const std::uint32_t below = 0u - (rest < 0x0400u), special = 0u - (rest >= 0x7c00u);  // masks: a branch stops vectors
  const std::uint32_t normal = (rest + 0x1c000u) << 13 | (special & 0x7f800000u);
  const std::uint32_t bits = sign | (small & below) | (normal & ~below);
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

void widen_all(const std::uint16_t* from, float* to, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) to[i] = widen_one(from[i]);
}

#include "entropy.inl"
#include "lowest.inl"

template <typename Real>
constexpr Loops<Real> table = {&scan<Real>, &best<Real>, &guess_row<Real>, &entropy<Real>, &range<Real>, &lowest};

}  // namespace

const Loops<float>& of(float) { return table<float>; }
const Loops<double>& of(double) { return table<double>; }
Widen widen() { return &widen_all; }

}  // namespace LABELPROOF_UNIT
}  // namespace labelproof
