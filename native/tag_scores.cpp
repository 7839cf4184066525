// Label quality scores of tags, (n, K), or their weighted sum with the lowest first, (n,): no matrix is kept for that.
#include "tag_rows.hpp"

namespace labelproof {
namespace {

enum Method : int { self_confidence = 0, normalized_margin = 1, confidence_weighted_entropy = 2 };

constexpr std::size_t eight = 8;  // rows whose lowest scores are found together

// Scores the tags of one row at a time.
class Scorer {
 public:
  Scorer(std::size_t tags, int method, const double* shift)
      : k_(tags), method_(method), shift_(shift), entropy_(loops<double>().entropy) {
    if (method != confidence_weighted_entropy) return;
    pairs_.resize(2 * k_);
    given_.resize(k_);
  }

  template <typename Real>
  void operator()(const Real* row, const std::uint8_t* tag, double* out) {
    if (method_ == confidence_weighted_entropy) return entropy(row, tag, out);
    if (method_ == self_confidence && !shift_) {
      for (std::size_t j = 0; j < k_; ++j) {
        const double given = tag[j];  // 0 or 1: the sum is exact
        out[j] = (1.0 - given) + (2.0 * given - 1.0) * static_cast<double>(row[j]);
      }
      return;
    }
    for (std::size_t j = 0; j < k_; ++j) {
      const double p = static_cast<double>(row[j]);
      double mine = own_of(p, tag[j]), rest = own_of(p, tag[j] ^ 1);
      if (shift_) adjust(&mine, &rest, shift_ + 2 * j, tag[j]);
      out[j] = method_ == self_confidence ? mine : (mine - rest + 1.0) / 2.0;
    }
  }

 private:
  static void adjust(double* mine, double* rest, const double* shift, std::size_t given) {
    *mine += shift[given];
    *rest += shift[given ^ 1];
    const double sum = *mine + *rest;
    *mine = sum > 0.0 ? *mine / sum : 0.5;
    *rest = sum > 0.0 ? *rest / sum : 0.5;
  }

  template <typename Real>
  void entropy(const Real* row, const std::uint8_t* tag, double* out) {
    for (std::size_t j = 0; j < k_; ++j) {
      pairs_[2 * j + 1] = static_cast<double>(row[j]);
      pairs_[2 * j] = 1.0 - pairs_[2 * j + 1];
      given_[j] = tag[j];
    }
    entropy_(Tile<double>{pairs_.data(), k_, 2, 2}, given_.data(), out);
  }

  std::size_t k_;
  int method_;
  const double* shift_;
  void (*entropy_)(Tile<double>, const std::int64_t*, double*);
  std::vector<double> pairs_;
  std::vector<std::int64_t> given_;
};

void check(const Probs& probs, const TagMat& tags, int method, const Vec<const double>& shift) {
  require_tags(tags, probs);
  if (shift.shape(0) == 0) return;
  require_same(shift.shape(0), 2 * probs.shape(1), "shift must have two entries per tag");
  if (method == confidence_weighted_entropy) throw std::invalid_argument("entropy takes no shift");
}

void tag_scores(const Probs& probs, const TagMat& tags, int method, Vec<const double> shift, Mat<double> out) {
  const std::size_t k = probs.shape(1);
  check(probs, tags, method, shift);
  require_same(out.shape(0), probs.shape(0), "out must have one row per row");
  require_same(out.shape(1), k, "out must have one column per tag");
  visit_rows(probs, [&](const auto& rows) {
    Scorer score(k, method, shift.shape(0) ? shift.data() : nullptr);
    each_tagged(rows, tags.data(), [&](std::size_t i, const auto* row, const std::uint8_t* tag) {
      score(row, tag, out.data() + i * k);
    });
  });
}

// out[i] = the sum of weights[j] times the j-th lowest score of row i.
void tag_weighted_scores(const Probs& probs, const TagMat& tags, int method, Vec<const double> shift,
                         Vec<const double> weights, Vec<double> out) {
  const std::size_t k = probs.shape(1), count = weights.shape(0);
  check(probs, tags, method, shift);
  require_same(out.shape(0), probs.shape(0), "out must have one entry per row");
  if (count < 1 || count > k) throw std::invalid_argument("there must be one to K weights");
  visit_rows(probs, [&](const auto& rows) {
    Scorer score(k, method, shift.shape(0) ? shift.data() : nullptr);
    std::vector<double> scores(k), lanes(eight * k), kept(eight * count);
    std::size_t filled = 0, start = 0;
    const auto flush = [&] {
      loops<double>().lowest(lanes.data(), k, count, kept.data());
      for (std::size_t r = 0; r < filled; ++r) {
        double sum = 0.0;
        for (std::size_t j = 0; j < count; ++j) sum += weights.data()[j] * kept[eight * j + r];
        out.data()[start + r] = sum;
      }
      start += filled;
      filled = 0;
    };
    each_tagged(rows, tags.data(), [&](std::size_t, const auto* row, const std::uint8_t* tag) {
      score(row, tag, scores.data());
      for (std::size_t j = 0; j < k; ++j) lanes[eight * j + filled] = scores[j];
      if (++filled == eight) flush();
    });
    flush();
  });
}

}  // namespace

void bind_tag_scores(nb::module_& m) {
  using namespace nb::literals;
  m.def("tag_scores", &tag_scores, "pred_probs"_a, "tags"_a, "method"_a, "shift"_a, "out"_a.noconvert());
  m.def("tag_weighted_scores", &tag_weighted_scores, "pred_probs"_a, "tags"_a, "method"_a, "shift"_a, "weights"_a,
        "out"_a.noconvert());
}

}  // namespace labelproof
