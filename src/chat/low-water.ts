/**
 * Where a queue begins. Rows that are done leave their queue's index only when no open transaction can
 * still see them undone; while somebody holds one open they lie before the undone ones in their
 * hundred thousands. So a look begins shortly before the oldest row that was undone last time, and at
 * the very beginning only every so often: for what was committed late, with an id long past, or waits again.
 */
export interface LowWater {
  /** The id after which to look. */
  after(): string
  /** The oldest undone row of a look, held ones too; null when it found none. */
  saw(oldestId: string | null): void
}

/** Ids are given out before they are committed, and others may be faster. */
const idsBehind = 256n
const fromTheBeginningEveryMs = 5_000
/** Looks from the beginning may have so small a part of the time, but none is put off for longer. */
const restsPerLook = 50
const restMsMax = 30_000

export function openLowWater(elapsedMs: () => number): LowWater {
  let mark = 0n
  let begunAtMs = Number.NEGATIVE_INFINITY
  let isFromTheBeginning = false
  let nextAfterMs = fromTheBeginningEveryMs
  return {
    after() {
      isFromTheBeginning = elapsedMs() - begunAtMs >= nextAfterMs
      if (!isFromTheBeginning) return String(mark)
      begunAtMs = elapsedMs()
      return '0'
    },
    saw(oldestId) {
      if (isFromTheBeginning) {
        const tookMs = elapsedMs() - begunAtMs
        const restMs = Math.min(tookMs * restsPerLook, restMsMax)
        nextAfterMs = Math.max(fromTheBeginningEveryMs, restMs)
      }
      if (oldestId === null) return
      const behind = BigInt(oldestId) - idsBehind
      mark = behind > 0n ? behind : 0n
    },
  }
}
