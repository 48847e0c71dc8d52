"""Means and spreads."""

import math as _math
from collections import Counter as _Counter


class StatisticsError(ValueError):
    pass


def _data(data, what):
    data = list(data)
    if not data:
        raise StatisticsError(f"{what} requires at least one data point")
    return data


def _sum(data):
    return _math.fsum(data) if any(isinstance(item, float) for item in data) else sum(data)


def mean(data):
    data = _data(data, "mean")
    total = _sum(data)
    if isinstance(total, int):
        return total // len(data) if total % len(data) == 0 else total / len(data)
    return total / len(data)


def fmean(data, weights=None):
    data = _data(data, "fmean")
    if weights is None:
        return _math.fsum(data) / len(data)
    weights = list(weights)
    return _math.fsum(x * w for x, w in zip(data, weights)) / _math.fsum(weights)


def median(data):
    data = sorted(data)
    if not data:
        raise StatisticsError("no median for empty data")
    middle = len(data) // 2
    return data[middle] if len(data) % 2 else (data[middle - 1] + data[middle]) / 2


def median_low(data):
    data = sorted(data)
    if not data:
        raise StatisticsError("no median for empty data")
    return data[(len(data) - 1) // 2]


def median_high(data):
    data = sorted(data)
    if not data:
        raise StatisticsError("no median for empty data")
    return data[len(data) // 2]


def mode(data):
    counts = _Counter(data).most_common(1)
    if not counts:
        raise StatisticsError("no mode for empty data")
    return counts[0][0]


def multimode(data):
    counts = _Counter(data)
    most = max(counts.values(), default=0)
    return [value for value, count in counts.items() if count == most]


def _squares(data, center):
    center = mean(data) if center is None else center
    return _sum([(item - center) ** 2 for item in data])


def pvariance(data, mu=None):
    data = _data(data, "pvariance")
    return _squares(data, mu) / len(data)


def variance(data, xbar=None):
    data = list(data)
    if len(data) < 2:
        raise StatisticsError("variance requires at least two data points")
    return _squares(data, xbar) / (len(data) - 1)


def pstdev(data, mu=None):
    return _math.sqrt(pvariance(data, mu))


def stdev(data, xbar=None):
    data = list(data)
    if len(data) < 2:
        raise StatisticsError("stdev requires at least two data points")
    return _math.sqrt(variance(data, xbar))
