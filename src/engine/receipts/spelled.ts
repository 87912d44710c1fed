/** Numbers spelled out in English: "twelve thousand", "a dozen", "half", "twice". */
import type { FoundNumber } from './numbers.ts'

const small =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')
const units = new Map<string, number>([
  ...small.map((word, i): [string, number] => [word, i]),
  ...tens.map((word, i): [string, number] => [word, (i + 2) * 10]),
  ['nil', 0],
  ['nought', 0],
  ['fourty', 40],
])
const scales = new Map<string, number>([
  ['hundred', 100],
  ['dozen', 12],
  ['score', 20],
  ['thousand', 1e3],
  ['grand', 1e3],
  ['lakh', 1e5],
  ['million', 1e6],
  ['crore', 1e7],
  ['billion', 1e9],
])
/** As shares of a whole. */
const parts = new Map<string, number>([
  ['half', 1 / 2],
  ['third', 1 / 3],
  ['thirds', 1 / 3],
  ['quarter', 1 / 4],
  ['quarters', 1 / 4],
  ['fifth', 1 / 5],
  ['fifths', 1 / 5],
  ['tenth', 1 / 10],
  ['tenths', 1 / 10],
])
/** "rose threefold", "twice as much": what it says as a change on the base. */
const times = new Map<string, number>([
  ['twice', 1],
  ['double', 1],
  ['doubled', 1],
  ['twofold', 1],
  ['thrice', 2],
  ['triple', 2],
  ['tripled', 2],
  ['threefold', 2],
  ['quadrupled', 3],
  ['fourfold', 3],
  ['tenfold', 9],
  ['halved', -0.5],
])
/** So many that no receipt can bear them out. */
const vague = /\b(dozens|hundreds|thousands|lakhs|millions|crores|billions|couple of)\b/gi
const wordRun = /\p{L}+(?:'\p{L}+)?/gu

/** All of them; `text` has its digits' figures already blanked out. */
export function findSpelled(text: string): FoundNumber[] {
  const words = [...text.matchAll(wordRun)].map((match) => ({
    word: match[0].toLowerCase(),
    start: match.index,
    end: match.index + match[0].length,
  }))
  const found: FoundNumber[] = [...text.matchAll(vague)].map((match) =>
    number(match.index, match.index + match[0].length, Number.NaN),
  )
  for (let i = 0; i < words.length; ) {
    const run = readRun(words, i, text)
    if (run) found.push(run.number)
    i = run ? run.next : i + 1
  }
  return found
}

interface Word {
  word: string
  start: number
  end: number
}

function readRun(words: Word[], at: number, text: string) {
  const first = words[at]!
  const change = times.get(first.word)
  if (change !== undefined) {
    const verb = first.word === 'double' || first.word === 'triple'
    if (verb && !/^ (the|that|what|last|its|their)\b/i.test(text.slice(first.end))) return null
    return { number: number(first.start, first.end, Math.abs(change), 'percent'), next: at + 1 }
  }
  return readShare(words, at, text) ?? readCount(words, at, text)
}

/** "half of", "a quarter of", "two thirds": not "half a million", "first half", "this quarter". */
function readShare(words: Word[], at: number, text: string) {
  const leading = units.get(words[at]!.word) ?? (/^(a|an)$/.test(words[at]!.word) ? 1 : null)
  const name = leading === null ? words[at]! : words[at + 1]
  const part = name && parts.get(name.word)
  if (!part || !name) return null
  const after = text.slice(name.end)
  const isShare =
    /^ (of|the|your|our|all|its|their|as)\b/i.test(after) ||
    leading !== null ||
    /^ ?[.,;!]/.test(after)
  const before = words[at - 1]?.word ?? ''
  const isPeriod =
    leading === null &&
    /^(first|second|third|fourth|last|this|next|previous|the|per|each|every|same|and)$/.test(before)
  if (!isShare || isPeriod || /^ a? ?(million|billion|thousand|hundred|dozen)\b/i.test(after))
    return null
  const next = at + (leading === null ? 1 : 2)
  return { number: number(words[at]!.start, name.end, (leading ?? 1) * part, 'share'), next }
}

function readCount(words: Word[], at: number, text: string) {
  let [total, group, step, isOpen] = [0, 0, 1, false]
  let [end, gapFrom, next] = [words[at]!.start, words[at]!.start, at]
  for (let i = at; i < words.length; i++) {
    const { word, start } = words[i]!
    if (!/^[ -]*$/.test(text.slice(gapFrom, start))) break
    gapFrom = words[i]!.end
    const [unit, scale] = [units.get(word), scales.get(word)]
    if (unit !== undefined) group += unit
    else if (scale !== undefined && scale < 1000) group = (group || 1) * scale
    else if (scale !== undefined) {
      total += (group || 1) * scale
      group = 0
    } else if (isHalf(words, i, isOpen)) group += 0.5
    else if (word === 'point' && isOpen && units.has(words[i + 1]?.word ?? '')) continue
    else if (joins(words, i, isOpen)) continue
    else break
    if (words[i - 1]?.word === 'point') group += unit! / 10 - unit!
    // "twelve thousand" is told in thousands.
    step = scale && scale >= 1000 ? scale * (words[i - 2]?.word === 'point' ? 0.1 : 1) : 1
    ;[isOpen, end, next] = [true, words[i]!.end, i + 1]
  }
  if (!isOpen) return null
  const value = total + group
  const as = isIdiom(words, at, next, value, text) ? 'idiom' : 'plain'
  return { number: number(words[at]!.start, end, value, as, step), next }
}

/** "half a million", "two and a half thousand". */
function isHalf(words: Word[], i: number, isOpen: boolean): boolean {
  if (words[i]!.word !== 'half') return false
  if (isOpen) return words[i - 1]?.word === 'a'
  const [after, later] = [words[i + 1]?.word ?? '', words[i + 2]?.word ?? '']
  return scales.has(after) || (after === 'a' && scales.has(later))
}

/** "a hundred", "and five", "two and a half". */
function joins(words: Word[], i: number, isOpen: boolean): boolean {
  const { word } = words[i]!
  const after = words[i + 1]?.word ?? ''
  if (word === 'a' || word === 'an') return scales.has(after) || after === 'half'
  return word === 'and' && isOpen && (units.has(after) || after === 'a' || after === 'half')
}

/** Words that look like numbers and are none: "one of the best", "these two", "number one". */
function isIdiom(words: Word[], at: number, next: number, value: number, text: string): boolean {
  if (next !== at + 1) return false
  const { word, end } = words[at]!
  const before = words[at - 1]?.word ?? ''
  if (word === 'one') {
    const after = words[at + 1]?.word ?? ''
    return !/^(percent|per|pound|euro|dollar|order|sale|unit|customer|product|item|return|refund|payment)$/.test(
      after,
    )
  }
  if (word === 'score' || word === 'grand') return true
  const standsAlone =
    /^ ?([.,;:!?)]|$|periods\b|weeks\b|months\b|days\b|years\b|together\b|combined\b)/
  return value === 2 && /^(the|these|those)$/.test(before) && standsAlone.test(text.slice(end))
}

type As = 'plain' | 'percent' | 'share' | 'idiom'

function number(
  start: number,
  end: number,
  value: number,
  as: As = 'plain',
  step = 1,
): FoundNumber {
  const isPercent = as === 'percent' || as === 'share'
  // In words a share is only ever near: "a quarter" may stand for 25.3 %.
  const percentStep = as === 'percent' ? 10 : 2
  return {
    start,
    end,
    readings: [isPercent ? { value: value * 100, step: percentStep } : { value, step }],
    as: isPercent ? 'percent' : 'plain',
    marker: null,
    leaning: 'none',
    isIdiom: as === 'idiom',
  }
}
