// The inner loops, compiled once per vector unit and chosen when the module loads.
//
// A loop sees a tile: rows of adjacent columns, `step` entries apart. All variants give the same result to the last
// bit: everything is a comparison or a selection, but for the entropy, whose operations have a fixed order.
#pragma once

#include <cstddef>
#include <cstdint>

namespace labelproof {

template <typename Real>
struct Tile {
  const Real* data;
  std::size_t rows, cols;
  std::ptrdiff_t step;
};

template <typename Real>
struct Loops {
  // Of each row, the entry `label` and the largest other one (-infinity if there is none). Lowers `least` to the smallest
  // entry; returns the first row with a NaN, or the number of rows.
  std::size_t (*scan)(Tile<Real> tile, const std::int64_t* label, Real* own, Real* other, Real* least);
  // The first largest entry of each row.
  void (*best)(Tile<Real> tile, std::int32_t* index);
  // The guessed class of a row, -1 if it reaches no threshold.
  std::int32_t (*guess)(const Real* row, const Real* thresholds, std::size_t cols, bool paper);
  // confidence_weighted_entropy of each row. Entries outside [0, 1] give a number without meaning.
  void (*entropy)(Tile<Real> tile, const std::int64_t* label, double* score);
  // Lowers `least` and raises `most` to the entries of a tile; false when one is NaN.
  bool (*range)(Tile<Real> tile, Real* least, Real* most);
  // Of 8 rows, scores[8 j + row], the `keep` smallest scores, ascending, in kept[8 j + row].
  void (*lowest)(const double* scores, std::size_t cols, std::size_t keep, double* kept);
};

// IEEE 754 binary16 to binary32.
using Widen = void (*)(const std::uint16_t* from, float* to, std::size_t count);

template <typename Real>
const Loops<Real>& loops();
Widen widen_loop();
const char* vector_unit();

// One line per variant; each file loops_*.cpp defines its own.
#define LABELPROOF_VARIANT(name)     \
  namespace name {                   \
  const Loops<float>& of(float);     \
  const Loops<double>& of(double);   \
  Widen widen();                     \
  }
LABELPROOF_VARIANT(base)
LABELPROOF_VARIANT(avx2)
LABELPROOF_VARIANT(avx512)
#undef LABELPROOF_VARIANT

}  // namespace labelproof
