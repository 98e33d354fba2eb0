"""Questions about places. Called by the place pages, by `portal.people.queries` and by forms that ask for a village."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from portal.kit.thai.text import normalise

from .models import District, Subdistrict, Village

HOME_PROVINCE = "47"
SEARCH_LIMIT = 20
# What people type before a name; the longest first, so that "อำเภอ" is not taken for "อ".
PREFIXES = ("จังหวัด", "อำเภอ", "ตำบล", "หมู่บ้าน", "อ.", "ต.", "จ.", "บ.")


@dataclass(frozen=True)
class Found:
    """What a search of places found in the home province, each list best first and at most `SEARCH_LIMIT` long."""

    districts: list[District]
    subdistricts: list[Subdistrict]
    villages: list[Village]

    def __bool__(self) -> bool:
        return bool(self.districts or self.subdistricts or self.villages)


def villages_named(name: str, subdistrict: Subdistrict | str | None = None) -> QuerySet[Village]:
    """Villages of that name, with or without "บ้าน" before it, in one subdistrict (or its code) or anywhere."""
    wanted = normalise(name).strip()
    bare = wanted.removeprefix("บ้าน").strip()
    found = Village.objects.filter(name_th__in={wanted, bare, f"บ้าน{bare}"})
    if subdistrict is not None:
        found = found.filter(subdistrict=subdistrict)
    return found.select_related("subdistrict__district")


def is_ambiguous(village: Village, within_district: bool = False) -> bool:
    """Whether the name stands for more than one village of the subdistrict (or of the whole district), so that
    the village number must be asked for and printed."""
    others = Village.objects.filter(name_th=village.name_th).exclude(pk=village.pk)
    if within_district:
        return others.filter(subdistrict__district=village.subdistrict.district_id).exists()
    return others.filter(subdistrict=village.subdistrict_id).exists()


def repeated_names(subdistrict: Subdistrict | str) -> dict[str, int]:
    """{name: how many villages of the subdistrict bear it} for names that occur more than once."""
    return dict(
        Village.objects.filter(subdistrict=subdistrict)
        .order_by()
        .values_list("name_th")
        .annotate(times=Count("pk"))
        .filter(times__gt=1)
    )


def home_districts() -> QuerySet[District]:
    """The 18 districts of Sakon Nakhon with their number of subdistricts and villages."""
    return District.objects.filter(province_id=HOME_PROVINCE).annotate(
        subdistrict_count=Count("subdistricts", distinct=True), village_count=Count("subdistricts__villages")
    )


def words_of(text: str) -> list[str]:
    """The words of a typed place name, without "อำเภอ", "ต." and the like: ["กุดไห", "กุดบาก"]."""
    words = []
    for word in normalise(text).split()[:5]:
        for prefix in PREFIXES:
            if word.startswith(prefix):
                word = word.removeprefix(prefix)
                break
        if word:
            words.append(word)
    return words


def _named(word: str, *parents: str) -> Q:
    """The word is part of the place's own name or of a parent's, in Thai or English."""
    match = Q(name_th__icontains=word) | Q(name_en__icontains=word)
    for parent in parents:
        match |= Q(**{f"{parent}__name_th__icontains": word}) | Q(**{f"{parent}__name_en__icontains": word})
    return match


def find_places(text: str) -> Found:
    """Places of Sakon Nakhon by what a person typed. The first word is the place, further words may name its parents
    ("โพนงาม สว่างแดนดิน"). Three queries; nothing typed finds nothing."""
    words = words_of(text)
    if not words:
        return Found([], [], [])
    districts = District.objects.filter(_named(words[0]), province_id=HOME_PROVINCE)
    subdistricts = Subdistrict.objects.filter(_named(words[0]), district__province_id=HOME_PROVINCE)
    villages = Village.objects.filter(_named(words[0]), subdistrict__district__province_id=HOME_PROVINCE)
    for word in words[1:]:
        districts = districts.filter(_named(word))
        subdistricts = subdistricts.filter(_named(word, "district"))
        villages = villages.filter(_named(word, "subdistrict", "subdistrict__district"))

    def nearest(place: District | Subdistrict | Village) -> tuple[int, str]:
        name = place.name_th.removeprefix("บ้าน") if isinstance(place, Village) else place.name_th
        bare = words[0].removeprefix("บ้าน") or words[0]
        rank = 0 if bare in (name, place.name_th) else 1 if name.startswith(bare) else 2
        return rank, place.code

    return Found(
        sorted(districts, key=nearest)[:SEARCH_LIMIT],
        sorted(subdistricts.select_related("district"), key=nearest)[:SEARCH_LIMIT],
        sorted(villages.select_related("subdistrict__district"), key=nearest)[:SEARCH_LIMIT],
    )
