#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
#
# Writes tests/published/values.json: the published functions as formulas in the grammar of the command `hesse`, each
# with a point and the value, gradient and Hessian there. SymPy differentiates, mpmath evaluates on fifty digits: no code of
# the library has a part in it. Run by hand when a function is added (Debian: python3-sympy); tests only read the file.
import json
import pathlib
import re

import mpmath
import sympy

here = pathlib.Path(__file__).parent
mpmath.mp.dps = 50


def table(name):
    """A table of data of Moré, Garbow and Hillstrom, from the header where it stands."""
    text = (here / "../more_garbow_hillstrom/tables.hpp").read_text()
    return [float(t) for t in re.search(r"std::array %s\{(.*?)\}" % name, text, re.S).group(1).split(",")]


def total(count, term):
    """The sum of term(i) for i = 1, ..., count."""
    return " + ".join("(%s)" % term(i) for i in range(1, count + 1))


def number(x):
    return repr(float(x))


def squares(count, residual):
    return total(count, lambda i: "(%s)^2" % residual(i))


def of_observations(observed, model):
    return squares(len(observed), lambda i: "%s - (%s)" % (number(observed[i - 1]), model(i)))


def inputs(n):
    return ["x%d" % (i + 1) for i in range(n)]


def least_squares():
    """Problems of ACM TOMS 7 (1981) by their residuals, at their standard starts."""
    yield "Rosenbrock", [-1.2, 1.0], "(10*(x2 - x1^2))^2 + (1 - x1)^2"
    yield "Freudenstein and Roth", [0.5, -2.0], \
        "(-13 + x1 + ((5 - x2)*x2 - 2)*x2)^2 + (-29 + x1 + ((x2 + 1)*x2 - 14)*x2)^2"
    yield "Powell badly scaled", [0.0, 1.0], "(10000*x1*x2 - 1)^2 + (exp(-x1) + exp(-x2) - 1.0001)^2"
    yield "Brown badly scaled", [1.0, 1.0], "(x1 - 1000000)^2 + (x2 - 2e-6)^2 + (x1*x2 - 2)^2"
    yield "Beale", [1.0, 1.0], squares(3, lambda i: "%s - x1*(1 - x2^%d)" % ([1.5, 2.25, 2.625][i - 1], i))
    yield "Jennrich and Sampson", [0.3, 0.4], squares(10, lambda i: "%d - exp(%d*x1) - exp(%d*x2)" % (2 + 2 * i, i, i))
    yield ("helical valley", [-1.0, 0.0, 0.0],
           "(10*(x3 - 10*(atan(x2/x1)/(2*pi) + 0.5)))^2 + (10*(sqrt(x1^2 + x2^2) - 1))^2 + x3^2")
    yield "Bard", [1.0, 1.0, 1.0], \
        of_observations(table("bard"), lambda i: "x1 + %d/(%d*x2 + %d*x3)" % (i, 16 - i, min(i, 16 - i)))
    y = table("gaussian")
    yield "Gaussian", [0.4, 1.0, 0.0], \
        of_observations(y + y[-2::-1], lambda i: "x1*exp(-x2*(%s - x3)^2/2)" % number((8 - i) / 2))
    yield "Meyer", [0.02, 4000.0, 250.0], \
        of_observations(table("meyer"), lambda i: "x1*exp(x2/(%d + x3))" % (45 + 5 * i))
    yield ("Gulf research and development", [5.0, 2.5, 0.15],
           squares(99, lambda i: "exp(-((25 + (-50*log({0}))^(2/3) - x2)^x3)/x1) - {0}".format(number(i / 100))))
    yield ("Box three-dimensional", [0.0, 10.0, 20.0],
           squares(10, lambda i: "exp(-{0}*x1) - exp(-{0}*x2) - x3*(exp(-{0}) - exp(-{1}))".format(number(i / 10), i)))
    yield "Powell singular", [3.0, -1.0, 0.0, 1.0], "(x1 + 10*x2)^2 + 5*(x3 - x4)^2 + (x2 - 2*x3)^4 + 10*(x1 - x4)^4"
    yield ("Wood", [-3.0, -1.0, -3.0, -1.0],
           "100*(x2 - x1^2)^2 + (1 - x1)^2 + 90*(x4 - x3^2)^2 + (1 - x3)^2 + 10*(x2 + x4 - 2)^2 + (x2 - x4)^2/10")
    u = table("kowalik_and_osborne_at")
    yield ("Kowalik and Osborne", [0.25, 0.39, 0.415, 0.39],
           of_observations(table("kowalik_and_osborne"),
                           lambda i: "x1*({0}^2 + {0}*x2)/({0}^2 + {0}*x3 + x4)".format(number(u[i - 1]))))
    yield ("Brown and Dennis", [25.0, 5.0, -5.0, -1.0],
           squares(20, lambda i: "(x1 + {0}*x2 - exp({0}))^2 + (x3 + sin({0})*x4 - cos({0}))^2".format(number(i / 5))))
    yield ("Osborne 1", [0.5, 1.5, -1.0, 0.01, 0.02],
           of_observations(table("osborne_1"), lambda i: "x1 + x2*exp(-{0}*x4) + x3*exp(-{0}*x5)".format(10 * (i - 1))))
    yield ("Biggs EXP6", [1.0, 2.0, 1.0, 1.0, 1.0, 1.0],
           squares(13, lambda i: "x3*exp(-{0}*x1) - x4*exp(-{0}*x2) + x6*exp(-{0}*x5)"
                                 " - (exp(-{0}) - 5*exp(-10*{0}) + 3*exp(-4*{0}))".format(number(i / 10))))
    yield ("penalty I, n = 4", [1.0, 2.0, 3.0, 4.0],
           "1e-5*(%s) + (x1^2 + x2^2 + x3^2 + x4^2 - 0.25)^2" % total(4, lambda i: "(x%d - 1)^2" % i))


def others():
    three = [0.7, -1.3, 2.1]
    yield "Himmelblau", [1.0, 2.0], "(x1^2 + x2 - 11)^2 + (x1 + x2^2 - 7)^2"
    yield "Branin", [2.5, 7.5], "(x2 - 5.1/(4*pi^2)*x1^2 + 5/pi*x1 - 6)^2 + 10*(1 - 1/(8*pi))*cos(x1) + 10"
    yield "Booth", [-4.0, 3.0], "(x1 + 2*x2 - 7)^2 + (2*x1 + x2 - 5)^2"
    yield "Matyas", [3.0, -5.0], "0.26*(x1^2 + x2^2) - 0.48*x1*x2"
    yield "three-hump camel", [1.3, -0.7], "2*x1^2 - 1.05*x1^4 + x1^6/6 + x1*x2 + x2^2"
    yield "six-hump camel", [0.9, -0.6], "(4 - 2.1*x1^2 + x1^4/3)*x1^2 + x1*x2 + (-4 + 4*x2^2)*x2^2"
    yield "McCormick", [0.6, -1.1], "sin(x1 + x2) + (x1 - x2)^2 - 1.5*x1 + 2.5*x2 + 1"
    yield ("Goldstein-Price", [0.4, -0.6],
           "(1 + (x1 + x2 + 1)^2*(19 - 14*x1 + 3*x1^2 - 14*x2 + 6*x1*x2 + 3*x2^2))"
           "*(30 + (2*x1 - 3*x2)^2*(18 - 32*x1 + 12*x1^2 + 48*x2 - 36*x1*x2 + 27*x2^2))")
    yield "Easom", [2.7, 3.9], "-cos(x1)*cos(x2)*exp(-(x1 - pi)^2 - (x2 - pi)^2)"
    yield "sphere", three, "x1^2 + x2^2 + x3^2"
    yield "sum of squares", three, "x1^2 + 2*x2^2 + 3*x3^2"
    yield "Rastrigin", three, "30 + " + total(3, lambda i: "x{0}^2 - 10*cos(2*pi*x{0})".format(i))
    yield ("Ackley", three, "-20*exp(-0.2*sqrt((x1^2 + x2^2 + x3^2)/3))"
           " - exp((cos(2*pi*x1) + cos(2*pi*x2) + cos(2*pi*x3))/3) + 20 + e")
    yield "Griewank", three, "1 + (x1^2 + x2^2 + x3^2)/4000 - cos(x1)*cos(x2/sqrt(2))*cos(x3/sqrt(3))"
    yield ("Levy", three, "sin(pi*(x1 + 3)/4)^2 + %s + ((x3 - 1)/4)^2*(1 + sin(2*pi*(x3 + 3)/4)^2)"
           % total(2, lambda i: "((x{0} - 1)/4)^2*(1 + 10*sin(pi*(x{0} + 3)/4 + 1)^2)".format(i)))
    yield "Styblinski-Tang", three, "(%s)/2" % total(3, lambda i: "x{0}^4 - 16*x{0}^2 + 5*x{0}".format(i))
    yield "Zakharov", three, "x1^2 + x2^2 + x3^2 + (0.5*x1 + x2 + 1.5*x3)^2 + (0.5*x1 + x2 + 1.5*x3)^4"
    yield "Dixon-Price", three, "(x1 - 1)^2 + 2*(2*x2^2 - x1)^2 + 3*(2*x3^2 - x2)^2"
    yield "trid", three + [0.4], total(4, lambda i: "(x%d - 1)^2" % i) + " - x2*x1 - x3*x2 - x4*x3"
    yield "Michalewicz", [2.0, 1.5, 1.3], "-(%s)" % total(3, lambda i: "sin(x{0})*sin({0}*x{0}^2/pi)^20".format(i))
    yield "Schwefel", [120.0, 310.0, 45.0], "3*418.9829 - (%s)" % total(3, lambda i: "x{0}*sin(sqrt(x{0}))".format(i))
    yield "Bohachevsky 1", [0.7, -1.3], "x1^2 + 2*x2^2 - 0.3*cos(3*pi*x1) - 0.4*cos(4*pi*x2) + 0.7"
    yield "exponential", three, "-exp(-0.5*(x1^2 + x2^2 + x3^2))"
    yield "log-sum-exp", [0.3, -1.2, 1.9], "log(exp(x1) + exp(x2) + exp(x3))"
    yield "Morse", [4.5, 1.9, 1.7], "x1*(1 - exp(-x2*(x3 - 1.4)))^2"
    yield "spring", [0.3, -0.4, 1.5, 0.9], "3.5*(sqrt((x1 - x3)^2 + (x2 - x4)^2) - 1.1)^2"
    angle = "(x1*x4 + x2*x5 + x3*x6)/sqrt((x1^2 + x2^2 + x3^2)*(x4^2 + x5^2 + x6^2))"
    yield "bond angle", [0.9, 0.3, -0.2, -0.4, 0.8, 0.5], "2.5*(%s + 0.4)^2" % angle
    yield "Kepler problem", [0.3, 1.1, 0.9, -0.4], "(x1^2 + x2^2)/2 - 1/sqrt(x3^2 + x4^2)"
    yield "Hénon-Heiles", [0.3, -0.5], "(x1^2 + x2^2)/2 + x1^2*x2 - x2^3/3"
    normal = "erfc(-(%s)/sqrt(2))/2"
    d1 = "(log(x1/110) + 0.015 + x2^2/4)/(x2*sqrt(0.5))"
    yield ("Black-Scholes", [100.0, 0.25],
           "x1*%s - 110*exp(-0.015)*%s" % (normal % d1, normal % (d1 + " - x2*sqrt(0.5)")))
    d = "((x1 - 3)/(x2*sqrt(2)))"
    yield "Bachelier", [2.6, 0.8], "(x1 - 3)*%s + x2*sqrt(2)*exp(-%s^2/2)/sqrt(2*pi)" % (normal % d, d)
    yield "Cobb-Douglas", [3.0, 5.0], "1.01*x1^0.75*x2^0.25"
    yield "Arrhenius", [2.0, 12.0, 350.0], "x1*exp(-x2/(0.008314462618*x3))"
    yield "van der Waals free energy", [1.4, 2.2], "-x2*log(x1 - 1/3) - 3/x1"
    yield "negative entropy", [0.2, 0.5, 1.3], "x1*log(x1) + x2*log(x2) + x3*log(x3)"
    yield "relative entropy", [0.7, 1.6], "x1*log(x1/x2)"
    yield "quadratic over linear", [-0.7, 1.6], "x1^2/x2"
    yield ("Rayleigh quotient", [0.6, -1.1, 0.8],
           "(4*x1^2 + 3*x2^2 + 2*x3^2 + 2*x1*x2 - x1*x3 + 1.4*x2*x3)/(x1^2 + x2^2 + x3^2)")
    yield "log-determinant", [2.0, 0.6, 1.5], "log(x1*x3 - x2^2)"
    sample = [0.4, 1.1, 1.7, 2.6, 3.2]
    yield "Gaussian likelihood in sigma", [1.5, 0.8], total(5, lambda i: "log(x2) + ((%s - x1)/x2)^2/2" % sample[i - 1])
    yield "Gaussian likelihood in log sigma", [1.5, -0.3], \
        total(5, lambda i: "x2 + (%s - x1)^2*exp(-2*x2)/2" % sample[i - 1])
    yield "Cauchy likelihood", [1.5, 0.8], total(5, lambda i: "log(x2) + log(1 + ((%s - x1)/x2)^2)" % sample[i - 1])
    yield "Student likelihood", [1.5, -0.3], \
        total(5, lambda i: "x2 + 2.5*log(1 + (%s - x1)^2/4*exp(-2*x2))" % sample[i - 1])
    yield ("gamma likelihood", [2.3, 1.2],
           total(5, lambda i: "lgamma(x1) - x1*log(x2) - (x1 - 1)*log({0}) + x2*{0}".format(sample[i - 1])))
    yield ("Weibull likelihood", [1.4, 2.1],
           total(5, lambda i: "-log(x1) + x1*log(x2) - (x1 - 1)*log({0}) + ({0}/x2)^x1".format(sample[i - 1])))
    yield ("Dirichlet likelihood", [1.3, 2.4, 0.8], "lgamma(x1) + lgamma(x2) + lgamma(x3) - lgamma(x1 + x2 + x3)"
           " + 1.2*(x1 - 1) + 0.9*(x2 - 1) + 1.4*(x3 - 1)")


def symbolic(formula, names):
    """Of SymPy; numbers are the doubles that the tests read, exactly."""
    text = re.sub(r"(?<![\w.])(\d+\.\d*(?:e[-+]?\d+)?|\d+e[-+]?\d+)", lambda m: "exactly('%s')" % m.group(0), formula)
    known = {name: sympy.Symbol(name, real=True) for name in names}
    known |= {"exactly": lambda text: sympy.Rational(float(text)), "e": sympy.E, "lgamma": sympy.loggamma}
    return sympy.sympify(text.replace("^", "**"), locals=known), [known[name] for name in names]


def digits(expression, variables, point):
    values = {v: mpmath.mpf(t) for v, t in zip(variables, point)}
    return float(sympy.lambdify(variables, expression, "mpmath")(*values.values()))


def entry(name, point, formula):
    names = inputs(len(point))
    f, variables = symbolic(formula, names)
    slopes = [sympy.diff(f, v) for v in variables]
    lower = [[digits(sympy.diff(slope, v), variables, point) for v in variables[:i + 1]]
             for i, slope in enumerate(slopes)]
    return {"name": name, "inputs": names, "at": point, "formula": formula, "value": digits(f, variables, point),
            "gradient": [digits(slope, variables, point) for slope in slopes], "lower_triangle_of_the_hessian": lower}


if __name__ == "__main__":
    entries = [entry(*one) for family in (least_squares(), others()) for one in family]
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in entries)
    (here / "values.json").write_text("[\n" + lines + "\n]\n")
    print(len(entries), "functions")
