// Small facts of every row: the most likely class, and whether the label agrees with it.
#include "rows.hpp"

namespace labelproof {
namespace {

void row_argmax(const Probs& probs, Vec<std::int32_t> out) {
  require_same(out.shape(0), probs.shape(0), "out must have one entry per row");
  std::int32_t* best = out.data();
  visit_rows(probs, [&](const auto& rows) {
    using Real = typename std::decay_t<decltype(rows)>::Real;
    rows.each([&](const Tile<Real>& tile, std::size_t first) {
      loops<Real>().best(tile, best + first);
      return true;
    });
  });
}

void row_agrees(const Probs& probs, const Labels& labels, Reals own, Reals other, double bonus, Vec<bool> out) {
  const std::size_t n = probs.shape(0);
  require_labels(labels, n, probs.shape(1));
  require_same(out.shape(0), n, "out must have one entry per row");
  visit_rows(probs, [&](const auto& rows) {
    using Real = typename std::decay_t<decltype(rows)>::Real;
    const Real* mine = reals<Real>(own, n);
    const Real* rest = reals<Real>(other, n);
    std::vector<Real> scratch(rows.k);
    for (std::size_t i = 0; i < n; ++i)
      out(i) = agrees(rows, i, static_cast<std::size_t>(labels(i)), mine[i], rest[i], bonus, scratch.data());
  });
}

}  // namespace

void bind_row_facts(nb::module_& m) {
  using namespace nb::literals;
  m.def("row_argmax", &row_argmax, "pred_probs"_a, "out"_a.noconvert());
  m.def("row_agrees", &row_agrees, "pred_probs"_a, "labels"_a, "own"_a, "other"_a, "bonus"_a, "out"_a.noconvert());
}

}  // namespace labelproof
