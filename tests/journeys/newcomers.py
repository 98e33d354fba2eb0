"""People of a body that has no plan yet, made by `python -m tests.journeys.newcomers` in the built site.

The demonstration's bodies are all set up; step 0 of the line begins with one that is not.
"""

import django
from django.conf import settings
from django.contrib.auth.hashers import make_password

NEW_BODY = "6470113"
"""อบต.ดงมะไฟ: one subdistrict of its own, twelve villages, two of them of one name; no departments yet."""
PEOPLE = (
    ("planner-new", "planner", "นักวิเคราะห์นโยบายและแผน อบต.ดงมะไฟ"),
    ("checker-new", "checker", "ปลัด อบต.ดงมะไฟ"),
)


def main() -> None:
    """Make the accounts; repeated safely."""
    from portal.people.models import Membership, Organisation, User

    body = Organisation.objects.get(code=NEW_BODY)
    for username, role, name in PEOPLE:
        user, _created = User.objects.get_or_create(
            username=username, defaults={"display_name": name, "password": make_password(settings.DEMO_PASSWORD)}
        )
        Membership.objects.get_or_create(user=user, organisation=body, role=role)


if __name__ == "__main__":
    django.setup()
    main()
