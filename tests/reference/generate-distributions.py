"""Writes distributions.json: tails, logarithms and quantiles of the distributions, from mpmath.

    pip install mpmath==1.3.0
    python3 tests/reference/generate-distributions.py

The incomplete gamma and beta functions are summed here from their series of positive terms with 60 digits; a tail that
is a complement is summed again with up to 420 digits when it is small. mpmath's own gammainc and betainc check the series.
Inputs are doubles taken exactly, outputs are rounded once to the nearest double.
"""

import json
import platform
from pathlib import Path

import mpmath
from mpmath import mp, mpf

DIGITS = 60
FAR_DIGITS = 420
LOWEST_LOG = -800  # tails below exp(-800) are left out


def positive_series(ratio):
    term = total = mpf(1)
    k = 0
    while True:
        term *= ratio(k)
        total += term
        k += 1
        if term < total * mpf(10) ** (-mp.dps - 3):
            return total


def both_tails(compute):
    """compute() -> (side, value). Returns (lower, upper) with at least 30 good digits each."""
    with mp.workdps(DIGITS):
        side, value = compute()
        other = 1 - value
    if other < mpf(10) ** -25:
        lost = -int(mp.log10(other)) if other > mpf(10) ** (20 - DIGITS) else FAR_DIGITS - DIGITS
        with mp.workdps(DIGITS + lost):
            side, value = compute()
            other = 1 - value
            if other < mpf(10) ** (30 - mp.dps):
                other = mpf(0)
    return (value, other) if side == "lower" else (other, value)


def gamma_tails(a, x):
    def compute():
        prefix = mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1))
        return "lower", prefix * positive_series(lambda k: x / (a + 1 + k))

    return both_tails(compute)


def beta_tails(a, b, odds):
    """Odds, not x, so that x and 1 - x are both exact at any working precision."""

    def compute():
        x, y = odds() / (1 + odds()), 1 / (1 + odds())
        # terms of the series in x and in y until they fall, plus those to the last digit
        distance = b * x - a * y
        if (max(0, distance) + 300) / y > (max(0, -distance) + 300) / x:
            side, p, q, u, v = "upper", b, a, y, x
        else:
            side, p, q, u, v = "lower", a, b, x, y
        log_beta = mp.loggamma(p) + mp.loggamma(q) - mp.loggamma(p + q)
        prefix = mp.exp(p * mp.log(u) + q * mp.log(v) - mp.log(p) - log_beta)
        return side, prefix * positive_series(lambda k: (p + q + k) * u / (p + 1 + k))

    return both_tails(compute)


def normal_tails(z):
    with mp.workdps(DIGITS):
        return mp.ncdf(z), mp.ncdf(-z)


def chi_squared_tails(x, df):
    return gamma_tails(mpf(df) / 2, mpf(x) / 2)


def f_tails(f, df1, df2):
    return beta_tails(mpf(df1) / 2, mpf(df2) / 2, lambda: mpf(df1) * mpf(f) / mpf(df2))


def beta_distribution_tails(x, a, b):
    return beta_tails(mpf(a), mpf(b), lambda: mpf(x) / (1 - mpf(x)))


def t_tails(t, df):
    central, outer = beta_tails(mpf("0.5"), mpf(df) / 2, lambda: mpf(t) ** 2 / mpf(df))
    with mp.workdps(FAR_DIGITS):
        small, large = outer / 2, (1 + central) / 2
    return (large, small) if t > 0 else (small, large)


def logs_of(lower, upper):
    """The smaller tail carries at least 30 digits, the larger may not: its logarithm comes from the smaller."""
    with mp.workdps(DIGITS):
        if lower < upper:
            return mp.log(lower), mp.log1p(-lower)
        return mp.log1p(-upper), mp.log(upper)


def row(arguments, tails):
    lower, upper = tails
    if min(lower, upper) == 0:
        return None
    logs = logs_of(lower, upper)
    if min(logs) < LOWEST_LOG:
        return None
    return {
        **arguments,
        "lower": float(lower),
        "upper": float(upper),
        "logLower": float(logs[0]),
        "logUpper": float(logs[1]),
    }


def rows(tails_of, names, points):
    made = (row(dict(zip(names, point)), tails_of(*point)) for point in points)
    return [r for r in made if r is not None]


def solve(tails_of, side, p, low, high):
    """Root of log tail(exp(w)) = log p by bisection to 1e-3, then Illinois steps to 22 digits."""
    index = 0 if side == "lower" else 1
    sign = 1 if side == "lower" else -1

    def excess(w):
        with mp.workdps(DIGITS):
            tail = tails_of(mp.exp(w))[index]
            return sign * (mp.log(tail) - mp.log(mpf(p)) if tail > 0 else -mp.inf)

    with mp.workdps(DIGITS):
        low, high = mpf(low), mpf(high)
        if not excess(low) < 0 < excess(high):
            return None
        while high - low > mpf("1e-3"):
            middle = (low + high) / 2
            low, high = (middle, high) if excess(middle) < 0 else (low, middle)
        return mp.exp(mp.findroot(excess, (low, high), solver="illinois", tol=mpf(10) ** -22, maxsteps=60))


def check_series():
    for a, x in ((0.25, 3.0), (7.5, 2.0), (40.0, 90.0)):
        lower, upper = gamma_tails(mpf(a), mpf(x))
        with mp.workdps(DIGITS):
            assert abs(lower / mp.gammainc(a, 0, x, regularized=True) - 1) < mpf(10) ** -40
            assert abs(upper / mp.gammainc(a, x, mp.inf, regularized=True) - 1) < mpf(10) ** -25
    for a, b, x in ((0.25, 3.5, 0.75), (20.0, 0.5, 0.5), (12.0, 30.0, 0.875)):
        lower, upper = beta_distribution_tails(x, a, b)
        with mp.workdps(DIGITS):
            assert abs(lower / mp.betainc(a, b, 0, x, regularized=True) - 1) < mpf(10) ** -40
            assert abs(upper / mp.betainc(b, a, 0, 1 - mpf(x), regularized=True) - 1) < mpf(10) ** -25


NORMAL_Z = [0.0, 1e-12, 0.01, 0.3, 0.6744, 0.6745, 1.0, 1.96, 3.0, 5.5, 5.7, 8.0, 12.3, 20.1, 30.7, 37.0, 38.0, 60.1]
T_DF = [0.5, 1.0, 2.0, 2.7, 5.0, 30.0, 99.5, 199.0, 250.3, 1000.0, 1e6, 1e10]
T = [1e-10, 0.01, 0.3, 0.9, 1.1, 1.3, 1.96, 2.7, 4.0, 6.5, 10.0, 21.0, 36.9, 37.5, 100.0, 1e4, 1e8, 1e50, 1e99, 1e120, 1e200]
CHI_DF = [0.5, 1.0, 2.0, 2.7, 5.0, 31.4, 150.0, 199.0, 201.0, 1000.0, 1e6]
F_DF = [
    (0.5, 0.5), (1.0, 1.0), (1.0, 2.7), (2.0, 10.0), (2.7, 1e6), (1e6, 2.7), (3.0, 60.0), (5.0, 0.5), (12.5, 40.3),
    (50.0, 50.0), (150.0, 900.0), (199.0, 199.0), (201.0, 300.0), (400.0, 1e6), (1e6, 1e6), (0.5, 1e6), (1e6, 30.0),
]  # fmt: skip
FACTORS = [1e-200, 1e-100, 1e-20, 1e-8, 1e-3, 0.05, 0.3, 0.7, 0.9, 0.99, 1.0, 1.01, 1.1, 1.5, 2.5, 6.0, 20.0, 100.0, 700.0, 1e4, 1e10, 1e100, 1e200]  # fmt: skip
DEVIATIONS = [-36.5, -20.0, -6.0, -2.5, -1.0, -0.1, 0.1, 1.0, 2.5, 6.0, 20.0, 36.0]
BETA_SHAPES = [(0.25, 0.25), (0.5, 3.0), (2.7, 1.3), (1.0, 5.0), (30.0, 60.0), (120.0, 150.0), (1e5, 3.0), (5e5, 5e5), (2e5, 1e4)]  # fmt: skip
BETA_X = [1e-250, 1e-112, 1e-20, 1e-5, 0.02, 0.2, 0.3, 0.49, 0.5, 0.52, 0.8, 0.95, 0.96, 0.999, 0.99999]
P = [1e-300, 1e-150, 1e-50, 1e-12, 1e-5, 0.001, 0.01, 0.025, 0.05, 0.1, 0.3, 0.4999, 0.5]


def points(df_grid, deviation_scale):
    for df in df_grid:
        spread = deviation_scale(df)
        near = [1 + z * spread for z in DEVIATIONS] if spread < 0.1 else []
        for factor in sorted(set(FACTORS + [f for f in near if f > 0])):
            if spread >= 0.1 or abs(factor - 1) < 45 * spread:
                yield df, factor


def quantile_rows(names, parameters, tails_of, bounds, candidates):
    made = []
    for parameter in parameters:
        for p in candidates:
            for side in ("lower", "upper"):
                x = solve(lambda x: tails_of(x, *parameter), side, p, *bounds(*parameter))
                if x is not None:
                    made.append({"p": p, "side": side, **dict(zip(names, parameter)), "x": float(x)})
    return made


def main():
    check_series()
    chi_points = [(factor * df, df) for df, factor in points(CHI_DF, lambda df: (2 / df) ** 0.5) if factor * df < 3 * df + 4000]  # fmt: skip
    f_points = [(factor, *pair) for pair, factor in points(F_DF, lambda d: (2 / d[0] + 2 / d[1]) ** 0.5)]
    beta_points = []
    for a, b in BETA_SHAPES:
        centre, spread = a / (a + b), (a * b / (a + b + 1)) ** 0.5 / (a + b)
        near = [centre + z * spread for z in DEVIATIONS]
        beta_points += [(x, a, b) for x in sorted(set(BETA_X + near)) if 0 < x < 1 and (a + b < 100 or abs(x - centre) < 60 * spread)]  # fmt: skip
    quantile_bounds = {"chi": lambda df: (-650, mp.log(4000)) if df < 200 else (mp.log(df) - 60 * mp.sqrt(2 / df), mp.log(df) + 60 * mp.sqrt(2 / df)), "f": lambda df1, df2: (-650, 650), "t": lambda df: (-10, 690 if df < 3 else 25 if df < 100 else 4)}
    result = {
        "generator": "generate-distributions.py",
        "versions": {"mpmath": mpmath.__version__, "python": platform.python_version()},
        "logGamma": [{"z": z, "value": float(mp.loggamma(mpf(z)))} for z in (1e-300, 1e-5, 0.1, 0.25, 0.49, 0.51, 0.9999, 1.0000001, 1.3, 1.49, 1.51, 1.9999, 2.00001, 2.49, 2.51, 3.0, 7.7, 9.9, 10.1, 171.6, 1e6, 1e15, 1e300)],  # fmt: skip
        "logBeta": [{"a": a, "b": b, "value": float(log_beta(a, b))} for a, b in ((0.25, 0.25), (0.5, 5e5), (1.0, 1.0), (2.7, 1e12), (5e5, 5e5), (30.0, 1e-3), (1e-200, 3.0), (12.0, 13.5))],  # fmt: skip
        "normal": rows(normal_tails, ("z",), [(s * z,) for z in NORMAL_Z for s in (1, -1)]),
        "studentT": rows(t_tails, ("t", "df"), [(s * t, df) for df in T_DF for t in T for s in (1, -1)]),
        "chiSquared": rows(chi_squared_tails, ("x", "df"), chi_points),
        "f": rows(f_tails, ("f", "df1", "df2"), f_points),
        "beta": rows(beta_distribution_tails, ("x", "a", "b"), beta_points),
        "normalQuantile": [{"p": p, "x": float(normal_quantile(p))} for p in P + [0.07, 0.08, 0.2, 1e-10, 1.2e-11, 1.4e-11]],
        "studentTQuantile": quantile_rows(("df",), [(d,) for d in (0.5, 1.0, 2.7, 30.0, 250.3, 1e6, 1e10)], lambda t, df: reversed_half(t, df), quantile_bounds["t"], P[:-1]),  # fmt: skip
        "chiSquaredQuantile": quantile_rows(("df",), [(d,) for d in (0.5, 1.0, 2.7, 31.4, 1000.0, 1e6)], chi_squared_tails, quantile_bounds["chi"], P),  # fmt: skip
        "fQuantile": quantile_rows(("df1", "df2"), [F_DF[i] for i in (0, 1, 2, 4, 6, 8, 10, 12)], f_tails, quantile_bounds["f"], P),  # fmt: skip
    }
    path = Path(__file__).with_name("distributions.json")
    lines = []
    for key, value in result.items():
        if isinstance(value, list):
            lines.append(json.dumps(key) + ": [\n" + ",\n".join("  " + json.dumps(v) for v in value) + "\n]")
        else:
            lines.append(json.dumps(key) + ": " + json.dumps(value))
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print({key: len(value) for key, value in result.items() if isinstance(value, list)})


def log_beta(a, b):
    with mp.workdps(DIGITS + 320):
        return mp.loggamma(mpf(a)) + mp.loggamma(mpf(b)) - mp.loggamma(mpf(a) + mpf(b))


def normal_quantile(p):
    with mp.workdps(DIGITS):
        if p == 0.5:
            return mpf(0)
        start = -mp.sqrt(-2 * mp.log(mpf(p)))
        return mp.findroot(lambda z: mp.log(mp.ncdf(z)) - mp.log(mpf(p)), (start, start / 2), solver="anderson", tol=1e-60)


def reversed_half(t, df):
    """For t quantiles p is the smaller one-sided tail: only "upper" of t > 0 can be below one half."""
    lower, upper = t_tails(t, df)
    return (mpf(1), upper)


main()
