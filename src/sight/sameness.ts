/**
 * How sure it is that a question's picture holds a candidate's: a logistic function of the fit. Its
 * weights are fitted on generated screenshots of one seed and judged on another; docs/image-search.md
 * tells how.
 */
import type { Close } from './look-closely.ts'

/** 0..1; next to nothing for a candidate that was not compared in every detail. */
export function sameness({ fit, look, isMirrored }: Close): number {
  if (fit?.tilesBest === undefined || fit.tilesAll === undefined) return 0
  const { colour, detail, seen, cast, tilesBest, tilesAll } = fit
  const evidence =
    -9.8 +
    0.26 * colour +
    1.63 * detail +
    0.16 * Math.min(seen, 0.6) -
    0.05 * cast +
    6.35 * look +
    3.88 * colour * detail -
    1.22 * (isMirrored ? 1 : 0) -
    0.17 * tilesBest +
    1.51 * tilesAll +
    3.21 * tilesBest * tilesAll
  return 1 / (1 + Math.exp(-evidence))
}
