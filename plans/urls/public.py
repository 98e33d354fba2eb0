"""Public pages of plans, under `/th/plans/` and `/en/plans/`."""

from django.urls import path

from plans.views import public

urlpatterns = [
    path("", public.plan_list, name="plan_list"),
    path("<int:pk>/", public.plan_detail, name="plan_detail"),
    path("books/<int:pk>/", public.book_detail, name="plan_book"),
    path("books/<int:pk>/files/<str:kind>/", public.book_file, name="plan_book_file"),
    path("entries/<int:pk>/", public.entry_detail, name="plan_entry"),
]
