/** The photo of a question, described where that is wished for: in time, or the looks alone must do. */
import { isDatabaseGone } from '#db/away.ts'
import type { Db } from '#db/sql.ts'
import type { Log } from '#kit/log.ts'
import { within } from '#kit/within.ts'
import { describedSpaces } from './described.ts'
import { type Described, DescribeFault, type Describer } from './describer.ts'
import type { Eye } from './eye.ts'

export interface DescribeDeps {
  db: Db
  eye: Pick<Eye, 'shrink'>
  /** Without it no picture leaves the house. */
  describer?: Describer | null
  log?: Log
  /** Somebody waits for the answer; 8 seconds when not said. */
  describeMsMax?: number
}

const describeMsUsual = 8_000

/** [] where nothing describes, nothing of the catalogue is described, or it did not work. */
export async function describeQuestion(
  { db, eye, describer, log, describeMsMax = describeMsUsual }: DescribeDeps,
  orgId: number,
  { photo, words }: { photo: { bytes: Uint8Array }; words: string },
): Promise<Described[]> {
  if (!describer) return []
  const spaces = await db.asReader(orgId, describedSpaces)
  if (spaces.length === 0) return []
  const late = new DescribeFault('away', `no description within ${describeMsMax} ms`)
  try {
    return await within(describeMsMax, late, async (signal) => {
      const jpeg = await eye.shrink(photo.bytes)
      return describer.ofQuestion(orgId, jpeg, { words, spaces, signal })
    })
  } catch (fault) {
    if (isDatabaseGone(fault)) throw fault
    const why = fault instanceof DescribeFault ? fault.message : 'a fault of ours'
    log?.warn({ orgId, why }, 'a photo was not described')
    return []
  }
}
