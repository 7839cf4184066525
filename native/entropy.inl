// The score confidence_weighted_entropy; included by loops.inl, inside the namespace of a variant.
//
// The only loop that rounds. It is made of + - * / and operations on bits, in an order that only the number of columns
// decides, so every vector unit, tile and thread gives the same bits.

// One register, since compilers keep a running sum in memory when it takes several.
#if defined(__AVX512F__)
constexpr std::size_t unit_bytes = 64;
#elif defined(__AVX2__)
constexpr std::size_t unit_bytes = 32;
#else
constexpr std::size_t unit_bytes = 16;
#endif

using Unit = LanesOf<double, std::int64_t, unit_bytes>;
using Doubles = Unit::Reals;
using Words = Pack<std::uint64_t, unit_bytes>;

constexpr std::size_t unit = Unit::count;
constexpr std::size_t sums = 8;    // per row: column j belongs to sum j % 8
constexpr std::size_t group = 16;  // rows that are scored together

template <typename To, typename From>
inline To same_bits(const From& from) {
  To to;
  std::memcpy(&to, &from, sizeof to);
  return to;
}

inline Words words(std::uint64_t value) {
  Words v;
  for (std::size_t l = 0; l < unit; ++l) v[l] = value;
  return v;
}

// log2 of normal numbers within 7e-16 of it, exact for powers of two; something finite for zero and below normal.
//
// With p = m 2^e, m in [sqrt(1/2), sqrt(2)) and s = (m - 1) / (m + 1), log2 m is 2 / ln 2 atanh(s): s times the minimax
// polynomial in s^2 for s^2 <= 0.0295 (relative error 2e-16).
inline Doubles log2_of(const Doubles& p) {
  constexpr std::uint64_t root = 0x3fe6a09e667f3bcd, one = 0x3ff0000000000000, fraction = 0x000fffffffffffff;
  constexpr std::uint64_t magic = 0x4330000000000000;  // 2^52: an integer takes the place of its fraction
  const Words raised = same_bits<Words>(p) + words(one - root);
  const Doubles exponent = same_bits<Doubles>((raised >> 52) | words(magic)) - Unit::all(4503599627370496.0 + 1023.0);
  const Doubles m = same_bits<Doubles>((raised & words(fraction)) + words(root));
  const Doubles s = (m - Unit::all(1.0)) / (m + Unit::all(1.0)), z = s * s;
  Doubles series = z * Unit::all(0.2429289921541332) + Unit::all(0.26144311022767164);
  series = series * z + Unit::all(0.32061642582543953);
  series = series * z + Unit::all(0.4121984014736213);
  series = series * z + Unit::all(0.577078017250286);
  series = series * z + Unit::all(0.9617966939243247);
  series = series * z + Unit::all(2.885390081777927);
  return exponent + s * series;
}

template <typename Real>
inline const Real* row_of(const Tile<Real>& tile, std::size_t r) {
  return tile.data + static_cast<std::ptrdiff_t>(r) * tile.step;
}

// The sum of p log2 p over a row of at least `sums` columns. The last ones are read as a whole vector, times 0 where
// they are counted already.
template <typename Real>
inline double entropy_row(const Real* row, std::size_t cols) {
  static constexpr double fresh[2 * sums] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1};
  double sum[sums];
  for (std::size_t part = 0; part < sums; part += unit) {
    Doubles total = Unit::all(0.0);
    for (std::size_t j = part; j + sums <= cols + part; j += sums) {
      const Doubles p = Unit::from(row + j);
      total += p * log2_of(p);
    }
    const Doubles p = Unit::from(row + cols - sums + part) * Unit::load(fresh + cols % sums + part);
    total += p * log2_of(p);
    std::memcpy(sum + part, &total, sizeof total);
  }
  return ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
}

// The same for short rows, a whole group at once: their entries are one run, or become one, padded with zeros.
template <typename Real>
inline void entropy_narrow(const Tile<Real>& tile, double* sum) {
  Real gathered[group * narrow];
  double terms[group * narrow];
  const Real* run = tile.data;
  if (tile.rows < group || tile.step != static_cast<std::ptrdiff_t>(tile.cols)) {
    std::memset(gathered, 0, sizeof gathered);
    for (std::size_t r = 0; r < tile.rows; ++r)
      std::memcpy(gathered + r * tile.cols, row_of(tile, r), tile.cols * sizeof(Real));
    run = gathered;
  }
  for (std::size_t at = 0; at < group * tile.cols; at += unit) {
    const Doubles p = Unit::from(run + at), term = p * log2_of(p);
    std::memcpy(terms + at, &term, sizeof term);
  }
  for (std::size_t r = 0; r < group; ++r) {
    double total = terms[r * tile.cols];
    for (std::size_t j = 1; j < tile.cols; ++j) total += terms[r * tile.cols + j];
    sum[r] = total;
  }
}

// Turns sums of p log2 p into scores, given the labels' probabilities and log2 of the number of classes.
inline void weigh(double* sum, const double* own, double most) {
  for (std::size_t r = 0; r < group; r += unit) {
    const Doubles mine = Unit::load(own + r), least = Unit::all(1e-6);
    const Doubles weighted = Unit::load(sum + r) / Unit::all(-most) / Unit::select(mine > least, mine, least);
    // ln(1 + x) / x for the x near `weighted` whose 1 + x is exact; for a certain row it would be 1 whatever the label.
    const Doubles raised = Unit::all(1.0) + weighted;
    const Doubles score = log2_of(raised) * Unit::all(0.6931471805599453) / (raised - Unit::all(1.0));
    const Doubles result = Unit::select(weighted < least, mine, score);
    std::memcpy(sum + r, &result, sizeof result);
  }
}

template <typename Real>
void entropy(Tile<Real> tile, const std::int64_t* label, double* score) {
  const double most = log2_of(Unit::all(static_cast<double>(tile.cols)))[0];
  double sum[group] = {}, own[group] = {};
  for (std::size_t first = 0; first < tile.rows; first += group) {
    const std::size_t count = tile.rows - first < group ? tile.rows - first : group;
    const Tile<Real> part{tile.data + static_cast<std::ptrdiff_t>(first) * tile.step, count, tile.cols, tile.step};
    if (tile.cols <= narrow)
      entropy_narrow(part, sum);
    else
      for (std::size_t r = 0; r < count; ++r) sum[r] = entropy_row(row_of(part, r), tile.cols);
    for (std::size_t r = 0; r < count; ++r) own[r] = static_cast<double>(row_of(part, r)[label[first + r]]);
    weigh(sum, own, most);
    std::memcpy(score + first, sum, count * sizeof *sum);
  }
}
