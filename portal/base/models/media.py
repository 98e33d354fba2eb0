"""Own image and document models: what a public body must know of a picture before it shows it."""

from pathlib import PurePath
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

from portal.kit.thai.slugs import ascii_slug
from portal.kit.thai.text import normalise


class Licence(models.TextChoices):
    """Licences offered for pictures, files and items; the text of CC licences is at creativecommons.org."""

    CC_BY = "cc-by", _("CC BY 4.0")
    CC_BY_SA = "cc-by-sa", _("CC BY-SA 4.0")
    CC_BY_NC = "cc-by-nc", _("CC BY-NC 4.0")
    OWN = "own", _("All rights reserved by the owner")


class PeopleConsent(models.TextChoices):
    """Whether people can be recognised and have agreed (PDPA 2562, sections 19 and 26)."""

    NOBODY = "nobody", _("Nobody can be recognised")
    GIVEN = "given", _("Consent given")
    WITHDRAWN = "withdrawn", _("Consent withdrawn")


class Image(AbstractImage):
    """A picture with what the law and good manners ask: text for those who cannot see it, credit, licence, consent."""

    alt_text = models.CharField(_("alternative text"), max_length=255, blank=True)
    credit = models.CharField(_("credit"), max_length=255, blank=True)
    licence = models.CharField(_("licence"), max_length=20, choices=Licence.choices, default=Licence.CC_BY)
    consent = models.CharField(
        _("people shown"), max_length=20, choices=PeopleConsent.choices, default=PeopleConsent.NOBODY
    )
    # Wagtail's own Image, which the product does not use, already holds the accessor "image_set" on tags.
    tags = TaggableManager(help_text=None, blank=True, verbose_name=_("tags"), related_name="portal_images")

    admin_form_fields = ("title", "file", "alt_text", "credit", "licence", "consent", "collection", "tags")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        default_related_name = "portal_images"
        permissions = [("choose_image", "Can choose image")]
        # Files are asked for by their address (`portal.base.files`).
        indexes = [models.Index(fields=["file"], name="base_image_file")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the title in one spelling: by it the picture is found."""
        self.title = normalise(self.title or "").strip()
        super().save(*args, **kwargs)

    @property
    def default_alt_text(self) -> str:
        """Text read aloud; the title where the author left it blank."""
        return self.alt_text or self.title


class Rendition(AbstractRendition):
    """A picture in one size."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="base_rendition_unique")
        ]
        indexes = [models.Index(fields=["file"], name="base_rendition_file")]


class Document(AbstractDocument):
    """A file with its licence and where it came from."""

    credit = models.CharField(_("credit"), max_length=255, blank=True)
    licence = models.CharField(_("licence"), max_length=20, choices=Licence.choices, default=Licence.CC_BY)
    tags = TaggableManager(help_text=None, blank=True, verbose_name=_("tags"), related_name="portal_documents")

    admin_form_fields = ("title", "file", "credit", "licence", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        default_related_name = "portal_documents"
        permissions = [("choose_document", "Can choose document")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the title in one spelling, and a new file under an ASCII name: Django would drop the vowels and tone
        marks of a Thai one, and the name stands in the address."""
        self.title = normalise(self.title or "").strip()
        if self.file and not self.file._committed:
            name = PurePath(self.file.name)
            self.file.name = ascii_slug(name.stem, "file") + name.suffix.lower()
        super().save(*args, **kwargs)
