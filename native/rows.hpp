// A read-only (N, K) array of probabilities, whatever its type and strides, seen as tiles of contiguous rows.
//
// Rows with adjacent columns of float32 or float64 are used in place, all in one tile. Others are gathered, and float16
// is widened to float32, tile by tile in a small buffer.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "loops.hpp"

namespace labelproof {

namespace nb = nanobind;

using Probs = nb::ndarray<nb::ro, nb::ndim<2>, nb::device::cpu>;
using Labels = nb::ndarray<const std::int64_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
template <typename T>
using Vec = nb::ndarray<T, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using Reals = nb::ndarray<nb::ndim<1>, nb::c_contig, nb::device::cpu>;  // float32 or float64, as the probabilities say
template <typename T>
using Mat = nb::ndarray<T, nb::ndim<2>, nb::c_contig, nb::device::cpu>;

struct Half {
  std::uint16_t bits;
};
template <typename T>
using RealOf = std::conditional_t<std::is_same_v<T, Half>, float, T>;

template <typename T>
class Rows {
 public:
  using Real = RealOf<T>;

  explicit Rows(const Probs& array)
      : n(array.shape(0)),
        k(array.shape(1)),
        data_(static_cast<const T*>(array.data())),
        row_step_(array.stride(0)),
        col_step_(array.stride(1)) {}

  // Calls body(tile, first row) until all rows are seen or it returns false.
  template <typename Body>
  void each(Body&& body) const {
    if (n == 0 || k == 0) return;
    if constexpr (std::is_same_v<T, Real>)
      if (col_step_ == 1 || k == 1) return static_cast<void>(body(Tile<Real>{data_, n, k, row_step_}, std::size_t{0}));
    const std::size_t rows = std::max<std::size_t>(1, std::min(n, tile_values / k));
    std::vector<Real> buffer(rows * k);
    std::vector<T> gathered(col_step_ == 1 || std::is_same_v<T, Real> ? 0 : k);
    for (std::size_t first = 0; first < n; first += rows) {
      const std::size_t count = std::min(rows, n - first);
      copy_rows(first, count, buffer.data(), gathered.data());
      if (!body(Tile<Real>{buffer.data(), count, k, static_cast<std::ptrdiff_t>(k)}, first)) return;
    }
  }

  Real at(std::size_t i, std::size_t j) const {
    const T& value = data_[static_cast<std::int64_t>(i) * row_step_ + static_cast<std::int64_t>(j) * col_step_];
    if constexpr (std::is_same_v<T, Real>) {
      return value;
    } else {
      Real wide;
      widen_(&value.bits, &wide, 1);
      return wide;
    }
  }

  // The entries of a row side by side: in place where they are, else in `buffer` of k values.
  const Real* row(std::size_t i, Real* buffer) const {
    if constexpr (std::is_same_v<T, Real>)
      if (col_step_ == 1 || k == 1) return data_ + static_cast<std::int64_t>(i) * row_step_;
    if constexpr (!std::is_same_v<T, Real>)
      if (col_step_ == 1) {
        widen_(&data_[static_cast<std::int64_t>(i) * row_step_].bits, buffer, k);
        return buffer;
      }
    for (std::size_t j = 0; j < k; ++j) buffer[j] = at(i, j);
    return buffer;
  }

  // Asks for an entry ahead of its use.
  void fetch([[maybe_unused]] std::size_t i, [[maybe_unused]] std::size_t j = 0) const {
#if defined(__GNUC__)
    __builtin_prefetch(data_ + static_cast<std::int64_t>(i) * row_step_ + static_cast<std::int64_t>(j) * col_step_);
#endif
  }

  const std::size_t n, k;

 private:
  static constexpr std::size_t tile_values = 1 << 13;

  void copy_rows(std::size_t first, std::size_t count, Real* to, T* gathered) const {
    // Rows side by side are widened as one: a call costs more than a short row.
    [[maybe_unused]] const bool run = col_step_ == 1 && row_step_ == static_cast<std::int64_t>(k);
    if constexpr (!std::is_same_v<T, Real>)
      if (run) return widen_(&data_[first * k].bits, to, count * k);
    for (std::size_t i = 0; i < count; ++i) copy(first + i, to + i * k, gathered);
  }

  void copy(std::size_t i, Real* to, [[maybe_unused]] T* gathered) const {
    const T* row = data_ + static_cast<std::int64_t>(i) * row_step_;
    T* place = gathered;
    if constexpr (std::is_same_v<T, Real>) place = to;
    if (col_step_ != 1)
      for (std::size_t j = 0; j < k; ++j) place[j] = row[static_cast<std::int64_t>(j) * col_step_];
    if constexpr (!std::is_same_v<T, Real>) widen_(col_step_ == 1 ? &row->bits : &gathered->bits, to, k);
  }

  const T* data_;
  std::int64_t row_step_, col_step_;
  Widen widen_ = widen_loop();
};

// Calls `body(Rows<T>)` with the interpreter lock released, for the array's own T.
template <typename Body>
void visit_rows(const Probs& array, Body&& body) {
  if (array.shape(1) == 0) throw std::invalid_argument("probabilities must have at least one column");
  const nb::dlpack::dtype type = array.dtype();
  const bool is_float = type.code == static_cast<std::uint8_t>(nb::dlpack::dtype_code::Float) && type.lanes == 1;
  if (!is_float || (type.bits != 16 && type.bits != 32 && type.bits != 64))
    throw nb::type_error("probabilities must be float16, float32 or float64");
  nb::gil_scoped_release unlocked;
  if (type.bits == 64)
    body(Rows<double>(array));
  else if (type.bits == 32)
    body(Rows<float>(array));
  else
    body(Rows<Half>(array));
}

inline void require_same(std::size_t got, std::size_t expected, const char* what) {
  if (got != expected) throw std::invalid_argument(what);
}

template <typename Real>
Real* reals(const Reals& values, std::size_t n) {
  if (values.dtype() != nb::dtype<Real>()) throw nb::type_error("facts must be as precise as the probabilities");
  require_same(values.shape(0), n, "facts must have one entry per row");
  return static_cast<Real*>(values.data());
}

// Labels index tables below, so a bad one must never get that far.
inline void require_labels(const Labels& labels, std::size_t n, std::size_t k) {
  require_same(labels.shape(0), n, "labels and probabilities differ in length");
  const std::int64_t* label = labels.data();
  bool good = true;
  for (std::size_t i = 0; i < n; ++i) good &= static_cast<std::uint64_t>(label[i]) < k;
  if (!good) throw std::out_of_range("label outside the columns");
}

// The least Real whose double value is at least `bound`, so that comparing in Real equals comparing in double.
template <typename Real>
Real least_at_or_above(double bound) {
  Real value = static_cast<Real>(bound);
  if (static_cast<double>(value) < bound) value = std::nextafter(value, std::numeric_limits<Real>::infinity());
  return value;
}

// Whether the label is the first largest entry of row i once `bonus` is added to it.
template <typename T>
bool agrees(const Rows<T>& rows, std::size_t i, std::size_t y, RealOf<T> own, RealOf<T> other, double bonus,
            RealOf<T>* scratch) {
  const double mine = static_cast<double>(own) + bonus, rest = static_cast<double>(other);
  if (rest != mine) return rest < mine;
  const RealOf<T>* row = rows.row(i, scratch);
  std::size_t j = 0;
  while (j < rows.k && (j == y || row[j] != other)) ++j;  // facts of another reading may not fit, but must not crash
  return y < j;
}

void bind_scan(nb::module_& m);
void bind_joint_counts(nb::module_& m);
void bind_round_rows(nb::module_& m);
void bind_row_scores(nb::module_& m);
void bind_row_facts(nb::module_& m);
void bind_top_cells(nb::module_& m);
void bind_tag_scan(nb::module_& m);
void bind_tag_joint(nb::module_& m);
void bind_tag_cells(nb::module_& m);
void bind_tag_scores(nb::module_& m);
void bind_votes(nb::module_& m);

}  // namespace labelproof
