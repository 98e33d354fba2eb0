"""Plan types as data."""

from .base import Edition, Form, FormColumn, PlanType
from .registry import PLAN_TYPES, plan_type, plan_types_for

__all__ = ["PLAN_TYPES", "Edition", "Form", "FormColumn", "PlanType", "plan_type", "plan_types_for"]
