"""User, Organisation, Membership."""

from .membership import Membership, Role
from .organisation import Department, KindPeriod, Organisation, OrganisationKind
from .user import User

__all__ = ["Department", "KindPeriod", "Membership", "Organisation", "OrganisationKind", "Role", "User"]
