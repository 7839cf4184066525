// Bodies of the inner loops for one vector unit; the including file names it LABELPROOF_UNIT.
//
// Written with the vectors of lanes.hpp, so that no compiler has to be allowed to reorder floating point. Nothing here may
// use an inline function of another header: the linker would merge the variants.
#include <cstring>
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
void best_narrow(const Tile<Real>& tile, std::int32_t* index, Real* value) {
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
    for (std::size_t l = 0; l < L::count && first + l < tile.rows; ++l) {
      index[first + l] = static_cast<std::int32_t>(where[l]);
      value[first + l] = top[l];
    }
  }
}

template <typename Real>
void best(Tile<Real> tile, std::int32_t* index, Real* value) {
  if (tile.cols <= narrow) return best_narrow(tile, index, value);
  for (std::size_t i = 0; i < tile.rows; ++i) {
    const Real* row = tile.data + static_cast<std::ptrdiff_t>(i) * tile.step;
    value[i] = row_max(row, tile.cols);
    index[i] = static_cast<std::int32_t>(first_equal(row, tile.cols, value[i]));
  }
}

template <typename Real>
void guess_narrow(const Tile<Real>& tile, const Real* thresholds, bool paper, std::int32_t* guess) {
  using L = Lanes<Real>;
  for (std::size_t first = 0; first < tile.rows; first += L::count) {
    const Columns<Real> columns(tile, first);
    typename L::Reals top = L::load(columns.at[0]), high = top;  // over all columns, over those that are reached
    typename L::Ints number = L::none(), where = number, reached = L::none() - (top >= L::all(thresholds[0])),
                     among = reached - L::integers(1);
    for (std::size_t j = 1; j < tile.cols; ++j) {
      const typename L::Reals p = L::load(columns.at[j]);
      const typename L::Ints better = p > top, above = p >= L::all(thresholds[j]);
      const typename L::Ints wins = above & ((among < L::none()) | (p > high));
      number += L::integers(1);
      top = L::select(better, p, top);
      where = L::select(better, number, where);
      high = L::select(wins, p, high);
      among = L::select(wins, number, among);
      reached -= above;
    }
    const typename L::Ints chosen = paper ? among : L::select(reached > L::integers(1), where, among);
    for (std::size_t l = 0; l < L::count && first + l < tile.rows; ++l)
      guess[first + l] = static_cast<std::int32_t>(chosen[l]);
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
  for (; j < cols; ++j)
    if (row[j] >= thresholds[j]) {
      ++reached;
      only += static_cast<std::int64_t>(j);
    }
  if (reached == 0) return -1;
  if (reached == 1) return static_cast<std::int32_t>(only);
  if (!paper) return static_cast<std::int32_t>(first_equal(row, cols, row_max(row, cols)));
  std::int32_t winner = -1;
  for (std::size_t c = 0; c < cols; ++c)
    if (row[c] >= thresholds[c] && (winner < 0 || row[c] > row[winner])) winner = static_cast<std::int32_t>(c);
  return winner;
}

template <typename Real>
void guess(Tile<Real> tile, const Real* thresholds, bool paper, std::int32_t* guess) {
  if (tile.cols <= narrow) return guess_narrow(tile, thresholds, paper, guess);
  for (std::size_t i = 0; i < tile.rows; ++i)
    guess[i] = guess_row(tile.data + static_cast<std::ptrdiff_t>(i) * tile.step, thresholds, tile.cols, paper);
}

// A run of entries: rows without a gap between them are one run, whatever their length. True when there is a NaN.
template <typename Real>
bool range_run(const Real* run, std::size_t count, Real* range) {
  using L = Lanes<Real>;
  typename L::Reals least = L::all(range[0]), most = L::all(range[1]);
  typename L::Ints nan = L::none();
  std::size_t j = 0;
  for (; j + L::count <= count; j += L::count) {
    const typename L::Reals p = L::load(run + j);
    least = L::select(p < least, p, least);
    most = L::select(p > most, p, most);
    nan |= p != p;
  }
  bool bad = L::any(nan);
  for (std::size_t l = 0; l < L::count; ++l) {
    range[0] = least[l] < range[0] ? least[l] : range[0];
    range[1] = most[l] > range[1] ? most[l] : range[1];
  }
  for (; j < count; ++j) {
    range[0] = run[j] < range[0] ? run[j] : range[0];
    range[1] = run[j] > range[1] ? run[j] : range[1];
    bad |= run[j] != run[j];
  }
  return bad;
}

template <typename Real>
std::size_t range(Tile<Real> tile, Real* range) {
  if (tile.step == static_cast<std::ptrdiff_t>(tile.cols) && !range_run(tile.data, tile.rows * tile.cols, range))
    return tile.rows;
  for (std::size_t i = 0; i < tile.rows; ++i)
    if (range_run(tile.data + static_cast<std::ptrdiff_t>(i) * tile.step, tile.cols, range)) return i;
  return tile.rows;
}

// Few entries beat their bound, so a group of columns is compared without a branch for each.
template <typename Real>
std::size_t below(const Real* row, std::size_t cols, double own, const double* bounds, std::uint32_t* found) {
  using D = Lanes<double>;
  constexpr std::size_t group = 4 * D::count;
  const D::Reals base = D::all(own);
  std::size_t count = 0, j = 0;
  const auto list = [&](std::size_t stop) {
    for (; j < stop; ++j) {
      found[count] = static_cast<std::uint32_t>(j);
      count += own - static_cast<double>(row[j]) < bounds[j];
    }
  };
  while (j + group <= cols) {
    D::Ints any = D::none();
    for (std::size_t g = 0; g < group; g += D::count)
      any |= base - D::from(row + j + g) < D::load(bounds + j + g);
    if (D::any(any))
      list(j + group);
    else
      j += group;
  }
  while (j + D::count <= cols) {
    if (D::any(base - D::from(row + j) < D::load(bounds + j)))
      list(j + D::count);
    else
      j += D::count;
  }
  list(cols);
  return count;
}

float widen_one(std::uint16_t half) {
  const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000u) << 16, rest = half & 0x7fffu;
  const float tiny = static_cast<float>(static_cast<std::int32_t>(rest)) * 5.9604644775390625e-8f;  // 2^-24
  std::uint32_t small;
  std::memcpy(&small, &tiny, sizeof small);
  const std::uint32_t normal = (rest + 0x1c000u) << 13;
  const std::uint32_t special = 0x7f800000u | ((rest & 0x3ffu) << 13);
  const std::uint32_t bits = sign | (rest >= 0x7c00u ? special : rest >= 0x0400u ? normal : small);
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

void widen_all(const std::uint16_t* from, float* to, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) to[i] = widen_one(from[i]);
}

template <typename Real>
constexpr Loops<Real> table = {&best<Real>, &guess<Real>, &range<Real>, &below<Real>};

}  // namespace

const Loops<float>& of(float) { return table<float>; }
const Loops<double>& of(double) { return table<double>; }
Widen widen() { return &widen_all; }

}  // namespace LABELPROOF_UNIT
}  // namespace labelproof
