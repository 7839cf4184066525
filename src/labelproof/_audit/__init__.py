"""The audit: from data to issues, their summary, and the report."""

from labelproof._audit.audit import audit
from labelproof._audit.result import AuditResult

__all__ = ["AuditResult", "audit"]
