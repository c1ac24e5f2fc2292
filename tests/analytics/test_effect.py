"""The effect check against published arithmetic, other libraries, and the simulation table of its method page."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from heedful.analytics.inference.counts import Window, dispersion, lower_rate, total, upper_rate
from heedful.analytics.inference.effect import (
    Law,
    Verdict,
    earliest_exposure,
    expected_by_chance,
    fall_p,
    judge,
    ratio_of_ratios,
    rise_p,
)
from heedful.analytics.inference.power import power
from heedful.analytics.inference.relapse import limit, plan_watch, read, reference_value, run_length

CLUMPY = 0.2  # shape 5 a week


@dataclass(frozen=True)
class Story:
    """A line of the table: weekly counts, the fault, the fix six weeks after the trigger, the weeks watched."""

    healthy: int
    fault: float
    left: float
    volume: float = 1.0
    counts_exposure: bool = True
    weeks: tuple[int, ...] = (8,)


# Called fixed, %: (naive Poisson, naive clumpy), (A Poisson, A clumpy), (A and B Poisson, A and B clumpy).
TABLE = {
    "noise only, 5": (Story(5, 1, 1), (93, 96), (3, 5), (3, 4)),
    "x3, nothing, 5": (Story(5, 3, 3), (0, 12), (2, 7), (0, 0)),
    "x3, all removed, 5": (Story(5, 3, 1), (98, 99), (100, 94), (78, 53)),
    "x3, all removed, 5, 16 weeks": (Story(5, 3, 1, weeks=(8, 16)), None, None, (95, 74)),
    "x3, all removed, 20": (Story(20, 3, 1), (100, 99), (100, 99), (100, 69)),
    "x3, all removed, 20, 16 weeks": (Story(20, 3, 1, weeks=(8, 16)), None, None, (100, 88)),
    "x3, half removed, 5": (Story(5, 3, 2), (14, 58), (72, 39), (0, 1)),
    "x2, nothing, volume down, counts": (Story(20, 2, 2, 0.7, False), (20, 87), (96, 38), (24, 11)),
    "x2, nothing, volume down, exposure": (Story(20, 2, 2, 0.7), None, (3, 4), (0, 0)),
}


def draws(rng, mean: float, d: float, weeks: int) -> list[int]:
    return [
        int(y) for y in (rng.negative_binomial(1 / d, 1 / (1 + d * mean), weeks) if d else rng.poisson(mean, weeks))
    ]


def told(story: Story, d: float, runs: int) -> tuple[float, float, float]:
    """Return in how many per cent of the runs the naive comparison, A, and A with B call the problem fixed."""
    rng = np.random.default_rng(20_26)
    point = (
        stats.nbinom.ppf(0.995, 1 / d, 1 / (1 + d * story.healthy)) if d else stats.poisson.ppf(0.995, story.healthy)
    )
    found = np.zeros(3)
    for _ in range(runs):
        past = draws(rng, story.healthy, d, 26)
        while True:
            past += draws(rng, story.healthy * story.fault, d, 1)
            if past[-1] > point:
                break
        law = Law(
            target=1.5 * story.healthy,
            d=dispersion([Window(y, 1.0) for y in past[-27:-1]]),
            looks=len(story.weeks),
        )
        before = total([Window(y, 1.0) for y in draws(rng, story.healthy * story.fault, d, 5)])
        weeks = draws(rng, story.healthy * story.left * story.volume, d, story.weeks[-1])
        exposure = story.volume if story.counts_exposure else 1.0
        looks = [total([Window(y, exposure) for y in weeks[:length]]) for length in story.weeks]
        verdicts = [judge(before, look, law, last_look=look is looks[-1]).verdict for look in looks]
        fell = {Verdict.EFFECTIVE, Verdict.IMPROVED}
        found += [
            looks[0].rate < sum(past[-4:]) / 4,
            any(verdict in fell for verdict in verdicts),
            Verdict.EFFECTIVE in verdicts,
        ]
    return tuple(100 * found / runs)


def check_line(name: str, runs: int, slack: float) -> None:
    story, *wanted = TABLE[name]
    for column, d in enumerate((0.0, CLUMPY)):
        found = told(story, d, runs)
        for value, want in zip(found, wanted, strict=True):
            if want is not None:
                assert value == pytest.approx(want[column], abs=slack), (name, d, found, wanted)


@pytest.mark.feature("CA-7", part="the table of the method page, reduced size")
@pytest.mark.parametrize("name", TABLE)
def test_the_table_of_the_method_page(name):
    check_line(name, runs=250, slack=11)


@pytest.mark.slow
@pytest.mark.feature("CA-7", part="the table of the method page")
@pytest.mark.parametrize("name", TABLE)
def test_the_table_at_full_size(name):
    # The page does not say how long its histories are; ours have 26 weeks. One cell, 78 there, is 84 here.
    check_line(name, runs=2_000, slack=7)


@pytest.mark.invariant("C20")
@given(
    mean=st.floats(2, 60), base=st.integers(4, 12), watch=st.integers(4, 16), looks=st.sampled_from([1, 2]),
    seed=st.integers(0, 2**32 - 1),
)  # fmt: skip
def test_without_a_change_effective_is_rare(mean, base, watch, looks, seed):
    rng, runs = np.random.default_rng(seed), 300
    law, called = Law(target=10 * mean, looks=looks), 0
    for _ in range(runs):
        before = Window(int(rng.poisson(mean * base)), base)
        first, more = (int(rng.poisson(mean * watch)) for _ in range(2))
        seen = [Window(first, watch), Window(first + more, 2 * watch)][:looks]
        called += any(judge(before, after, law, last_look=False).verdict is Verdict.EFFECTIVE for after in seen)
    assert called <= stats.binom.ppf(1 - 1e-6, runs, 0.05)


@pytest.mark.feature("CA-7")
@pytest.mark.slow
@pytest.mark.parametrize("d", [0.0, 0.05, 0.2])
@pytest.mark.parametrize(("fault", "weeks"), [(3, 8), (3, 26), (4, 26), (5, 40)])
def test_planted_fixes_get_the_right_verdict(d, fault, weeks):
    check_planted(d, fault, weeks, runs=3_000, slack=0.015)


@pytest.mark.feature("CA-7", part="planted fixes, reduced size")
@pytest.mark.parametrize(("d", "fault", "weeks"), [(0.0, 4, 12), (0.2, 5, 40)])
def test_planted_fixes_reduced(d, fault, weeks):
    check_planted(d, fault, weeks, runs=300, slack=0.04)


def check_planted(d: float, fault: int, weeks: int, *, runs: int, slack: float) -> None:
    """True fixes are found as often as the plan promises (>= 90 % where it promises 90 %), false ones in <= 5 %."""
    rng, healthy, law = np.random.default_rng(7), 10, Law(target=15, d=d)
    promised = power(law, before_rate=fault * healthy, before_exposure=5, after_rate=healthy, after_exposure=weeks)[1]
    true = false = 0
    for _ in range(runs):
        before = Window(sum(draws(rng, fault * healthy, d, 5)), 5.0)
        fixed, same = (Window(sum(draws(rng, mean, d, weeks)), weeks) for mean in (healthy, fault * healthy))
        true += judge(before, fixed, law, last_look=True).verdict is Verdict.EFFECTIVE
        false += judge(before, same, law, last_look=True).verdict is Verdict.EFFECTIVE
    assert true / runs == pytest.approx(promised, abs=slack)
    if promised >= 0.9:
        assert true / runs >= 0.9 - slack
    assert false / runs <= 0.05


@given(y0=st.integers(0, 60), y1=st.integers(0, 60), e0=st.floats(0.5, 20), e1=st.floats(0.5, 20))
def test_the_fall_is_the_binomial_and_beta_binomial_of_scipy(y0, y1, e0, e1):
    binomial = stats.binom.cdf(y1, y0 + y1, e1 / (e0 + e1))
    assert fall_p(Window(y0, e0), Window(y1, e1)) == pytest.approx(binomial, abs=1e-9)
    clumpy = stats.betabinom.cdf(y1, y0 + y1, e1 / CLUMPY, e0 / CLUMPY)
    assert fall_p(Window(y0, e0), Window(y1, e1), CLUMPY) == pytest.approx(clumpy, abs=1e-8)
    assert fall_p(Window(y0, e0), Window(y1, e1), 1e-9) == pytest.approx(binomial, abs=1e-6)


@given(y=st.integers(0, 200), e=st.floats(0.5, 50))
def test_limits_of_the_rate_solve_their_laws(y, e):
    assert upper_rate(Window(y, e), 0, 0.05) == pytest.approx(stats.chi2.ppf(0.95, 2 * y + 2) / (2 * e))
    assert lower_rate(Window(y, e), 0, 0.05) == pytest.approx(stats.chi2.ppf(0.05, 2 * y) / (2 * e) if y else 0)
    shape, mean = e / CLUMPY, upper_rate(Window(y, e), CLUMPY, 0.05) * e
    assert stats.nbinom.cdf(y, shape, shape / (shape + mean)) == pytest.approx(0.05, rel=1e-6)


def test_silence_proves_something_after_the_published_multiples():
    multiples = {1: 19, 2: 3.5, 3: 1.7, 5: 0.82, 10: 0.35, 20: 0.16}
    for y0, multiple in multiples.items():
        assert earliest_exposure(Window(y0, 1.0), Law(target=1e9)) == pytest.approx(multiple, rel=0.02)
    assert earliest_exposure(Window(0, 1.0), Law(target=1.0)) is None
    weeks = earliest_exposure(Window(3, 4.0), Law(target=0.5))
    assert 6 < weeks <= 7  # three complaints in four weeks: nothing before week 7


@given(y0=st.integers(1, 40), e0=st.floats(1, 10), target=st.floats(0.2, 20), d=st.sampled_from([0.0, 0.05, 0.3]))
def test_the_earliest_judgement_is_where_silence_begins_to_pass(y0, e0, target, d):
    law, before = Law(target=target, d=d), Window(y0, e0)
    earliest = earliest_exposure(before, law)

    def passes(exposure: float) -> bool:
        silence = Window(0, exposure)
        return fall_p(before, silence, d) <= 0.05 and upper_rate(silence, d, 0.05) <= target

    assert passes(earliest * 1.000001)
    assert not passes(earliest * 0.999)


def test_every_verdict():
    law, base = Law(target=7.5, looks=2), Window(75, 5.0)
    verdict = lambda after, **more: judge(base, after, law, **{"last_look": True, **more}).verdict  # noqa: E731  a table
    assert verdict(Window(0, 0.1)) is Verdict.TOO_EARLY
    assert verdict(Window(40, 8.0)) is Verdict.EFFECTIVE
    assert verdict(Window(80, 8.0)) is Verdict.IMPROVED
    assert verdict(Window(110, 8.0), last_look=False) is Verdict.NO_EVIDENCE
    assert verdict(Window(110, 8.0)) is Verdict.INEFFECTIVE
    assert judge(base, Window(40, 8.0), Law(target=20), last_look=True).verdict is Verdict.EFFECTIVE
    assert judge(Window(0, 5.0), Window(0, 8.0), law, last_look=True).verdict is Verdict.NO_EVIDENCE
    moved = judge(
        base, Window(40, 8.0), law, last_look=True,
        siblings={"chat": (Window(10, 5.0), Window(60, 8.0)), "post": (Window(10, 5.0), Window(16, 8.0))},
    )  # fmt: skip
    assert (moved.verdict, moved.risen) == (Verdict.MOVED, ("chat",))
    assert rise_p(Window(10, 5.0), Window(60, 8.0)) < 0.05 / 2


def test_a_mere_fall_from_a_spike_is_no_evidence():
    spike, base, after = Window(12, 1.0), Window(26, 5.0), Window(38, 8.0)
    assert after.rate < spike.rate / 2
    assert judge(base, after, Law(target=7.5), last_look=False).verdict is Verdict.NO_EVIDENCE


def test_a_control_takes_out_what_happened_everywhere():
    everywhere = (Window(60, 5.0), Window(30, 5.0))
    ratio, low, high = ratio_of_ratios(everywhere, everywhere)
    assert (ratio, low < 1 < high) == (pytest.approx(1.0), True)
    wider = ratio_of_ratios(everywhere, everywhere, 0.2)
    assert wider[1] < low
    assert wider[2] > high


def test_relapse_watch_has_the_published_figures():
    assert reference_value(5, 10) == pytest.approx(7.21, abs=0.005)
    assert limit(5, 7.21, 0.0, 1.0) == 5
    assert run_length(5, 7.21, 5) == pytest.approx(187, rel=0.1)
    assert run_length(10, 7.21, 5) == pytest.approx(2.7, abs=0.2)
    assert limit(5, 7.21, CLUMPY, 1.0) > 5  # clumps call for patience


def test_relapse_is_seen_and_silence_is_not():
    watch = plan_watch(Window(40, 8.0), 7.5, 0.0, bucket_exposure=1.0)
    assert read(watch, [Window(5, 1.0)] * 50).alarm is None
    assert read(watch, [Window(5, 1.0)] * 4 + [Window(12, 1.0)] * 4).alarm == 5
    assert plan_watch(Window(0, 8.0), 7.5, 0.0, bucket_exposure=1.0).bad == 7.5


def test_what_chance_gives():
    assert expected_by_chance([]) == 0
    assert expected_by_chance([0.05] * 20) == 1
    assert expected_by_chance([0.05] * 21) == 2
