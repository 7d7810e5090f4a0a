/*
 * spectrum.h - whether a series has a cycle that noise does not explain.
 *
 * Noise that remembers makes humps: a random walk looks periodic to a plain
 * periodogram, and to a plain autocorrelation. So a cycle has to beat the best
 * that such noise can say. Of all kinds of noise in whiten.h let v0 be the
 * least sum of squares of what they do not foretell, and v1(f, m) the least
 * that is left once m harmonics of a frequency f are taken out (m = 1 .. 4, so
 * that a sawtooth and the stroke of a clock count as well as a sine). The share
 * explained, r = 1 - v1 / v0, is what the likelihood ratio of "cycle in red
 * noise" and "red noise" is made of. For white noise the chance of r or more at
 * one f is, with b = (N - 1 - 2 m) / 2,
 *
 *     (1 - r)^b  sum over k < m of  b (b + 1) .. (b + k - 1) / k!  r^k
 *
 * which for m = 1 is the ordinate of Fisher's test (Tests of Significance in
 * Harmonic Analysis, 1929); m is chosen by it, as the H-test does (de Jager,
 * Raubenheimer and Swanepoel, 1989). The background of red noise is that of
 * REDFIT (Schulz and Mudelsee, 2002), by profile likelihood. All frequencies
 * are looked at, so the chance must be below e^-14: tests/forecast/test_period
 * counts what that lets through of a dozen kinds of noise.
 *
 * The cycle is then to be seen in the autocorrelation too, which by the theorem
 * of Wiener and Khinchin is the same spectrum: at the lag of the period it must
 * stand on a hill (AUTOPERIOD: Vlachos, Yu and Castelli, On Periodicity
 * Detection and Structural Periodic Similarity, 2005) and above the 95 % bound
 * of Bartlett, 1.96 / sqrt(N).
 */
#ifndef SPECTRUM_H
#define SPECTRUM_H

#include "forecast/alias.h"

struct peak {
  double period;   /* in steps; NaN: none */
  double strength; /* r, 0 .. 1 */
  double weight;   /* -log of the chance */
};

extern const struct peak peak_none; /* all NaN */

/* The most significant cycle of at least 3 whole periods that is not the shadow
 * of a faster one in `finer` (NULL: the values are no means). */
struct peak spectrum_peak(const struct series *series,
                          const struct finer *finer);

#endif
