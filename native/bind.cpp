// The table of contents of the compiled core: one line per primitive.
#include "rows.hpp"

NB_MODULE(_native, m) {
  m.doc() = "labelproof's primitives over blocks of probabilities.";
  m.def("vector_unit", &labelproof::vector_unit);  // which variant of the inner loops runs here
  labelproof::bind_scan(m);          // the label's probability, the largest other one, value range, exact class sums
  labelproof::bind_joint_counts(m);  // confident joint counts
  labelproof::bind_row_scores(m);    // label quality scores
  labelproof::bind_row_facts(m);     // argmax, agreement with the label
  labelproof::bind_round_rows(m);    // rounding that keeps the sums of rows
  labelproof::bind_top_cells(m);     // bounded selection of the n most suspect rows per cell
  labelproof::bind_tag_scan(m);      // several tags per row: value range, exact sums, how many rows disagree
  labelproof::bind_tag_joint(m);     // confident joint counts of each tag
  labelproof::bind_tag_cells(m);     // bounded selection of the n most suspect rows per tag and given value
  labelproof::bind_tag_scores(m);    // label quality scores of tags, and their weighted sum
  labelproof::bind_votes(m);         // labels by several annotators: votes, and probabilities pooled with them
}
