/**
 * A pack of a real, small shop, and each of its bytes changed, one after the other: the seal over the
 * whole breaks at every one of them, and verifying, tried at every eleventh, names the file it is in.
 */
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publicKeyOf } from '#domain/audit-chain/keys.ts'
import { isSealed } from '#reports/pack/seal.ts'
import { verifyPack } from '#reports/pack/verify-pack.ts'
import { month, openAuditedMonth } from '#test/support/audited-month.ts'
import { openTestDb } from '#test/support/database.ts'
import { openPackDesk } from '#test/support/pack-desk.ts'
import { type Place, placesOf } from '../reports/pack/zip-places.ts'

/** Side by side, each with a copy of its own. */
const lanes = 4
const told = 20
/** Verifying reads all of the pack; its seal is looked at in a moment. */
const verifiedEvery = 11

describe('each byte of a pack', async () => {
  const { db, close } = await openTestDb()
  const { org } = await openAuditedMonth(db)
  const packs = openPackDesk(db, org.id)
  const folder = mkdtempSync(join(tmpdir(), 'tillie-bytes-'))
  afterAll(async () => {
    await packs.close()
    await close()
    rmSync(folder, { recursive: true })
  })
  let bytes: Buffer
  let places: Place[]
  let publicKey: string
  beforeAll(async () => {
    bytes = Buffer.from((await packs.makes('monthly_audit', month)).files[0]!.bytes)
    places = placesOf(bytes)
    publicKey = (await db.asReader(org.id, publicKeyOf))!.publicKey
  })

  test('is looked at: one that is changed is never taken for whole', async () => {
    expect(await packs.verdict(bytes)).toBe('whole')
    const work = Array.from({ length: lanes }, (_, lane) => walk(lane))
    const wrong = (await Promise.all(work)).flat()
    expect(wrong.slice(0, told)).toEqual([])
  }, 1_800_000)

  /** Every so many bytes, from `lane` on; gives what was said where it should not have been. */
  async function walk(lane: number): Promise<string[]> {
    const path = join(folder, `${lane}.zip`)
    writeFileSync(path, bytes)
    const file = openSync(path, 'r+')
    const wrong: string[] = []
    for (let at = lane; at < bytes.length; at += lanes) {
      for (const bits of bitsAt(at)) {
        writeSync(file, Buffer.of(bytes[at]! ^ bits), 0, 1, at)
        if (await isSealed(path, publicKey)) wrong.push(`${at} ^ ${bits} keeps the seal`)
        if (at % verifiedEvery !== 0) continue
        const said = await verifyPack(path)
        const where = said.is === 'whole' ? 'nowhere' : said.where
        const place = placeOf(at)
        const isRight = place ? where === place.name : said.is === 'broken'
        if (!isRight) wrong.push(`${at} ^ ${bits} of ${place?.name ?? 'the ZIP'}: ${where}`)
      }
      writeSync(file, bytes, at, 1, at)
    }
    closeSync(file)
    expect(await verifyPack(path)).toMatchObject({ is: 'whole' })
    return wrong
  }

  /** One bit of each; around the files all eight, too. */
  function bitsAt(at: number): number[] {
    return placeOf(at) ? [1 << (at % 8)] : [1 << (at % 8), 0xff]
  }

  function placeOf(at: number): Place | undefined {
    return places.find(({ from, to }) => from <= at && at < to)
  }
})
