// Labels by several annotators: votes, how often annotators agree, and probabilities pooled with them.
//
// The labels of example i are those from starts[i] to starts[i + 1]; there is no table of examples and annotators.
#include "rows.hpp"

namespace labelproof {
namespace {

using Starts = Vec<const std::int64_t>;
using Codes = Vec<const std::int32_t>;
using Counts = Vec<std::int64_t>;

std::size_t examples(const Starts& starts, std::size_t labels) {
  if (starts.shape(0) == 0) throw std::invalid_argument("starts must have one entry more than there are examples");
  const std::size_t n = starts.shape(0) - 1;
  const std::int64_t* at = starts.data();
  bool ordered = at[0] == 0 && at[n] == static_cast<std::int64_t>(labels);
  for (std::size_t i = 0; i < n; ++i) ordered &= at[i] <= at[i + 1];
  if (!ordered) throw std::invalid_argument("starts must ascend from 0 to the number of labels");
  return n;
}

template <typename Array>
void require_below(const Array& codes, std::size_t bound, const char* what) {
  std::uint64_t highest = 0;
  for (std::size_t a = 0; a < codes.shape(0); ++a)
    highest = std::max(highest, static_cast<std::uint64_t>(codes.data()[a]));
  if (codes.shape(0) && highest >= bound) throw std::invalid_argument(what);
}

// The first class with the most votes and whether others have as many; what others said beside each annotator's labels.
void vote_tally(Starts starts, Codes annotators, Codes labels, std::size_t classes, Counts winners, Vec<bool> tied,
                Counts met, Counts agreed) {
  const std::size_t n = examples(starts, labels.shape(0));
  require_same(annotators.shape(0), labels.shape(0), "there must be one annotator per label");
  require_same(winners.shape(0), n, "winners must have one entry per example");
  require_same(tied.shape(0), n, "tied must have one entry per example");
  require_same(met.shape(0), agreed.shape(0), "met and agreed must have one entry per annotator");
  require_below(labels, classes, "labels must be below the number of classes");
  require_below(annotators, met.shape(0), "annotators must be below their number");
  nb::gil_scoped_release unlocked;
  std::vector<std::int64_t> votes(classes);
  for (std::size_t i = 0; i < n; ++i) {
    const std::int64_t first = starts.data()[i], last = starts.data()[i + 1];
    for (std::int64_t a = first; a < last; ++a) ++votes[static_cast<std::size_t>(labels.data()[a])];
    std::int64_t best = -1, most = 0;
    bool several = false;
    for (std::int64_t a = first; a < last; ++a) {
      const std::int64_t label = labels.data()[a], count = votes[static_cast<std::size_t>(label)];
      const std::int64_t who = annotators.data()[a];
      met.data()[who] += last - first - 1;
      agreed.data()[who] += count - 1;
      if (count < most || label == best) continue;
      several = count == most;
      best = several ? std::min(best, label) : label;
      most = count;
    }
    winners.data()[i] = best;
    tied.data()[i] = several;
    for (std::int64_t a = first; a < last; ++a) votes[static_cast<std::size_t>(labels.data()[a])] = 0;
  }
}

// How many labels of each example are its consensus.
void vote_matches(Starts starts, Codes labels, Labels consensus, Counts matches) {
  const std::size_t n = examples(starts, labels.shape(0));
  require_same(consensus.shape(0), n, "consensus must have one entry per example");
  require_same(matches.shape(0), n, "matches must have one entry per example");
  nb::gil_scoped_release unlocked;
  for (std::size_t i = 0; i < n; ++i) {
    std::int64_t count = 0;
    for (std::int64_t a = starts.data()[i]; a < starts.data()[i + 1]; ++a)
      count += labels.data()[a] == consensus.data()[i];
    matches.data()[i] = count;
  }
}

// rows[i] = (rows[i] + what the labels say) / all weights, given in rows the weighed probabilities of the models.
// best[i] = its most probable class, -1 where several are.
void vote_pool(Starts starts, Codes annotators, Codes labels, Vec<const double> weights, double likelihood, double rest,
               double models, Mat<double> rows, Counts best) {
  const std::size_t n = examples(starts, labels.shape(0)), k = rows.shape(1);
  require_same(annotators.shape(0), labels.shape(0), "there must be one annotator per label");
  require_same(rows.shape(0), n, "rows must have one row per example");
  require_same(best.shape(0), n, "best must have one entry per example");
  require_below(labels, k, "labels must be below the number of classes");
  require_below(annotators, weights.shape(0), "annotators must be below their number");
  nb::gil_scoped_release unlocked;
  std::vector<double> said(k);
  for (std::size_t i = 0; i < n; ++i) {
    double total = 0.0;
    std::fill(said.begin(), said.end(), 0.0);
    for (std::int64_t a = starts.data()[i]; a < starts.data()[i + 1]; ++a) {
      const double weight = weights.data()[annotators.data()[a]];
      said[static_cast<std::size_t>(labels.data()[a])] += weight;
      total += weight;
    }
    double* row = rows.data() + i * k;
    std::int64_t most = 0;
    bool several = false;
    for (std::size_t j = 0; j < k; ++j) {
      row[j] = (row[j] + likelihood * said[j] + rest * (total - said[j])) / (models + total);
      if (j == 0 || row[j] < row[most]) continue;
      several = row[j] == row[most];
      if (!several) most = static_cast<std::int64_t>(j);
    }
    best.data()[i] = several ? -1 : most;
  }
}

// The entry of each label in the row of its example.
void vote_entries(Starts starts, Codes labels, Mat<const double> rows, Vec<double> out) {
  const std::size_t n = examples(starts, labels.shape(0)), k = rows.shape(1);
  require_same(rows.shape(0), n, "rows must have one row per example");
  require_same(out.shape(0), labels.shape(0), "out must have one entry per label");
  require_below(labels, k, "labels must be below the number of classes");
  nb::gil_scoped_release unlocked;
  for (std::size_t i = 0; i < n; ++i)
    for (std::int64_t a = starts.data()[i]; a < starts.data()[i + 1]; ++a)
      out.data()[a] = rows.data()[i * k + static_cast<std::size_t>(labels.data()[a])];
}

// Sums over pairs of an annotator and a class: columns given, right, given and right beside others' labels; and of the
// quality of the examples.
void vote_records(Starts starts, Codes labels, Labels places, Labels consensus, Vec<const double> quality,
                  Mat<std::int64_t> counts, Vec<double> totals) {
  const std::size_t n = examples(starts, labels.shape(0));
  require_same(places.shape(0), labels.shape(0), "there must be one place per label");
  require_same(consensus.shape(0), n, "consensus must have one entry per example");
  require_same(quality.shape(0), n, "quality must have one entry per example");
  require_same(counts.shape(1), 4, "counts must have four columns");
  require_same(totals.shape(0), counts.shape(0), "totals must have one entry per pair");
  require_below(places, counts.shape(0), "places must be below the number of pairs");
  nb::gil_scoped_release unlocked;
  for (std::size_t i = 0; i < n; ++i) {
    const std::int64_t first = starts.data()[i], last = starts.data()[i + 1], shared = last - first > 1;
    for (std::int64_t a = first; a < last; ++a) {
      const std::int64_t right = labels.data()[a] == consensus.data()[i];
      std::int64_t* of = counts.data() + 4 * places.data()[a];
      of[0] += 1;
      of[1] += right;
      of[2] += shared;
      of[3] += right & shared;
      totals.data()[places.data()[a]] += quality.data()[i];
    }
  }
}

}  // namespace

void bind_votes(nb::module_& m) {
  using namespace nb::literals;
  m.def("vote_tally", &vote_tally, "starts"_a, "annotators"_a, "labels"_a, "classes"_a, "winners"_a.noconvert(),
        "tied"_a.noconvert(), "met"_a.noconvert(), "agreed"_a.noconvert());
  m.def("vote_matches", &vote_matches, "starts"_a, "labels"_a, "consensus"_a, "matches"_a.noconvert());
  m.def("vote_pool", &vote_pool, "starts"_a, "annotators"_a, "labels"_a, "weights"_a, "likelihood"_a, "rest"_a,
        "models"_a, "rows"_a.noconvert(), "best"_a.noconvert());
  m.def("vote_entries", &vote_entries, "starts"_a, "labels"_a, "rows"_a, "out"_a.noconvert());
  m.def("vote_records", &vote_records, "starts"_a, "labels"_a, "places"_a, "consensus"_a, "quality"_a,
        "counts"_a.noconvert(), "totals"_a.noconvert());
}

}  // namespace labelproof
