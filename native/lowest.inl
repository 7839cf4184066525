// The smallest scores of as many rows as there are lanes, found together: no branch depends on a single row.

// scores[lanes j + row]; leaves the `keep` smallest of each row, ascending, in kept[lanes j + row].
void lowest(const double* scores, std::size_t cols, std::size_t keep, double* kept) {
  using L = Lanes<double>;
  typename L::Reals last = L::all(std::numeric_limits<double>::infinity());
  for (std::size_t j = 0; j < cols; ++j) {
    typename L::Reals value = L::load(scores + L::count * j);
    const bool full = j >= keep;
    if (full && !L::any(value < last)) continue;
    const std::size_t filled = full ? keep : j;
    for (std::size_t i = 0; i < filled; ++i) {
      const typename L::Reals held = L::load(kept + L::count * i);
      const typename L::Ints smaller = value < held;
      const typename L::Reals low = L::select(smaller, value, held);
      value = L::select(smaller, held, value);
      std::memcpy(kept + L::count * i, &low, sizeof low);
    }
    if (!full) std::memcpy(kept + L::count * j, &value, sizeof value);
    if (j + 1 >= keep) last = L::load(kept + L::count * (keep - 1));
  }
}

// Lowers `least` and raises `most` to the entries of a tile; false when one is NaN.
template <typename Real>
bool range(Tile<Real> tile, Real* least, Real* most) {
  using L = Lanes<Real>;
  if (tile.step == static_cast<std::ptrdiff_t>(tile.cols)) tile = {tile.data, 1, tile.rows * tile.cols, 0};
  typename L::Reals low = L::all(*least), high = L::all(*most);
  typename L::Ints nan = L::none();
  bool clean = true;
  for (std::size_t i = 0; i < tile.rows; ++i) {
    const Real* row = tile.data + static_cast<std::ptrdiff_t>(i) * tile.step;
    std::size_t j = 0;
    for (; j + L::count <= tile.cols; j += L::count) {
      const typename L::Reals p = L::load(row + j);
      low = L::select(p < low, p, low);
      high = L::select(p > high, p, high);
      nan |= p != p;
    }
    for (; j < tile.cols; ++j) {
      clean &= row[j] == row[j];
      *least = row[j] < *least ? row[j] : *least;
      *most = row[j] > *most ? row[j] : *most;
    }
  }
  for (std::size_t l = 0; l < L::count; ++l) {
    *least = low[l] < *least ? low[l] : *least;
    *most = high[l] > *most ? high[l] : *most;
  }
  return clean && !L::any(nan);
}
