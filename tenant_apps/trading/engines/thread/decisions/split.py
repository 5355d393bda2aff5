"""The best way to share a request out among at most k companies.

HiGHS, an exact solver for mixed-integer programs, finds which companies; what each then gets of which line, and what it
costs, is reckoned in fractions, so that no figure that is shown comes from a float. First as much as possible is
covered, then it is covered for the best sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of one quote. `cost` is the compared unit price, negative where the initiator sells: less is better."""

    seq: int
    line_no: int
    quantity: Decimal
    cost: Fraction


@dataclass(frozen=True, slots=True)
class Share:
    """So much of a line by a quote."""

    seq: int
    line_no: int
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Plan:
    """A way to award. `open_lines` are those it leaves without their whole quantity."""

    shares: tuple[Share, ...]
    cost: Fraction
    open_lines: tuple[int, ...]

    @property
    def quotes(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(share.seq for share in self.shares))


def best_split(offers: Sequence[Offer], wanted: dict[int, Decimal], most: int, *, in_parts: bool) -> Plan:
    """The best plan with at most `most` quotes. `in_parts`: a line may be shared out; else it goes whole."""
    usable = [one for one in offers if one.line_no in wanted and (in_parts or one.quantity == wanted[one.line_no])]
    seqs = sorted({one.seq for one in usable})
    if not usable or most < 1:
        return fill([], wanted, in_parts=in_parts)
    chosen = set(seqs) if len(seqs) <= most else _choose(usable, seqs, wanted, most, in_parts)
    return fill([one for one in usable if one.seq in chosen], wanted, in_parts=in_parts)


def fill(offers: Sequence[Offer], wanted: dict[int, Decimal], *, in_parts: bool) -> Plan:
    """Give every line to the cheapest of these offers: exact, and the best there is once it is clear who takes part."""
    shares: list[Share] = []
    cost, still_open = Fraction(0), []
    for line_no, quantity in wanted.items():
        left = quantity
        for one in sorted((one for one in offers if one.line_no == line_no), key=lambda one: (one.cost, one.seq)):
            part = min(left, one.quantity)
            if part <= 0 or (not in_parts and part != quantity):
                continue
            shares.append(Share(one.seq, line_no, part))
            cost += one.cost * Fraction(part)
            left -= part
        if left > 0:
            still_open.append(line_no)
    return Plan(tuple(shares), cost, tuple(still_open))


def _choose(
    offers: Sequence[Offer], seqs: Sequence[int], wanted: dict[int, Decimal], most: int, in_parts: bool
) -> set[int]:
    """Which quotes take part: the mixed-integer program, first for what is covered, then for what it costs."""
    import highspy  # here, because with numpy it weighs more than 10 MiB and few processes ever solve

    model = highspy.Highs()
    model.silent()
    for name in ("mip_rel_gap", "mip_abs_gap"):
        model.setOptionValue(name, 0.0)
    takes_part = {seq: model.addBinary() for seq in seqs}
    given = {}
    for at, one in enumerate(offers):
        part = min(Fraction(one.quantity) / Fraction(wanted[one.line_no]), Fraction(1))
        cap = float(part)
        given[at] = model.addVariable(lb=0.0, ub=cap) if in_parts else model.addBinary()
        model.addConstr(given[at] <= cap * takes_part[one.seq])
    for line_no in wanted:
        of_line = [given[at] for at, one in enumerate(offers) if one.line_no == line_no]
        if of_line:
            model.addConstr(model.qsum(of_line) <= 1)
    model.addConstr(model.qsum(takes_part.values()) <= most)
    covered = model.qsum(given.values())
    model.maximize(covered)
    most_covered = sum(model.val(one) for one in given.values())
    if not in_parts:
        most_covered = round(most_covered)
    model.addConstr(model.qsum(given.values()) >= most_covered - 1e-9)
    sums = [float(one.cost * Fraction(wanted[one.line_no])) * given[at] for at, one in enumerate(offers)]
    model.minimize(model.qsum(sums))
    return {seq for seq in seqs if model.val(takes_part[seq]) > 0.5}
