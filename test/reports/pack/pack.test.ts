/** Story: the month's audit as a ZIP that proves itself, and what becomes of it when anything is changed. */
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publicKeyOf } from '#domain/audit-chain/keys.ts'
import { newSigningKey, signed } from '#kit/signing.ts'
import type { Manifest } from '#reports/pack/manifest.ts'
import { month, openAuditedMonth } from '#test/support/audited-month.ts'
import { openTestDb } from '#test/support/database.ts'
import { openPackDesk } from '#test/support/pack-desk.ts'
import { readZip } from '../read-zip.ts'
import { rebuilt } from './rebuilt-zip.ts'
import { placesOf } from './zip-places.ts'

const name = `monthly_audit_${month}`

describe('a pack', async () => {
  const { db, close } = await openTestDb()
  const shop = await openAuditedMonth(db)
  const packs = openPackDesk(db, shop.org.id)
  afterAll(async () => {
    await packs.close()
    await close()
  })
  let bytes: Buffer
  let files: Map<string, Buffer>
  let manifest: Manifest
  beforeAll(async () => {
    const made = await packs.makes('monthly_audit', month)
    bytes = Buffer.from(made.files[0]!.bytes)
    files = await readZip(bytes)
    manifest = JSON.parse(files.get('manifest.json')!.toString())
  })

  test('holds the page, the lines behind each figure, the chain, and the signed manifest', () => {
    expect([...files.keys()]).toEqual([
      `${name}.pdf`,
      `${name}.csv`,
      ...[
        ...['logins', 'failed_logins', 'role_changes', 'approvals', 'price_changes'],
        ...['stock_adjustments', 'refunds', 'ai_use', 'journal_lines', 'unbalanced_entries'],
        ...['backdated_entries', 'numbering_gaps', 'audit_log'],
      ].map((table) => `data/${table}.csv`),
      'audit_chain.jsonl',
      'manifest.json',
      'manifest.sig',
    ])
    expect(manifest).toMatchObject({
      ...{ format: 'tillie-pack/1', type: 'monthly_audit', params: { month } },
      org: { id: shop.org.id, name: shop.org.name },
      controls: { passed: 11, untied: [] },
    })
    for (const { name, bytes, sha256 } of manifest.files) {
      const file = files.get(name)!
      expect([name, file.length]).toEqual([name, bytes])
      expect(createHash('sha256').update(file).digest('hex')).toBe(sha256)
    }
  })

  test('has a line for each that a figure counts', () => {
    const rows = Object.fromEntries(
      manifest.files.map(({ name, rows }) => [name.replace(/^data\/|\.csv$/g, ''), rows]),
    )
    expect(rows).toMatchObject({
      ...{ logins: 2, failed_logins: 2, role_changes: 3, approvals: 3, price_changes: 1 },
      ...{ stock_adjustments: 1, refunds: 1, ai_use: 2, unbalanced_entries: 0 },
      ...{ backdated_entries: 3, numbering_gaps: 0 },
    })
    expect(rows['audit_chain.jsonl']).toBe(rows.audit_log)
    for (const [name, file] of files)
      if (name.startsWith('data/')) {
        const lines = parse(file, { bom: true, columns: true })
        const told = manifest.files.find((each) => each.name === name)!.rows
        expect([name, lines.length]).toEqual([name, told])
      }
    const [refund] = parse(files.get('data/refunds.csv')!, { bom: true, columns: true })
    expect(refund).toMatchObject({ Day: '2026-11-20', Amount: '551.00', Order: 'S-1001' })
    const [price] = parse(files.get('data/price_changes.csv')!, { bom: true, columns: true })
    expect(price).toMatchObject({ Product: 'Mug', Before: '450.00', After: '475.00' })
  })

  test('is whole as it was made, under the business’s own key', async () => {
    const key = (await db.asReader(shop.org.id, publicKeyOf))!
    expect(await packs.verdict(bytes)).toBe('whole')
    expect(await packs.verdict(bytes, { key: key.fingerprint.toUpperCase() })).toBe('whole')
    expect(await packs.verdict(bytes, { key: key.publicKey })).toBe('whole')
    expect(await packs.verdict(bytes, { key: newSigningKey().publicKey })).toBe(
      `manifest.json: it is signed with another key (${key.fingerprint})`,
    )
  })

  test('leaves nothing of its making on the disk', () => {
    expect(readdirSync(join(packs.folder, 'growing'))).toEqual([])
  })

  test('of a month without a word in the log is whole, too', async () => {
    const made = await packs.makes('monthly_audit', '2026-08')
    expect(await packs.verdict(made.files[0]!.bytes)).toBe('whole')
  })

  test('names the file of which any byte is changed, wherever it stands in it', async () => {
    for (const { name, from, to } of placesOf(bytes)) {
      const step = Math.ceil((to - from) / 5)
      for (let at = from; at < to; at += step) {
        const verdict = await packs.verdict(flipped(bytes, at, 1 << (at % 8)))
        expect([at, verdict]).toEqual([at, expect.stringMatching(new RegExp(`^${name}: `))])
      }
    }
  })

  test('is not whole when any other byte is changed: a heading, the list of files, the seal', async () => {
    const [first, second] = placesOf(bytes)
    const end = bytes.length
    const heads = [first!, second!].flatMap(({ from }) => [from - 1, from - 12, from - 22])
    for (const at of [...heads, end - 900, end - 120, end - 103, end - 95, end - 88, end - 1])
      expect([at, await packs.verdict(flipped(bytes, at, 2))]).not.toEqual([at, 'whole'])
  })

  test.each(['role_changes', 'audit_log', 'numbering_gaps'])(
    'names data/%s.csv when it is replaced, taken out or there twice',
    async (table) => {
      const file = `data/${table}.csv`
      const changed = new Map(files).set(file, Buffer.from('At\r\n'))
      expect(await packs.verdict(await rebuilt(changed))).toBe(`${file}: it is not what was signed`)
      const without = new Map(files)
      without.delete(file)
      expect(await packs.verdict(await rebuilt(without))).toBe(`${file}: it is missing`)
      const twice = [...files, [file, files.get(file)!] as const]
      expect(await packs.verdict(await rebuilt(twice))).toBe(`${file}: it is there twice`)
      const more = new Map([['data/more.csv', Buffer.from('x')], ...files])
      expect(await packs.verdict(await rebuilt(more))).toBe(
        'data/more.csv: it does not belong to the pack',
      )
    },
  )

  test('is not whole when its files are put into another ZIP', async () => {
    expect(await packs.verdict(await rebuilt(files))).toBe(
      'the ZIP itself: its files are as they were signed, but not the ZIP around them',
    )
  })

  test('of somebody who signs it anew is told apart by the key alone', async () => {
    const own = newSigningKey()
    const text = JSON.stringify({
      ...manifest,
      key: { ...manifest.key, publicKey: own.publicKey },
    })
    const forged = new Map(files)
      .set('manifest.json', Buffer.from(text))
      .set('manifest.sig', Buffer.from(`${signed(Buffer.from(text), own.privateKey)}\n`))
    const pack = await rebuilt(forged, own.privateKey)
    const key = (await db.asReader(shop.org.id, publicKeyOf))!
    expect(await packs.verdict(pack)).toBe('whole')
    expect(await packs.verdict(pack, { key: key.fingerprint })).toMatch(
      /^manifest\.json: it is signed with another key/,
    )
  })

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['no ZIP', Buffer.from('%PDF-1.4 what is this')],
    ['half of it', null],
  ])('that is %s is told in a sentence', async (_, bad) => {
    expect(await packs.verdict(bad ?? bytes.subarray(0, bytes.length / 2))).toBe(
      'the ZIP itself: it is no ZIP, or its directory is damaged',
    )
  })

  test('names the link that does not follow, when the log was changed before it was packed', async () => {
    await db.asOwner((sql) =>
      sql.begin(async (sql) => {
        await sql`set local session_replication_role = replica`
        await sql`
          update audit_log set detail = '{}' where org_id = ${shop.org.id} and action = 'role.changed'`
      }),
    )
    const made = await packs.makes('monthly_audit', month)
    expect(made.report.controls.filter(({ ties }) => !ties).map(({ name }) => name)).toEqual([
      'Audit chain',
    ])
    expect(await packs.verdict(made.files[0]!.bytes)).toMatch(
      /^audit_chain\.jsonl: link \d+ of the audit chain is not of its entry \(\d+\), which has been changed$/,
    )
  })
})

function flipped(bytes: Buffer, at: number, bits: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at]! ^= bits
  return copy
}
