"""The audit of data whose examples may carry several tags: findings, tables, summary, and what to show."""
