/** A sentence from which pieces are taken one after another; what was taken cannot be taken twice. */

import { keeper } from '#kit/keep.ts'

/** Patterns are those of the vocabulary and as few: each is compiled once. */
const compiled = keeper<RegExp>(1_000)
/** A private-use character: no keyboard types it. */
const gone = '\uE000'

export class MaskedText {
  /** As the person wrote it; positions are the same in both. */
  readonly original: string
  #rest: string

  constructor(original: string) {
    this.original = original
    this.#rest = original.toLowerCase().replaceAll('’', "'")
  }

  get rest(): string {
    return this.#rest
  }

  /** Takes every match of `pattern` that stands as whole words; returns its groups, match by match. */
  take(pattern: string): string[][] {
    const found: string[][] = []
    const whole = compiled(pattern, () => wholeWords(pattern))
    this.#rest = this.#rest.replace(whole, (words: string, ...more: unknown[]) => {
      found.push([
        words,
        ...(more.filter((part) => typeof part === 'string').slice(0, -1) as string[]),
      ])
      return gone.repeat(words.length)
    })
    return found
  }

  /** Where the first match stood, or null. */
  takeAt(pattern: string): number | null {
    const before = this.#rest
    if (this.take(pattern).length === 0) return null
    return [...before].findIndex((letter, i) => letter !== this.#rest[i])
  }

  takeSpan(start: number, end: number): void {
    this.#rest = this.#rest.slice(0, start) + gone.repeat(end - start) + this.#rest.slice(end)
  }

  /** What was not taken, in runs; a run ends where something was taken. As the person wrote it. */
  leftRuns(): { text: string; start: number }[] {
    const runs: { text: string; start: number }[] = []
    for (const match of this.#rest.matchAll(/(?:[^\uE000,;:!?()\n]|(?<=\d),(?=\d))+/g)) {
      if (/[\p{L}\p{N}]/u.test(match[0])) {
        runs.push({
          text: this.original.slice(match.index, match.index + match[0].length),
          start: match.index,
        })
      }
    }
    return runs
  }
}

function wholeWords(pattern: string): RegExp {
  return new RegExp(`(?<![\\w'-])(?:${pattern.replaceAll(' ', '\\s+')})(?![\\w]|-\\w)`, 'g')
}
