// Vectors of 64 bytes with the operators of C++: one register of the widest unit, several of a narrower one.
//
// Included inside the namespace of a variant. Comparisons give -1 for true and 0 for false in every lane.

#if defined(__GNUC__)

template <typename Real, typename IntOf>
struct LanesOf {
  using Int = IntOf;
  static constexpr std::size_t count = 64 / sizeof(Real);
  typedef Real Reals __attribute__((vector_size(64)));
  typedef Int Ints __attribute__((vector_size(64)));

  static Reals load(const Real* from) {
    Reals v;
    std::memcpy(&v, from, sizeof v);
    return v;
  }
  static Reals all(Real value) { return Reals{} + value; }
  static Ints none() { return Ints{}; }
  static Ints steps() {
    Ints v{};
    for (std::size_t l = 0; l < count; ++l) v[l] = static_cast<Int>(l);
    return v;
  }
  static bool any(Ints mask) {
    typedef std::int64_t Words __attribute__((vector_size(64)));
    const Words words = reinterpret_cast<Words>(mask);
    std::int64_t found = 0;
    for (std::size_t l = 0; l < 8; ++l) found |= words[l];
    return found != 0;
  }
  static Reals from(const Real* p) { return load(p); }
  template <typename Other>
  static Reals from(const Other* p) {
    typedef Other Narrow __attribute__((vector_size(count * sizeof(Other))));
    Narrow v;
    std::memcpy(&v, p, sizeof v);
    return __builtin_convertvector(v, Reals);
  }
};

#else
#error "labelproof's inner loops need the vector extensions of GCC or Clang (on Windows: clang-cl)"
#endif

template <typename Real>
struct Lanes;
template <>
struct Lanes<float> : LanesOf<float, std::int32_t> {};
template <>
struct Lanes<double> : LanesOf<double, std::int64_t> {};
