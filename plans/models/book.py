"""PlanBook (ฉบับ): what is decided, announced, numbered, printed and cited; its announcement and its files."""

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.states import BookKind, BookState, Stage

from .plan import Plan


def protected_storage():
    """Files that a view must guard lie outside the public media."""
    return storages["protected"]


class PlanBook(models.Model):
    """One book of a plan. `label` is text that a person may edit ("เพิ่มเติม ครั้งที่ 1/2569")."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="books")
    kind = models.CharField(_("kind"), max_length=20, choices=BookKind.choices)
    label = models.CharField(_("round"), max_length=160)
    reason = models.TextField(_("reason and necessity"), blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=BookState.choices, default=BookState.OPEN, editable=False
    )
    first_page = models.PositiveSmallIntegerField(_("first page number"), default=1)
    version = models.PositiveIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["plan", "pk"]
        verbose_name = _("plan book")
        verbose_name_plural = _("plan books")
        constraints = [models.UniqueConstraint(fields=["plan", "label"], name="plans_book_label_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """ "แผนพัฒนาท้องถิ่น (พ.ศ. 2571–2575) เพิ่มเติม ครั้งที่ 1/2569"; the original has no label behind it."""
        return self.plan.title if self.kind == BookKind.ORIGINAL else f"{self.plan.title} {self.label}"

    @property
    def stages(self) -> tuple[Stage, ...]:
        """Who decides on this book, in order: by type of plan, kind of body and kind of book."""
        return self.plan.type.stages(self.plan.organisation.kind, BookKind(self.kind))

    @property
    def is_open(self) -> bool:
        """Whether entries may still come and go."""
        return self.state == BookState.OPEN


class Announcement(models.Model):
    """ประกาศใช้: the legal act. Signer and title are text as typed, since acting officers sign too."""

    book = models.OneToOneField(PlanBook, on_delete=models.PROTECT, related_name="announcement")
    date = models.DateField(_("date of announcement"))
    number = models.CharField(_("announcement number"), max_length=80, blank=True)
    signer = models.CharField(_("signer"), max_length=160)
    signer_title = models.CharField(_("title of the signer"), max_length=200)
    posted_from = models.DateField(_("posted from"))
    posted_until = models.DateField(_("posted until"))
    notices = models.TextField(_("notices sent"), blank=True)
    announced_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    announced_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.book} {self.date}"


class BookAsAnnounced(models.Model):
    """What the book said on paper at the moment of its announcement: `plans.exports.paper` writes and reads it.

    A table of its own, since it is as long as the book and lists of announcements need none of it.
    """

    book = models.OneToOneField(PlanBook, on_delete=models.PROTECT, related_name="as_announced")
    content = models.JSONField()

    def __str__(self) -> str:
        return str(self.book)


class BookFile(models.Model):
    """The announced book as a file, kept as it was with its hash, and served from there."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "XLSX"

    book = models.ForeignKey(PlanBook, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    file = models.FileField(storage=protected_storage, upload_to="books/%Y/")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    pages = models.PositiveIntegerField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "kind"], name="plans_book_file_once")]

    def __str__(self) -> str:
        return f"{self.book} ({self.kind})"
