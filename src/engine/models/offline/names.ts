/** The names in a question: what is left when every word of the trade, and every filler, is taken away. */
import type { MaskedText } from './masked-text.ts'
import { isPlainWord } from './plain-words.ts'
import { fillers, numberWords } from './vocabulary.ts'

/** How `domain/metrics/ask` knows the org's own country. */
const homeCountry = 'home country'

/** "top sellers? just three" */
export function spokenLimit(name: string | undefined): number | null {
  if (!name) return null
  const number = /^\d{1,2}$/.test(name) ? Number(name) : numberWords.indexOf(name.toLowerCase()) + 1
  return number > 0 ? number : null
}

/** "overseas sales" leave the home country out; which one that is, the tool knows. */
export function readAbroad(masked: MaskedText): { about: string[]; excluding: string[] } {
  const isAbroad =
    masked.take(
      'overseas|foreign|abroad|international(?:ly)?|exports?(?= (?:sales|orders|revenue|market|customers))|(?<=we )export(?:ed)?',
    ).length > 0
  const isHome = masked.take('domestic|home (?:market|country)|at home').length > 0
  return { about: isHome ? [homeCountry] : [], excluding: isAbroad ? [homeCountry] : [] }
}

export function readExcluded(masked: MaskedText): string[] {
  const names = masked.take(
    "(?:excluding|except(?: for)?|without|not counting|other than|apart from|outside(?: of)?|excl\\.?|minus|ignoring|but not|non[- ]|not (?:in|from|to))(?: ?the)? ?([\\w'&.-]+(?: (?!in|on|for|last|this|by|during|vs)[\\w'&.-]+){0,4})",
  )
  return names.map(([, name]) => name!.trim()).filter(Boolean)
}

/** The runs of words that are neither question nor filler. */
export function readNames(masked: MaskedText): string[] {
  return masked
    .leftRuns()
    .flatMap(({ text }) => text.split(/\b(?:or|versus)\b/i))
    .map(trimmed)
    .filter((name) => name !== '')
}

/** Without the fillers at both ends; inside a name they stay ("set of 3 cake tins"). */
function trimmed(run: string): string {
  const words = run.replace(/["“”]/g, ' ').split(/\s+/).filter(Boolean)
  const isFiller = (word: string) => fillers.has(bare(word)) || !/[\p{L}\p{N}]/u.test(word)
  if (words.every((word) => isFiller(word) || isPlainWord(bare(word)))) return ''
  while (words.length && isFiller(words[0]!)) words.shift()
  while (words.length && isFiller(words.at(-1)!)) words.pop()
  return words.join(' ').replace(/[?!,;]+$/, '')
}

function bare(word: string): string {
  return word
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/[.?!,'-]+$/g, '')
    .replace(/'s$/, '')
}
