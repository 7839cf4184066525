// Vectors with the operators of C++. Most loops take 64 bytes: one register of the widest unit, several of others.
//
// Included inside the namespace of a variant. Comparisons give -1 for true and 0 for false in every lane. GCC and Clang
// have such vectors; for other compilers they are small arrays with the same operators, which are slower but equal.

#if defined(__GNUC__) && !defined(LABELPROOF_PLAIN_LANES)

template <typename T, std::size_t bytes = 64>
using Pack __attribute__((vector_size(bytes))) = T;

#else

template <typename T, std::size_t bytes = 64>
struct Pack {
  static constexpr std::size_t count = bytes / sizeof(T);
  using Mask = Pack<std::conditional_t<sizeof(T) == 4, std::int32_t, std::int64_t>, bytes>;
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
  LABELPROOF_OPERATOR(*, Pack, a.lane[l] * b.lane[l])
  LABELPROOF_OPERATOR(/, Pack, a.lane[l] / b.lane[l])
  LABELPROOF_OPERATOR(&, Pack, a.lane[l] & b.lane[l])
  LABELPROOF_OPERATOR(|, Pack, a.lane[l] | b.lane[l])
#undef LABELPROOF_OPERATOR
  friend Pack operator>>(Pack a, int bits) {
    for (std::size_t l = 0; l < count; ++l) a.lane[l] = a.lane[l] >> bits;
    return a;
  }
  Pack& operator+=(const Pack& other) { return *this = *this + other; }
  Pack& operator-=(const Pack& other) { return *this = *this - other; }
  Pack& operator|=(const Pack& other) { return *this = *this | other; }
};

#endif

template <typename Real, typename IntOf, std::size_t bytes = 64>
struct LanesOf {
  using Int = IntOf;
  using Reals = Pack<Real, bytes>;
  using Ints = Pack<Int, bytes>;
  static constexpr std::size_t count = bytes / sizeof(Real);

  static Reals load(const Real* from) {
    Reals v;
    std::memcpy(&v, from, sizeof v);
    return v;
  }
  static Reals all(Real value) {
#if defined(__GNUC__) && !defined(LABELPROOF_PLAIN_LANES)
    return value - Reals{};  // one instruction; a loop over the lanes becomes one for each
#else
    Reals v;
    for (std::size_t l = 0; l < count; ++l) v[l] = value;
    return v;
#endif
  }
  static Ints integers(std::size_t value) {
#if defined(__GNUC__) && !defined(LABELPROOF_PLAIN_LANES)
    return static_cast<Int>(value) - Ints{};
#else
    Ints v;
    for (std::size_t l = 0; l < count; ++l) v[l] = static_cast<Int>(value);
    return v;
#endif
  }
  static Ints none() { return integers(0); }
  static Ints steps() {
    Ints v;
    for (std::size_t l = 0; l < count; ++l) v[l] = static_cast<Int>(l);
    return v;
  }
  static bool any(const Ints& mask) {
    std::int64_t words[bytes / 8], found = 0;
    std::memcpy(words, &mask, sizeof words);
    for (std::size_t l = 0; l < bytes / 8; ++l) found |= words[l];
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
