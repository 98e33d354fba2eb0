"""Which items resemble which, as search found it. Written by `knowledge.likeness` only, read by item pages."""

from django.db import models

from .item import KnowledgeItem


class ItemLikeness(models.Model):
    """`other` resembles `item`; `rank` 0 is the most alike. Kept, since finding it out costs more than a page may."""

    item = models.ForeignKey(KnowledgeItem, on_delete=models.CASCADE, related_name="likenesses")
    other = models.ForeignKey(KnowledgeItem, on_delete=models.CASCADE, related_name="alike_with")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["item", "rank"]
        constraints = [models.UniqueConstraint(fields=["item", "other"], name="knowledge_likeness_once")]

    def __str__(self) -> str:
        return f"{self.item_id} → {self.other_id}"
