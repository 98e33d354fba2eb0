"""Which body is responsible for which place. Called by plans (own villages, offers), forms and the place pages."""

from collections.abc import Iterable

from django.db.models import Count, Prefetch, Q, QuerySet

from portal.places.models import Subdistrict, Village
from portal.places.queries import HOME_PROVINCE, words_of

from .models import Organisation, OrganisationKind
from .models.organisation import LOCAL_KINDS

# Order in which bodies are listed: the smallest first, since they are the nearest to the people.
KIND_ORDER = {kind: order for order, kind in enumerate(reversed(OrganisationKind.values))}
FIND_LIMIT = 20


def local_bodies() -> QuerySet[Organisation]:
    """All local administrative bodies (อปท.)."""
    return Organisation.objects.filter(kind__in=LOCAL_KINDS)


def bodies_covering(subdistrict: Subdistrict | str, with_province: bool = False) -> QuerySet[Organisation]:
    """The local bodies that cover the subdistrict (or its code): one, or two where it is shared. The provincial
    organisation covers all and is left out unless asked for."""
    code = subdistrict if isinstance(subdistrict, str) else subdistrict.code
    match = Q(subdistricts=code)
    if with_province and code.startswith(HOME_PROVINCE):
        match |= Q(kind=OrganisationKind.PAO)
    return local_bodies().filter(match).distinct()


def shared_subdistricts() -> QuerySet[Subdistrict]:
    """Subdistricts covered by more than one local body (17 of 125)."""
    return Subdistrict.objects.annotate(
        bodies=Count("organisations", filter=Q(organisations__kind__in=LOCAL_KINDS))
    ).filter(bodies__gt=1)


def is_shared(subdistrict: Subdistrict | str) -> bool:
    """Whether more than one local body covers the subdistrict."""
    return bodies_covering(subdistrict).count() > 1


def covered_subdistricts(organisation: Organisation) -> QuerySet[Subdistrict]:
    """The subdistricts an organisation works in: the province's for the provincial organisation, the district's for a
    district office, the listed ones for every other."""
    if organisation.kind == OrganisationKind.PAO:
        return Subdistrict.objects.filter(district__province_id=HOME_PROVINCE)
    if organisation.kind == OrganisationKind.DISTRICT_OFFICE:
        return Subdistrict.objects.filter(district=organisation.district_id)
    return organisation.subdistricts.all()


def own_villages(organisation: Organisation) -> QuerySet[Village]:
    """The villages that the body has ticked as its own. One that has ticked none is taken to have all villages of the
    subdistricts it covers alone; in a shared subdistrict nobody can know but the body itself."""
    ticked = organisation.villages.all()
    if ticked.exists():
        return ticked
    covered = covered_subdistricts(organisation)
    if organisation.kind in LOCAL_KINDS - {OrganisationKind.PAO}:
        covered = covered.exclude(pk__in=shared_subdistricts().values("pk"))
    return Village.objects.filter(subdistrict__in=covered)


def bodies_by_subdistrict(codes: Iterable[str]) -> dict[str, list[Organisation]]:
    """{subdistrict code: its local bodies} in one query, subdistrict organisations before municipalities."""
    wanted = list(codes)
    pairs = Organisation.subdistricts.through.objects.filter(
        subdistrict_id__in=wanted, organisation__kind__in=LOCAL_KINDS
    ).prefetch_related(Prefetch("organisation", Organisation.objects.prefetch_related("subdistricts")))
    answer: dict[str, list[Organisation]] = {code: [] for code in wanted}
    for pair in pairs:
        answer[pair.subdistrict_id].append(pair.organisation)
    for bodies in answer.values():
        bodies.sort(key=lambda body: (KIND_ORDER[body.kind], body.code))
    return answer


def find_organisations(text: str) -> list[Organisation]:
    """Organisations whose full, short or English name holds every word typed; the shortest names first."""
    found = Organisation.objects.select_related("district").prefetch_related("subdistricts")
    words = words_of(text)
    if not words:
        return []
    for word in words:
        found = found.filter(
            Q(name_th__icontains=word)
            | Q(short_name__icontains=word)
            | Q(name_en__icontains=word)
            | Q(district__name_th__icontains=word)
        )
    return sorted(found, key=lambda body: (words[0] not in body.short_name, len(body.name_th), body.code))[:FIND_LIMIT]
