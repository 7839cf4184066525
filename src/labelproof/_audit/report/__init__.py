"""How an audit is shown: one HTML file, a fragment for notebooks, and plain text. Nothing here computes."""
