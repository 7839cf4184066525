// A read-only view of an (N, K) array of probabilities, whatever its type and strides.
//
// Kernels see one row at a time as a contiguous run of `Real` (float for float16 and float32, double for float64);
// rows with adjacent columns of those types are used in place, all others are gathered into a small buffer.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <type_traits>
#include <vector>

namespace labelproof {

namespace nb = nanobind;

using Probs = nb::ndarray<nb::ro, nb::ndim<2>, nb::device::cpu>;
using Labels = nb::ndarray<const std::int64_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
template <typename T>
using Vec = nb::ndarray<T, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
template <typename T>
using Mat = nb::ndarray<T, nb::ndim<2>, nb::c_contig, nb::device::cpu>;

struct Half {
  std::uint16_t bits;
};

// IEEE 754 binary16 to binary32, exact for every value; branch-light so that compilers vectorise the loop around it.
inline float widen(Half h) {
  const std::uint32_t sign = static_cast<std::uint32_t>(h.bits & 0x8000u) << 16;
  const std::uint32_t rest = h.bits & 0x7fffu;
  std::uint32_t bits = 0;
  if (rest >= 0x7c00u) {
    bits = sign | 0x7f800000u | ((rest & 0x3ffu) << 13);
  } else if (rest >= 0x0400u) {
    bits = sign | ((rest + 0x1c000u) << 13);
  } else {
    const float tiny = static_cast<float>(rest) * 5.9604644775390625e-8f;  // 2^-24
    std::memcpy(&bits, &tiny, sizeof bits);
    bits |= sign;
  }
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}
inline float widen(float value) { return value; }
inline double widen(double value) { return value; }

template <typename T>
class Rows {
 public:
  using Real = decltype(widen(T{}));

  Rows(const Probs& array)
      : data_(static_cast<const T*>(array.data())),
        row_step_(array.stride(0)),
        col_step_(array.stride(1)),
        n(array.shape(0)),
        k(array.shape(1)),
        buffer_(in_place() ? 0 : k) {}

  const Real* row(std::size_t i) {
    const T* start = data_ + static_cast<std::int64_t>(i) * row_step_;
    if constexpr (std::is_same_v<T, Real>) {
      if (in_place()) return start;
    }
    for (std::size_t j = 0; j < k; ++j) buffer_[j] = widen(start[static_cast<std::int64_t>(j) * col_step_]);
    return buffer_.data();
  }

  Real at(std::size_t i, std::size_t j) const {
    return widen(data_[static_cast<std::int64_t>(i) * row_step_ + static_cast<std::int64_t>(j) * col_step_]);
  }

 private:
  bool in_place() const { return std::is_same_v<T, Real> && col_step_ == 1; }
  const T* data_;
  std::int64_t row_step_, col_step_;

 public:
  const std::size_t n, k;

 private:
  std::vector<Real> buffer_;
};

// Calls `body(Rows<T>)` with the interpreter lock released, for the array's own T.
template <typename Body>
void visit_rows(const Probs& array, Body&& body) {
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

// Labels index tables below, so a bad one must never get that far.
inline void require_labels(const Labels& labels, std::size_t n, std::size_t k) {
  require_same(labels.shape(0), n, "labels and probabilities differ in length");
  for (std::size_t i = 0; i < n; ++i)
    if (labels(i) < 0 || labels(i) >= static_cast<std::int64_t>(k)) throw std::out_of_range("label outside the columns");
}

// The least Real whose double value is at least `bound`, so that comparing in Real equals comparing in double.
template <typename Real>
Real least_at_or_above(double bound) {
  Real value = static_cast<Real>(bound);
  if (static_cast<double>(value) < bound) value = std::nextafter(value, std::numeric_limits<Real>::infinity());
  return value;
}

// First index of the largest entry. Independent lanes keep the loop vectorisable without relaxing floating point.
template <typename Real>
std::size_t first_argmax(const Real* row, std::size_t k) {
  constexpr std::size_t lanes = 16;
  if (k < 2 * lanes) {
    std::size_t best = 0;
    for (std::size_t j = 1; j < k; ++j)
      if (row[j] > row[best]) best = j;
    return best;
  }
  Real top[lanes];
  for (std::size_t l = 0; l < lanes; ++l) top[l] = row[l];
  std::size_t j = lanes;
  for (; j + lanes <= k; j += lanes)
    for (std::size_t l = 0; l < lanes; ++l) top[l] = row[j + l] > top[l] ? row[j + l] : top[l];
  Real most = top[0];
  for (std::size_t l = 1; l < lanes; ++l) most = top[l] > most ? top[l] : most;
  for (; j < k; ++j) most = row[j] > most ? row[j] : most;
  for (j = 0; j < k; ++j)
    if (row[j] == most) return j;
  return 0;
}

void bind_class_sums(nb::module_& m);
void bind_joint_counts(nb::module_& m);
void bind_row_scores(nb::module_& m);
void bind_row_facts(nb::module_& m);
void bind_top_cells(nb::module_& m);

}  // namespace labelproof
