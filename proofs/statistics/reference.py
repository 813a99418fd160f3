"""Published and computed values of every method, each to the digits in which it is stated."""

from __future__ import annotations

from collections.abc import Iterator

from proofs.claims import Claim
from proofs.statistics.published import MENS, NONE, TABLES
from proofs.workplace import Workplace
from tailorbird.statistics.comparing import compare, compare_adjusted
from tailorbird.statistics.types import Method, Paired

TABLE = "reference.txt"


def prove(place: Workplace) -> Iterator[Claim]:
    """One claim a table; every value is written to ``reference.txt``."""
    written = []
    for called, table in TABLES.items():
        values = list(table())
        written += [f"{called} | {one.what} | {one.stated} | {one.found!r}" for one in values]
        same = sum(one.same for one in values)
        wrong = ", ".join(f"{one.what}: {one.found}" for one in values if not one.same)
        measured = f"{same} of {len(values)} {wrong}".strip()
        yield Claim(called, measured, "every digit as stated", ok=same == len(values))
    (place.output / TABLE).write_text("\n".join([*written, ""]))
    p = compare(NONE["visit"], MENS["visit"], method=Method.FIXED).p or 0
    yield Claim(
        "a tiny probability is not rounded to 0", f"{p:.3e}", "1.36e-112", ok=0 < p < 1e-111
    )
    yield _covariate()


def _covariate() -> Claim:
    """Last year's spend tells next to nothing of the next two weeks, and that is what is said."""
    none = Paired(
        21_306, 1_390_833, 28_700_503_621, 513_224_581, 25_971_724_145_563, 42_679_338_399
    )
    mens = Paired(
        21_307, 3_031_169, 67_590_244_973, 517_410_518, 27_006_876_192_752, 98_575_262_586
    )
    reduction = compare_adjusted(none, mens).reduction or 0
    said = f"{reduction:.2%} of variance less"
    return Claim(
        "CUPED with last year's spend", said, "0.04%, measured", ok=said.startswith("0.04%")
    )
