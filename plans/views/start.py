"""Starting an entry: by hand in a book, or from a knowledge item ("use in a plan")."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from knowledge.citations import NotQuotable, quote
from knowledge.queries import item_for_use
from plans.actions import ActionError, Refused, StartEntry
from plans.actions.base import new_key
from plans.models import Offer
from plans.policies import BODY_ROLES
from plans.prefill import readiness
from plans.queries import books_at_work
from plans.states import AMENDING_KINDS, Verb
from plans.suited import research_for
from plans.views.access import book_for, frame, workspace
from plans.views.posting import posted_key
from portal.base.models import BudgetProgramme
from portal.people.policies import organisations_of


@workspace
def new_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """A new draft by hand: a name, and the form opens; beside it the research that suits the body's places."""
    book = book_for(request, pk, Verb.START)
    if request.method == "POST":
        try:
            entry = StartEntry(
                request.user,
                book,
                form=request.POST.get("form", ""),
                title=request.POST.get("title", "")[:500],
                key=posted_key(request),
            ).execute()
        except Refused as error:
            raise Http404 from error
        except ActionError as error:
            messages.error(request, str(error))
            return redirect("workspace:book", pk=book.pk)
        return redirect("workspace:entry_edit", pk=entry.pk)
    forms = book.plan.edition.forms
    programmes = list(BudgetProgramme.objects.all())
    programme = next((p.code for p in programmes if p.code == request.GET.get("programme")), "")
    amending = book.kind in AMENDING_KINDS  # such a book takes only projects that stand in the plan already
    suited = [] if amending else research_for([book.plan.organisation], [book.plan], programme=programme)
    context = {
        **frame(request, book.plan.organisation),
        "book": book,
        "forms": forms,
        "key": new_key(),
        "programmes": programmes,
        "programme": programme,
        "suited": suited,
    }
    return render(request, "workspace/entry_new.html", context)


@workspace
def use_item(request: HttpRequest, item: int) -> HttpResponse:
    """นำไปจัดทำโครงการ: choose the open book, and find the form filled from the item."""
    page = item_for_use(item)
    if page is None or not organisations_of(request.user, *BODY_ROLES):
        raise Http404
    try:
        citation = quote(page)
    except NotQuotable as gone:
        raise Http404 from gone
    books = list(books_at_work(request.user).exclude(kind__in=AMENDING_KINDS))
    error = ""
    if request.method == "POST":
        chosen = request.POST.get("book", "")
        book = next((b for b in books if str(b.pk) == chosen), None)
        if book is None:
            error = _("Please choose the book that the project goes into")
        else:
            offer = Offer.objects.filter(
                item_key=citation.key, organisation=book.plan.organisation, state=Offer.State.OPEN
            ).first()
            try:
                entry = StartEntry(
                    request.user, book, citation=citation, offer=offer, key=posted_key(request)
                ).execute()
            except Refused as refused:
                raise Http404 from refused
            except ActionError as failed:
                error = str(failed)
            else:
                messages.success(request, _("The form has been filled from the item; please adapt it to your place"))
                return redirect("workspace:entry_edit", pk=entry.pk)
    context = {
        **frame(request),
        "item": page,
        "citation": citation,
        "lacking": readiness(citation),
        "books": books,
        "error": error,
        "key": new_key(),
    }
    return render(request, "workspace/use_item.html", context, status=422 if error else 200)
