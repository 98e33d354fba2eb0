"""What is searched: one `SearchDocument` for each indexed object, with its facets and audiences.

Written only by `search.indexing`, read by the engines and by `search.query`. The engine's own tables (postings,
vectors, prefixes) are made in a migration for the database in use and have no models: see `search.engines`.
"""

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.search import index


class SearchDocument(models.Model):
    """An object of another app as search sees it: what is shown in a result, and everything it can be filtered by.

    The wide texts come last, so that filtering a candidate row does not read them.
    """

    source = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=12, blank=True)
    translation_group = models.CharField(max_length=100)
    is_public = models.BooleanField(default=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    date = models.DateField(null=True, blank=True)
    figure = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    district_code = models.CharField(max_length=4, blank=True)
    subdistrict_code = models.CharField(max_length=6, blank=True)
    digest = models.CharField(max_length=32)
    updated_at = models.DateTimeField(auto_now=True)
    url = models.CharField(max_length=500, blank=True)
    title = models.CharField(max_length=500)
    body = models.TextField(blank=True)

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")
        constraints = [models.UniqueConstraint(fields=["source", "object_id"], name="search_document_object")]
        indexes = [
            models.Index(fields=["kind", "is_public"], name="search_document_kind"),
            models.Index(fields=["translation_group", "language"], name="search_document_group"),
        ]

    def __str__(self) -> str:
        return self.title


class SearchFacet(models.Model):
    """One value by which a document can be filtered and counted; a document may have several of one name."""

    document = models.ForeignKey(SearchDocument, models.CASCADE, related_name="facets", db_index=False)
    name = models.CharField(max_length=40)
    value = models.CharField(max_length=120)

    class Meta:
        verbose_name = _("search facet")
        verbose_name_plural = _("search facets")
        constraints = [models.UniqueConstraint(fields=["document", "name", "value"], name="search_facet_once")]
        indexes = [models.Index(fields=["name", "value", "document"], name="search_facet_value")]

    def __str__(self) -> str:
        return f"{self.name}={self.value}"


class SearchAudience(models.Model):
    """A group of people who may find a document that is not public, by a key such as `org:12`."""

    document = models.ForeignKey(SearchDocument, models.CASCADE, related_name="audiences", db_index=False)
    key = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("search audience")
        verbose_name_plural = _("search audiences")
        constraints = [models.UniqueConstraint(fields=["document", "key"], name="search_audience_once")]
        indexes = [models.Index(fields=["key", "document"], name="search_audience_key")]

    def __str__(self) -> str:
        return self.key


class SearchPending(models.Model):
    """A document that has changed and has not reached the search server yet. Unused when the database is the engine."""

    document_id = models.BigIntegerField()
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("document waiting for the search server")
        verbose_name_plural = _("documents waiting for the search server")

    def __str__(self) -> str:
        return str(self.document_id)


class SearchWord(models.Model):
    """A name that the segmenter must not cut apart. It takes effect with the rebuild that gives it a version."""

    word = models.CharField(max_length=40, unique=True)
    source = models.CharField(max_length=40, blank=True)
    since_version = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("dictionary word")
        verbose_name_plural = _("dictionary words")

    def __str__(self) -> str:
        return self.word


class SearchSynonym(index.Indexed, models.Model):  # type: ignore[misc]  # Wagtail has no types
    """A group of words that mean the same to somebody who searches, kept by editors; see `search.synonyms`."""

    words = models.CharField(_("words"), max_length=400, help_text=_("Two or more words or phrases, parted by commas"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    # The admin's list is searched as pages are (`search.admin_backend`).
    search_fields = [
        index.SearchField("words"),
        index.SearchField("note"),
        index.AutocompleteField("words"),
        index.AutocompleteField("note"),
    ]

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")

    def __str__(self) -> str:
        return self.words

    def clean(self) -> None:
        """At least two members that differ and can be searched for; none of one letter, which would be everywhere."""
        from search.synonyms import group_of

        group = group_of(self.words)
        if len(group) < 2:
            raise ValidationError({"words": _("Give at least two words, parted by commas.")})
        if any(len(key) < 2 for key, _written in group):
            raise ValidationError({"words": _("A single letter cannot be a synonym: write the word out.")})


class SearchMiss(index.Indexed, models.Model):  # type: ignore[misc]
    """Words that were searched for and found nothing, with how often; see `search.misses`."""

    words = models.CharField(_("words"), max_length=100, unique=True)
    times = models.PositiveIntegerField(_("times"), default=1)
    last_on = models.DateField(_("last on"))

    search_fields = [index.SearchField("words"), index.AutocompleteField("words")]

    class Meta:
        verbose_name = _("search without result")
        verbose_name_plural = _("searches without result")

    def __str__(self) -> str:
        return self.words


class FileText(models.Model):
    """The text of an uploaded file, known by the hash of its content, so that it is read once; `search.attachments`."""

    class Outcome(models.TextChoices):
        """The values of `portal.kit.reading.apart.Outcome`."""

        READ = "read", _("Read")
        PARTLY = "partly", _("Read in part")
        EMPTY = "empty", _("No text")
        LOCKED = "locked", _("Locked by a password")
        BROKEN = "broken", _("Not readable")
        TOO_LARGE = "too_large", _("Too large")
        UNKNOWN = "unknown", _("Neither PDF nor Word")

    file_hash = models.CharField(max_length=40, unique=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    reader = models.PositiveSmallIntegerField()
    read_at = models.DateTimeField(default=timezone.now)
    text = models.TextField(blank=True)

    class Meta:
        verbose_name = _("text of a file")
        verbose_name_plural = _("texts of files")

    def __str__(self) -> str:
        return self.file_hash


class SearchPromotion(models.Model):
    """An answer that editors put above the results of certain searches: a page or an address; see `search.promoted`."""

    phrases = models.CharField(
        _("searches"), max_length=400, help_text=_("What is searched for, one or more phrases, parted by commas")
    )
    page = models.ForeignKey(
        "wagtailcore.Page", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("page")
    )
    address = models.CharField(
        _("address"),
        max_length=500,
        blank=True,
        help_text=_("Instead of a page: an address of this site that begins with /th/ or /en/, or one with https://"),
    )
    title = models.CharField(
        _("title"), max_length=200, blank=True, help_text=_("Without one the title of the page is shown")
    )
    text = models.CharField(_("why it is recommended"), max_length=300, blank=True)
    rank = models.PositiveSmallIntegerField(_("order"), default=10, help_text=_("The lowest number comes first"))

    class Meta:
        verbose_name = _("promoted answer")
        verbose_name_plural = _("promoted answers")
        ordering = ["rank", "pk"]

    def __str__(self) -> str:
        return self.phrases

    def clean(self) -> None:
        """Phrases that can be searched for; a page or an address, not both; an address that a browser may open."""
        from search.promoted import leads_somewhere, phrases_of

        if not phrases_of(self.phrases):
            raise ValidationError({"phrases": _("Give at least one phrase with a letter or a digit.")})
        if bool(self.page_id) == bool(self.address):
            raise ValidationError(_("Choose a page or give an address, one of the two."))
        if self.address and not self.title:
            raise ValidationError({"title": _("An address needs a title.")})
        if self.address.startswith(("/th/", "/en/")):
            if not leads_somewhere(self.address):
                raise ValidationError({"address": _("Nothing that everyone may see stands at this address.")})
        elif self.address:
            try:
                URLValidator(schemes=["https"])(self.address)
            except ValidationError:
                raise ValidationError(
                    {"address": _("Give an address that begins with /th/, /en/ or https://.")}
                ) from None


class SearchTerm(models.Model):
    """A word that documents hold, for "did you mean"; counts are as of the last counting. See `search.vocabulary`.

    `documents`: how many hold it in all; `public`: how many of these everyone may see. `version`: that of the
    vocabulary when the row was last written.
    """

    word = models.CharField(max_length=64, unique=True)
    documents = models.PositiveIntegerField(default=0)
    public = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0, db_index=True)

    class Meta:
        verbose_name = _("word of the documents")
        verbose_name_plural = _("words of the documents")

    def __str__(self) -> str:
        return self.word


class VocabularyState(models.Model):
    """The single row that says how far the vocabulary has been read: documents up to `read_until`, all at `counted_at`.

    `version` rises with every change, `counted_version` is that of the last full counting.
    """

    version = models.PositiveIntegerField(default=0)
    counted_version = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField(null=True, blank=True)
    read_until = models.DateTimeField(null=True, blank=True)
    documents = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("state of the vocabulary")
        verbose_name_plural = _("state of the vocabulary")

    def __str__(self) -> str:
        return f"vocabulary {self.version}"


class IndexState(models.Model):
    """The single row of what is frozen at a rebuild: average lengths (in tokens) and the version of the dictionary."""

    average_title = models.FloatField(default=12.0)
    average_all = models.FloatField(default=300.0)
    dictionary_version = models.PositiveIntegerField(default=0)
    built_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("index state")
        verbose_name_plural = _("index state")

    def __str__(self) -> str:
        return f"dictionary {self.dictionary_version}"
