// Vectors of 64 bytes with the operators of C++: one register of the widest unit, several of a narrower one.
//
// Included inside the namespace of a variant. Comparisons give -1 for true and 0 for false in every lane. GCC and Clang
// have such vectors; for other compilers they are small arrays with the same operators, which are slower but equal.

#if defined(__GNUC__) && !defined(LABELPROOF_PLAIN_LANES)

template <typename T>
using Pack __attribute__((vector_size(64))) = T;

#else

template <typename T>
struct Pack {
  static constexpr std::size_t count = 64 / sizeof(T);
  using Mask = Pack<std::conditional_t<sizeof(T) == 4, std::int32_t, std::int64_t>>;
  T lane[count];

  T& operator[](std::size_t l) { return lane[l]; }
  const T& operator[](std::size_t l) const { return lane[l]; }
#define LABELPROOF_OPERATOR(op, Result, value)                           \
  friend Result operator op(const Pack& a, const Pack& b) {              \
    Result r;                                                            \
    for (std::size_t l = 0; l < count; ++l) r.lane[l] = (value);         \
    return r;                                                            \
  }
  LABELPROOF_OPERATOR(>, Mask, a.lane[l] > b.lane[l] ? -1 : 0)
  LABELPROOF_OPERATOR(<, Mask, a.lane[l] < b.lane[l] ? -1 : 0)
  LABELPROOF_OPERATOR(>=, Mask, a.lane[l] >= b.lane[l] ? -1 : 0)
  LABELPROOF_OPERATOR(==, Mask, a.lane[l] == b.lane[l] ? -1 : 0)
  LABELPROOF_OPERATOR(!=, Mask, a.lane[l] != b.lane[l] ? -1 : 0)
  LABELPROOF_OPERATOR(+, Pack, a.lane[l] + b.lane[l])
  LABELPROOF_OPERATOR(-, Pack, a.lane[l] - b.lane[l])
  LABELPROOF_OPERATOR(&, Pack, a.lane[l] & b.lane[l])
  LABELPROOF_OPERATOR(|, Pack, a.lane[l] | b.lane[l])
#undef LABELPROOF_OPERATOR
  Pack& operator+=(const Pack& other) { return *this = *this + other; }
  Pack& operator-=(const Pack& other) { return *this = *this - other; }
  Pack& operator|=(const Pack& other) { return *this = *this | other; }
};

#endif

template <typename Real, typename IntOf>
struct LanesOf {
  using Int = IntOf;
  using Reals = Pack<Real>;
  using Ints = Pack<Int>;
  static constexpr std::size_t count = 64 / sizeof(Real);

  static Reals load(const Real* from) {
    Reals v;
    std::memcpy(&v, from, sizeof v);
    return v;
  }
  static Reals all(Real value) {
    Reals v;
    for (std::size_t l = 0; l < count; ++l) v[l] = value;
    return v;
  }
  static Ints integers(std::size_t value) {
    Ints v;
    for (std::size_t l = 0; l < count; ++l) v[l] = static_cast<Int>(value);
    return v;
  }
  static Ints none() { return integers(0); }
  static Ints steps() {
    Ints v;
    for (std::size_t l = 0; l < count; ++l) v[l] = static_cast<Int>(l);
    return v;
  }
  static bool any(const Ints& mask) {
    std::int64_t words[8], found = 0;
    std::memcpy(words, &mask, sizeof words);
    for (std::size_t l = 0; l < 8; ++l) found |= words[l];
    return found != 0;
  }
  template <typename Values>
  static Values select(const Ints& mask, const Values& yes, const Values& no) {
#if defined(__GNUC__) && !defined(LABELPROOF_PLAIN_LANES)
    return mask ? yes : no;
#else
    Values v;
    for (std::size_t l = 0; l < count; ++l) v[l] = mask[l] ? yes[l] : no[l];
    return v;
#endif
  }
  template <typename Other>
  static Reals from(const Other* p) {
    Reals v;
    for (std::size_t l = 0; l < count; ++l) v[l] = static_cast<Real>(p[l]);
    return v;
  }
};

template <typename Real>
struct Lanes;
template <>
struct Lanes<float> : LanesOf<float, std::int32_t> {};
template <>
struct Lanes<double> : LanesOf<double, std::int64_t> {};
