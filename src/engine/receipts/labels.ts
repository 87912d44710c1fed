/** The names by which results call their figures, found again in a text. */
import { keeper } from '#kit/keep.ts'
import { blank } from './blank.ts'
import { findDates } from './dates.ts'

type LabelClass = 'name' | 'metric'

export interface FoundLabel {
  start: number
  end: number
  id: string
  as: LabelClass
}

export interface Labels {
  find(text: string): FoundLabel[]
  /** Where a name with digits in it stands: those digits are no figures. */
  withDigits(text: string): FoundLabel[]
}

const namesMax = 3_000
/** Words of structure, not of business. */
const dull = new Set(
  'value amount count label name from to change than rows row facts figures figure result results currency timezone period key title kind unit units_of items list text say note notes by of metric metrics filters limit order id data as base'.split(
    ' ',
  ),
)

const idsKept = keeper<string>(5_000)

export function labelId(words: string): string {
  return idsKept(words, () => readId(words))
}

function readId(words: string): string {
  return words
    .replace(/^(?:money|percent|plain|unknown):/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim()
}

export function isDull(id: string): boolean {
  return id.length < 3 || dull.has(id)
}

/** `names` are things (products, people, countries, periods), `metrics` what is counted. */
export function labelsOf(names: ReadonlySet<string>, metrics: ReadonlySet<string>): Labels {
  const ids = new Map<string, LabelClass>()
  for (const id of metrics) if (!isDull(id)) ids.set(id, 'metric')
  for (const id of [...names].slice(0, namesMax)) if (isName(id)) ids.set(id, 'name')
  const all = matcher([...ids.keys()])
  const numbered = matcher([...ids.keys()].filter((id) => /\d/.test(id) && !isDate(id)))

  return { find: (text) => found(text, all, ids), withDigits: (text) => found(text, numbered, ids) }
}

/** "December 2010" is a label too, but it is read as the date it is. */
function isDate(id: string): boolean {
  if (!/\b(?:19|20)\d{2}\b|\d{1,2} \p{L}/u.test(id)) return false
  const dates = findDates(id)
  return dates.length > 0 && !/\d/.test(blank(id, dates))
}

/** Only digits and signs is a figure, whatever it stands for. */
function isName(id: string): boolean {
  return id.length >= 2 && /\p{L}/u.test(id)
}

/** Longest first, so that "gross sales" is not read as "sales"; a plural's s may come or go. */
function matcher(ids: string[]): RegExp | null {
  if (ids.length === 0) return null
  const sources = ids
    .sort((a, b) => b.length - a.length)
    .map((id) => `${escaped(id.replace(/(?<=\p{L}{3})s$/u, '')).replaceAll(' ', '[ _]')}s?`)
  return new RegExp(`(?<![\\p{L}\\d])(?:${sources.join('|')})(?![\\p{L}\\d])`, 'giu')
}

function found(
  text: string,
  pattern: RegExp | null,
  ids: ReadonlyMap<string, LabelClass>,
): FoundLabel[] {
  if (!pattern) return []
  return [...text.matchAll(pattern)].map((match) => {
    const word = labelId(match[0])
    const id = [word, `${word}s`, word.replace(/s$/, '')].find((id) => ids.has(id)) ?? word
    return {
      start: match.index,
      end: match.index + match[0].length,
      id,
      as: ids.get(id) ?? 'name',
    }
  })
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}
