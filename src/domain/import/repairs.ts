/** What was mended while reading, counted by kind, so that nothing is changed in silence. */
export class Repairs {
  readonly #kinds = new Map<string, { count: number; row: number }>()

  note(what: string, row: number): void {
    const known = this.#kinds.get(what)
    if (known) known.count += 1
    else this.#kinds.set(what, { count: 1, row })
  }

  /** Spreadsheets turn codes into numbers: "17850.0" is 17850. */
  wholeNumber(text: string, row: number): string {
    const whole = /^(\d+)\.0+$/.exec(text)?.[1]
    if (!whole) return text
    this.note('codes such as 17850.0 were read as 17850', row)
    return whole
  }

  list(): { what: string; count: number; row: number }[] {
    return [...this.#kinds].map(([what, { count, row }]) => ({ what, count, row }))
  }
}
