"""Forecasts: what is closed, unknown, special and unusual; bands, paths, updates, layers, many series."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from tandem.core.kit.calendars import Calendar, SpecialDay
from tandem.core.kit.intervals import Timeline
from tandem.core.orchestration.forecasting import (
    DemandForecaster,
    DemandSeries,
    Override,
    PlannedEvent,
    evaluate,
    fit_intraday,
    forecast_many,
    layered,
    measured_uplift,
    rolling_origins,
    updated_mean,
)
from tandem.core.orchestration.forecasting.distributions import count_cdf, count_quantiles
from tandem.core.orchestration.forecasting.scores import coverage, pinball, wape

START = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday
SHAPE = np.concatenate([np.zeros(16), np.sin(np.linspace(0.15, np.pi - 0.15, 24)), np.zeros(8)])  # 8:00 to 20:00
WEEK = np.array([1.2, 1.0, 1.0, 0.95, 0.9, 0.4, 0.0])


def made(days=120, level=600.0, seed=1, spread=0.0, name="made"):
    generator = np.random.default_rng(seed)
    day = np.arange(days)
    factor = generator.gamma(1 / spread**2, spread**2, days) if spread else np.ones(days)
    mean = (level * WEEK[day % 7] * factor)[:, None] * SHAPE / SHAPE.sum()
    counts = generator.poisson(mean).astype(float)
    counts[:, SHAPE == 0] = np.nan
    counts[WEEK[day % 7] == 0] = np.nan
    return DemandSeries(name, Timeline(START, 1800, days * 48), counts.ravel())


@pytest.mark.proves("R1")
def test_intervals_that_never_have_rows_are_closed_and_gaps_are_unknown():
    series = made()
    contacts = series.contacts.copy()
    contacts[48 * 50 + 20 : 48 * 50 + 24] = np.nan
    forecast = DemandForecaster(48 * 7).fit(DemandSeries("gap", series.timeline, contacts)).predict()
    assert forecast.quality.unknown == 4
    assert forecast.quality.longest_gap == 4
    table = forecast.mean.reshape(7, 48)
    assert (table[:, SHAPE == 0] == 0).all()
    assert (table[forecast.timeline.instants()[::48].astype("datetime64[D]").astype(object) == date(2026, 5, 10)] == 0).all()
    assert "unknown, not as zero" in " ".join(forecast.quality.sentences())


def test_a_gap_does_not_pull_the_forecast_down():
    series = made()
    contacts = series.contacts.copy()
    contacts[48 * 100 : 48 * 107] = np.nan
    whole = DemandForecaster(48 * 7).fit(series).predict().mean.sum()
    gap = DemandForecaster(48 * 7).fit(DemandSeries("gap", series.timeline, contacts)).predict().mean.sum()
    assert abs(gap / whole - 1) < 0.03


def test_the_weeks_shape_is_found():
    forecast = DemandForecaster(48 * 7).fit(made(level=3000.0)).predict()
    day = forecast.mean.reshape(7, 48).sum(axis=1)
    expected = 3000 * WEEK[(np.arange(7) + 120) % 7]
    assert np.abs(day - expected).max() < 80


@pytest.mark.proves("R72")
def test_bands_hold_what_they_claim_on_over_dispersed_days():
    series = made(days=420, spread=0.15, seed=5)
    result = evaluate(
        series,
        DemandForecaster(48),
        origins=rolling_origins(series, horizon=48, origins=60),
        stopwatch=lambda: 0.0,
    )
    assert abs(result.model.coverage80 - 0.8) < 0.05
    assert abs(result.model.coverage95 - 0.95) < 0.03
    assert all(result.model.pinball < baseline.pinball for baseline in result.baselines.values())
    assert all(result.model.wape < baseline.wape for baseline in result.baselines.values())


def test_paths_share_the_days_luck_and_lie_about_the_mean():
    forecast = DemandForecaster(48).fit(made(days=301, spread=0.2, seed=3)).predict()
    paths = forecast.paths(2000, seed=4)
    assert paths.shape == (2000, 48)
    totals = paths.sum(axis=1)
    assert abs(totals.mean() / forecast.mean.sum() - 1) < 0.08  # bands mended by 28 days move it a little
    independent = forecast.spread.variance(forecast.mean, forecast.ahead).sum()
    assert totals.var() > 2 * independent
    assert np.array_equal(paths, forecast.paths(2000, seed=4))


def test_a_special_day_is_measured_and_a_stated_uplift_wins():
    series = made(days=200, level=2000.0)
    contacts = series.contacts.reshape(-1, 48).copy()
    sale = [date(2026, 1, 5) + timedelta(days=d) for d in (30, 58, 86, 114, 142, 170)]
    for day in sale:
        contacts[(day - date(2026, 1, 5)).days] *= 1.5
    ahead = date(2026, 1, 5) + timedelta(days=203)
    days = [SpecialDay(day, "sale", "sale") for day in (*sale, ahead)]
    raised = DemandSeries("sale", series.timeline, contacts.ravel())

    def total(calendar):
        forecast = DemandForecaster(48 * 7, calendar).fit(raised).predict()
        return forecast.mean.reshape(7, 48).sum(axis=1)[3]

    plain = total(Calendar())
    assert 1.3 < total(Calendar().with_days(days)) / plain < 1.6
    stated = [*days[:-1], SpecialDay(ahead, "sale", "sale", uplift=3.0)]
    assert 2.7 < total(Calendar().with_days(stated)) / plain < 3.3


def test_an_unusual_day_is_flagged_and_kept_at_bay():
    series = made(level=2000.0)
    contacts = series.contacts.reshape(-1, 48).copy()
    contacts[113] *= 0.05
    forecast = DemandForecaster(48 * 7).fit(DemandSeries("odd", series.timeline, contacts.ravel())).predict()
    clean = DemandForecaster(48 * 7).fit(series).predict()
    assert forecast.quality.outliers == (str(date(2026, 1, 5) + timedelta(days=113)),)
    assert abs(forecast.mean.sum() / clean.mean.sum() - 1) < 0.05


def test_two_weeks_are_enough_and_less_is_refused():
    assert DemandForecaster(48).fit(made(days=14)).predict().choice.method == "mean of last 4"
    with pytest.raises(ValueError, match="at least 14 days"):
        DemandForecaster(48).fit(made(days=13))


def test_impossible_series_are_refused():
    timeline = Timeline(START, 1800, 2)
    with pytest.raises(ValueError, match="never below zero"):
        DemandSeries("x", timeline, np.array([1.0, -1.0]))
    with pytest.raises(ValueError, match="no interval"):
        DemandSeries("x", timeline, np.full(2, np.nan))
    with pytest.raises(ValueError, match="2 counts for 3"):
        DemandSeries("x", Timeline(START, 1800, 3), np.ones(2))


def test_a_busy_morning_moves_the_afternoon_by_what_was_learnt():
    generator = np.random.default_rng(2)
    factor = generator.gamma(25, 1 / 25, 80)
    expected = np.full((80, 10), 60.0)
    update = fit_intraday(generator.poisson(expected * factor[:, None]).astype(float), expected)
    assert 0.5 < update.weight[3] < update.weight[7] < 1.0
    assert update.factor(np.full(5, 90.0), np.full(5, 60.0)) > 1.2
    forecast = DemandForecaster(48).fit(made(days=60)).predict()
    moved = updated_mean(forecast, forecast.mean[:20] * 2, fit_intraday(np.zeros((0, 48)), np.zeros((0, 48))))
    assert np.array_equal(moved, forecast.mean)  # nothing learnt, nothing moved


def test_events_and_overrides_stay_apart_from_the_base():
    timeline = Timeline(START, 3600, 4)
    hour = timedelta(hours=1)
    layers = layered(
        np.full(4, 10.0),
        timeline,
        events=(PlannedEvent(START, START + 2 * hour, 1.5, "launch"),),
        overrides=(Override(START + hour, START + 2 * hour, 7.0, "floor lead", "known outage"),),
    )
    assert layers.base.tolist() == [10.0] * 4
    assert layers.final.tolist() == [15.0, 7.0, 10.0, 10.0]
    assert measured_uplift(np.array([15.0, np.nan]), np.array([10.0, 10.0])) == 1.5
    with pytest.raises(ValueError, match="author"):
        Override(START, START + hour, 1.0, " ", "why")


def test_handle_time_is_forecast_where_it_was_seen():
    series = made(days=60)
    handle = np.where(np.tile(np.arange(48) < 28, 60), 200.0, 300.0)
    timed = DemandSeries("timed", series.timeline, series.contacts, handle)
    ahead = DemandForecaster(48).fit(timed).predict().handle_seconds
    assert ahead is not None
    assert abs(ahead[20] - 200) < 10
    assert abs(ahead[32] - 300) < 10


@pytest.mark.proves("R1")
def test_sparse_queues_borrow_the_groups_shape_and_any_map_gives_the_same():
    crowd = [made(days=60, seed=seed, name=f"queue {seed}") for seed in range(3)]
    sparse = made(days=60, level=4.0, seed=9, name="sparse")
    together = forecast_many([*crowd, sparse], DemandForecaster(48 * 2))
    reverse = forecast_many([*crowd, sparse], DemandForecaster(48 * 2), mapper=lambda f, items: [f(item) for item in items])
    assert all(np.array_equal(a.mean, b.mean) for a, b in zip(together, reverse, strict=True))
    alone = DemandForecaster(48 * 2).fit(sparse).predict()
    assert np.isclose(together[3].mean.sum(), alone.mean.sum())
    group = together[0].mean / together[0].mean.sum()

    def distance(mean):
        return np.abs(mean / mean.sum() - group).sum()

    assert distance(together[3].mean) < 0.7 * distance(alone.mean)


def test_count_quantiles_agree_with_the_cdf():
    mean = np.array([0.2, 3.0, 40.0, 900.0])
    variance = mean * 1.5 + 0.02 * mean**2
    quantiles = count_quantiles(mean, variance, np.array([0.1, 0.5, 0.9]))
    below, upto = count_cdf(np.rint(quantiles[:, 2]), mean, variance)
    assert ((below <= 0.9001) & (upto >= 0.8999)).all()
    assert (np.diff(quantiles, axis=1) >= 0).all()


def test_scores_of_worked_examples():
    assert wape(np.array([10.0, 0.0, np.nan]), np.array([8.0, 1.0, 5.0])) == 0.3
    assert pinball(np.array([3.0]), np.array([[1.0]]), levels=np.array([0.9])) == 1.8
    assert coverage(np.array([0.0]), np.array([0.97]), level=0.8) == pytest.approx(0.8 / 0.97)


def test_unknown_methods_are_named():
    with pytest.raises(ValueError, match="expected a method of mean of last 4"):
        DemandForecaster(48, method="magic").fit(made(days=60))


def test_a_day_that_has_begun_busy_goes_on_busy():
    series = made(days=200, level=3000.0, spread=0.2, seed=6)
    noon = 199 * 48 + 26

    def afternoon(factor):
        contacts = series.contacts[:noon].copy()
        contacts[199 * 48 :] *= factor
        begun = DemandSeries("begun", series.timeline.part(0, noon), contacts)
        return DemandForecaster(22).fit(begun).predict().mean.sum()

    assert afternoon(2.0) > 1.3 * afternoon(1.0)
    assert afternoon(0.5) < 0.8 * afternoon(1.0)
