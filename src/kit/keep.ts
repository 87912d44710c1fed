/** What is dear to make and always the same: made once, kept while there are at most so many. */
export function keeper<T>(countMax: number): (key: string, make: () => T) => T {
  const kept = new Map<string, T>()
  return (key, make) => {
    const known = kept.get(key)
    if (known !== undefined) return known
    const made = make()
    // Emptied, not sorted by use: it fills up again faster than an order of use could be kept.
    if (kept.size >= countMax) kept.clear()
    kept.set(key, made)
    return made
  }
}
