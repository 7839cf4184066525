"""The audit: from data to issues, their summary, and the report."""

from labelproof._audit.result import AuditResult
from labelproof._audit.run import audit

__all__ = ["AuditResult", "audit"]
