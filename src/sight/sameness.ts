/**
 * How sure it is that a question's picture holds a candidate's: a logistic function of the evidence. Its
 * weights are fitted by `npm run bench:image-search -- --fit SEEDS`; docs/image-search.md tells how.
 */
import type { Close } from './look-closely.ts'

/** None for a candidate that was not compared in every detail, or fits nowhere. */
export function evidenceOf({ fit, rest, look, isMirrored }: Close): number[] | null {
  if (fit?.tilesBest === undefined || fit.tilesAll === undefined || !rest) return null
  const { colour, detail, cast, tilesBest, tilesAll } = fit
  return [
    1,
    colour,
    detail,
    cast,
    look,
    colour * detail,
    isMirrored ? 1 : 0,
    tilesBest,
    tilesAll,
    tilesBest * tilesAll,
    rest.mean,
    rest.tolerant,
    Math.sqrt(rest.tolerant),
    rest.off,
    rest.light,
    rest.chroma,
    rest.gain,
    rest.tint,
  ]
}

/** Of each of them, in their order; the first makes what is hardly the same 0.3. */
const weights = [
  0.0427, 0.5838, 2.9076, -0.0025, 0.4924, 3.6497, -1.0192, 0.3583, 0.0356, 0.855, -0.1706, -0.1018,
  -1.4474, -3.7379, -5.1436, 5.0845, -0.52, 2.2969,
]

/** 0..1 */
export function sameness(close: Close): number {
  const evidence = evidenceOf(close)
  if (!evidence) return 0
  const sum = evidence.reduce((sum, each, at) => sum + each * weights[at]!, 0)
  return 1 / (1 + Math.exp(-sum))
}
