/** Random sequences against the report tables: whatever happened, they say what the records add up to. */
import fc from 'fast-check'
import { expect } from 'vitest'
import type { Db } from '#db/sql.ts'
import { createOrg } from '#domain/org.ts'
import { checkReportViews, freshen } from '#domain/report-views.ts'
import { addUp, reported } from './adding-up.ts'
import { type Step, stepIn, take, type Zone } from './random-books.ts'

interface Asked {
  zone: Zone
  runs: number
  /** Drawn anew when not given; it is printed, and said again by what fails. */
  seed?: number
}

let businesses = 0

async function businessIn(db: Db, zone: Zone): Promise<number> {
  businesses += 1
  const name = `Random books ${businesses} in ${zone}`
  return (await createOrg(db, { name, currency: 'USD', timezone: zone })).id
}

async function expectTrue(db: Db, org: number, zone: Zone) {
  await freshen(db, org)
  expect(await reported(db, org)).toEqual(await addUp(db, org, zone))
  expect(await checkReportViews(db, org)).toEqual([])
}

/** One step after another, with reads in between. */
export function keepReportsTrue(db: Db, { zone, runs, seed = anySeed() }: Asked): Promise<void> {
  console.log(`random books in ${zone}: seed ${seed}, ${runs} sequences`)
  const steps = fc.array(stepIn(zone), { minLength: 3, maxLength: 16 })
  return fc.assert(
    fc.asyncProperty(steps, async (steps) => {
      const org = await businessIn(db, zone)
      for (const each of steps) {
        await take(db, org, each)
        if (each.do === 'read') await freshen(db, org)
      }
      await expectTrue(db, org, zone)
    }),
    { numRuns: runs, seed },
  )
}

/** Several that write and several that read, all at once; what they remove, they might still need. */
export function keepReportsTrueAtOnce(
  db: Db,
  { zone, runs, seed = anySeed() }: Asked,
): Promise<void> {
  console.log(`random books in ${zone}, at once: seed ${seed}, ${runs} sequences`)
  const lane = fc.array(
    stepIn(zone).filter((each) => each.do !== 'drop'),
    { minLength: 2, maxLength: 8 },
  )
  const lanes = fc.array(lane, { minLength: 3, maxLength: 5 })
  return fc.assert(
    fc.asyncProperty(lanes, async (lanes) => {
      const org = await businessIn(db, zone)
      await Promise.all(lanes.map((steps) => walk(db, org, steps)))
      await expectTrue(db, org, zone)
    }),
    { numRuns: runs, seed },
  )
}

async function walk(db: Db, org: number, steps: Step[]) {
  for (const each of steps) {
    await take(db, org, each)
    await freshen(db, org)
  }
}

function anySeed(): number {
  return Number(process.env.FAULT_SEED) || Math.floor(Math.random() * 2 ** 31)
}
