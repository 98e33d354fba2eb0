"""Models that every app may use."""

from .media import Document, Image, Rendition
from .page import PortalPage
from .vocabulary import BudgetProgramme

__all__ = ["BudgetProgramme", "Document", "Image", "PortalPage", "Rendition"]
