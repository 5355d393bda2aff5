"""The mixed-integer program behind a split, and its solver.

Two kinds of variables say yes or no: a part leaves (a place and a group), and a link is used (a line and a place).
Where lines draw on one stock that is too small for all of them, a third kind is the share of a line on a link.
Costs are whole numbers, so the search may stop once its bound is less than one below.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, gcd

TIME_LIMIT_S = 20.0
CLOSE = 0.999


@dataclass(frozen=True, slots=True)
class Link:
    """A line could come from a place: at most `share` of it."""

    line: int
    place: int
    share: Fraction


@dataclass(frozen=True, slots=True)
class Model:
    """Positions stand for lines and places. `shared` are stocks several lines draw on, with their weights."""

    links: Sequence[Link]
    groups: Sequence[str]
    opening: Sequence[int]
    per_link: Sequence[int]
    most_parts: int
    shared: Sequence[tuple[int, Sequence[tuple[int, Fraction]]]]


@dataclass(frozen=True, slots=True)
class Answer:
    """Links that are used, and what no plan can be cheaper than."""

    chosen: tuple[int, ...]
    bound_minor: int


class _Rows:
    """Rows of the matrix, as HiGHS takes them."""

    def __init__(self) -> None:
        self.starts, self.columns, self.values = [0], [], []  # type: ignore[var-annotated]
        self.low: list[float] = []
        self.high: list[float] = []

    def add(self, cells: Sequence[tuple[int, float]], low: float, high: float) -> None:
        for column, value in cells:
            self.columns.append(column)
            self.values.append(value)
        self.starts.append(len(self.columns))
        self.low.append(low)
        self.high.append(high)


def solve_model(model: Model, forbidden: Sequence[frozenset[int]]) -> Answer | None:
    """The cheapest choice of links; of each set in `forbidden` at least one link must be used. None: there is none."""
    import highspy  # here, because with numpy it weighs more than 10 MiB and few processes ever solve

    parts = sorted({(link.place, model.groups[link.line]) for link in model.links})
    part_at = {part: at for at, part in enumerate(parts)}
    first_link = len(parts)
    first_share = first_link + len(model.links)
    shares = _shares(model, first_share)
    grain = gcd(*(model.opening[place] for place, _group in parts), *model.per_link) or 1
    costs = [model.opening[place] // grain for place, _group in parts]
    costs += [model.per_link[link.place] // grain for link in model.links]
    rows = _rows(model, part_at, first_link, shares, highspy.kHighsInf)
    for links in forbidden:
        rows.add([(first_link + at, 1.0) for at in sorted(links)], 1.0, highspy.kHighsInf)
    program = highspy.HighsLp()
    program.num_col_ = first_share + len(shares)
    program.num_row_ = len(rows.low)
    program.col_cost_ = [float(cost) for cost in costs] + [0.0] * len(shares)
    program.col_lower_ = [0.0] * program.num_col_
    program.col_upper_ = [1.0] * first_share + [float(model.links[at].share) for at in shares]
    program.row_lower_, program.row_upper_ = rows.low, rows.high
    matrix = program.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_, matrix.index_, matrix.value_ = rows.starts, rows.columns, rows.values
    kinds = highspy.HighsVarType
    program.integrality_ = [kinds.kInteger] * first_share + [kinds.kContinuous] * len(shares)
    return _solve(highspy, program, first_link, first_share, grain)


def _shares(model: Model, first: int) -> dict[int, int]:
    """The column of the share of each link of a line that competes for a stock."""
    competing = {line for _place, weights in model.shared for line, _weight in weights}
    links = [at for at, link in enumerate(model.links) if link.line in competing]
    return {at: first + number for number, at in enumerate(links)}


def _rows(
    model: Model, part_at: dict[tuple[int, str], int], first_link: int, shares: dict[int, int], inf: float
) -> _Rows:
    rows = _Rows()
    of_line: dict[int, list[int]] = {line: [] for line in range(len(model.groups))}
    by_pair: dict[tuple[int, int], int] = {}
    for at, link in enumerate(model.links):
        of_line[link.line].append(at)
        by_pair[(link.line, link.place)] = at
        part = part_at[(link.place, model.groups[link.line])]
        rows.add([(first_link + at, 1.0), (part, -1.0)], -inf, 0.0)
        if at in shares:
            rows.add([(shares[at], 1.0), (first_link + at, -float(link.share))], -inf, 0.0)
    for links in of_line.values():
        for cells, low in _covers([(first_link + at, model.links[at].share) for at in links]):
            rows.add(cells, low, inf)
        if links and links[0] in shares:
            rows.add([(shares[at], 1.0) for at in links], 1.0, 1.0)
    for place, weights in model.shared:
        rows.add([(shares[by_pair[(line, place)]], float(weight)) for line, weight in weights], -inf, 1.0)
    rows.add([(at, 1.0) for at in part_at.values()], -inf, float(model.most_parts))
    return rows


def _covers(links: Sequence[tuple[int, Fraction]]) -> list[tuple[list[tuple[int, float]], float]]:
    """Rows that say: the links in use carry the whole line; the sharper, the fewer branches are searched.

    Besides the sum itself: without the largest few, so many of the others are needed.
    """
    ranked = sorted(links, key=lambda one: (-one[1], one[0]))
    found = [([(at, float(share)) for at, share in ranked], 1.0 - 1e-9)]
    for skipped in range(len(ranked)):
        missing = 1 - sum((share for _at, share in ranked[:skipped]), Fraction(0))
        if missing <= 0:
            break
        needed, carried = 0, Fraction(0)
        for _at, share in ranked[skipped:]:
            if carried >= missing:
                break
            needed, carried = needed + 1, carried + share
        found.append(([(at, 1.0) for at, _share in ranked[skipped:]], float(needed if carried >= missing else 1)))
        rest = ranked[:skipped] + ranked[skipped + 1 :]
        missing = 1 - ranked[skipped][1]
        if missing > 0:
            found.append(([(at, float(min(share / missing, Fraction(1)))) for at, share in rest], 1.0 - 1e-9))
    return found


def _solve(highspy, program, first_link: int, first_share: int, grain: int) -> Answer | None:  # type: ignore[no-untyped-def]
    solver = highspy.Highs()
    solver.silent()
    # Not the number of threads: it is one for the whole process, and who asks for another one gets no answer.
    for name, value in (
        ("mip_rel_gap", 0.0), ("mip_abs_gap", CLOSE), ("random_seed", 0), ("time_limit", TIME_LIMIT_S),
    ):  # fmt: skip
        solver.setOptionValue(name, value)
    solver.passModel(program)
    solver.run()
    info = solver.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    values = solver.getSolution().col_value
    chosen = tuple(at - first_link for at in range(first_link, first_share) if values[at] > 0.5)
    # A plan costs a whole number of grains, so the bound may be rounded up; the small step back is the tolerance.
    return Answer(chosen, ceil(info.mip_dual_bound - 1e-5) * grain)
