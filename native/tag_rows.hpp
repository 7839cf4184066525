// What the kernels for several tags per example share. A tag applies (1) or not (0): with p the probability of the tag,
// `own` is p or 1 - p, the probability of what is given, and `other` is the rest. Both are double, whatever p is.
#pragma once

#include "rows.hpp"

namespace labelproof {

using TagMat = nb::ndarray<const std::uint8_t, nb::ndim<2>, nb::c_contig, nb::device::cpu>;

// Tags index tables below, so a bad one must never get that far.
inline void require_tags(const TagMat& tags, const Probs& probs) {
  require_same(tags.shape(0), probs.shape(0), "tags and probabilities differ in length");
  require_same(tags.shape(1), probs.shape(1), "tags and probabilities differ in columns");
  const std::uint8_t* tag = tags.data();
  std::uint8_t seen = 0;
  for (std::size_t i = 0; i < tags.shape(0) * tags.shape(1); ++i) seen |= tag[i];
  if (seen > 1) throw std::out_of_range("tags must be 0 or 1");
}

// By arithmetic that is exact, in place of a branch that would be mispredicted.
inline double own_of(double p, std::size_t given) {
  constexpr double start[2] = {1.0, 0.0}, sign[2] = {-1.0, 1.0};
  return start[given] + sign[given] * p;
}

// Whether the given value is the first largest of (1 - p, p) once `bonus` is added to it.
inline bool tag_agrees(double p, std::size_t given, double bonus) {
  return given ? p + bonus > 1.0 - p : 1.0 - p + bonus >= p;
}

// Which of `bins` equal parts of [0, 0.5] a key lies in: ascending with the key, so that whole bins can be compared.
inline std::size_t bin_of(double own, std::size_t bins) {
  const double place = own * 2.0 * static_cast<double>(bins);
  return place > 0.0 ? std::min(static_cast<std::size_t>(place), bins - 1) : 0;
}

// Calls body(row number, probabilities, tags) for each row.
template <typename T, typename Body>
void each_tagged(const Rows<T>& rows, const std::uint8_t* tags, Body&& body) {
  rows.each([&](const Tile<RealOf<T>>& tile, std::size_t first) {
    for (std::size_t i = 0; i < tile.rows; ++i) {
      const RealOf<T>* row = tile.data + static_cast<std::ptrdiff_t>(i) * tile.step;
      body(first + i, row, tags + (first + i) * tile.cols);
    }
    return true;
  });
}

}  // namespace labelproof
