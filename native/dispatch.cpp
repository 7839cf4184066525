// Chooses the inner loops for the vector unit of this processor, once.
#include <cstdlib>
#include <cstring>

#include "loops.hpp"

namespace labelproof {
namespace {

enum class Unit { base, avx2, avx512 };

Unit detect() {
#ifdef LABELPROOF_X86
  const char* limit = std::getenv("LABELPROOF_VECTOR_UNIT");  // base or avx2: to compare the variants
  if (limit && std::strcmp(limit, "base") == 0) return Unit::base;
  const bool narrow = limit && std::strcmp(limit, "avx2") == 0;
  __builtin_cpu_init();
  const bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                    __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq");
  if (wide && !narrow) return Unit::avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return Unit::avx2;
#endif
  return Unit::base;
}

Unit unit() {
  static const Unit chosen = detect();
  return chosen;
}

}  // namespace

template <typename Real>
const Loops<Real>& loops() {
#ifdef LABELPROOF_X86
  if (unit() == Unit::avx512) return avx512::of(Real{});
  if (unit() == Unit::avx2) return avx2::of(Real{});
#endif
  return base::of(Real{});
}
template const Loops<float>& loops<float>();
template const Loops<double>& loops<double>();

Widen widen_loop() {
#ifdef LABELPROOF_X86
  if (unit() == Unit::avx512) return avx512::widen();
  if (unit() == Unit::avx2) return avx2::widen();
#endif
  return base::widen();
}

const char* vector_unit() {
  return unit() == Unit::avx512 ? "avx512" : unit() == Unit::avx2 ? "avx2" : "base";
}

}  // namespace labelproof
