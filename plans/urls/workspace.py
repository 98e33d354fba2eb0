"""The workspace of planners and checkers, under `/workspace/`."""

from django.urls import path

from plans.views import book, entry, history, home, meeting, offer, previewing, setup, start, verbs

app_name = "workspace"
urlpatterns = [
    path("", home.home, name="home"),
    path("styleguide/", home.styleguide, name="styleguide"),
    path("plans/", setup.plan_list, name="plans"),
    path("plans/new/", setup.plan_new, name="plan_new"),
    path("plans/<int:pk>/", setup.plan, name="plan"),
    path("plans/<int:pk>/setup/", setup.setup, name="setup"),
    path("plans/<int:pk>/setup/<str:section>/", setup.section, name="setup_section"),
    path("plans/<int:pk>/books/new/", book.book_new, name="book_new"),
    path("books/<int:pk>/", book.book, name="book"),
    path("books/<int:pk>/settings/", book.book_settings, name="book_settings"),
    path("books/<int:pk>/preview/", previewing.previewing, name="book_previewing"),
    path("books/<int:pk>/preview.<str:kind>", previewing.preview, name="book_preview"),
    path("books/<int:pk>/meetings/new/", meeting.record, name="meeting_new"),
    path("meetings/files/<int:pk>/", meeting.meeting_file, name="meeting_file"),
    path("books/<int:pk>/announce/", book.announce, name="announce"),
    path("books/<int:pk>/texts/", book.texts, name="book_texts"),
    path("books/<int:pk>/entries/new/", start.new_entry, name="entry_new"),
    path("use/<int:item>/", start.use_item, name="use_item"),
    path("offer/<int:item>/", offer.offer_item, name="offer_item"),
    path("offers/<int:pk>/decline/", offer.decline, name="offer_decline"),
    path("entries/<int:pk>/", entry.entry, name="entry"),
    path("entries/<int:pk>/edit/", entry.edit, name="entry_edit"),
    path("entries/<int:pk>/findings/", entry.findings, name="entry_findings"),
    path("entries/<int:pk>/source/", entry.source, name="entry_source"),
    path("entries/<int:pk>/history/", history.history, name="entry_history"),
    path("entries/<int:pk>/history/<int:event>/", history.compare, name="entry_compare"),
    path("entries/<int:pk>/<str:verb>/", verbs.act, name="entry_act"),
]
