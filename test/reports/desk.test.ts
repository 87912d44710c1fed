/** Story: reports are asked for at the desk, made once, frozen, and rendered from what was frozen. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { frozenResult } from '#domain/report-runs.ts'
import { Refusal } from '#kit/refusal.ts'
import { defineKind } from '#reports/catalogue.ts'
import { freeze } from '#reports/desk/freeze.ts'
import { renderReport } from '#reports/render/render.ts'
import { asked, kindThat, openDesks, sample } from './open-desk.ts'
import { asOf, tuesday } from './small-shop.ts'

describe('the report desk', async () => {
  const { db, org, folder, files, open, find, audited, close } = await openDesks()
  const desk = open()
  afterAll(close)
  const ofTuesday = asked('daily_sales', { day: tuesday })

  test('makes a report with its files, and freezes it', async () => {
    const made = await desk.make(org.id, { ...ofTuesday, formats: ['pdf', 'csv'] }, 30_000)

    if (made.is !== 'made') throw new Error(made.is)
    expect(made.run).toMatchObject({ status: 'completed', progress: 100, error: null, asOf })
    expect(made.run.files.map(({ format, name }) => [format, name])).toEqual([
      ['csv', `daily_sales_${tuesday}.csv`],
      ['pdf', `daily_sales_${tuesday}.pdf`],
    ])
    expect(made.report.controls.map(({ ties }) => ties)).not.toContain(false)
    expect(made.report.controls.length).toBeGreaterThan(0)
    expect(await audited(made.run.id)).toBe(1)
    expect(existsSync(join(folder, 'growing'))).toBe(false)
  })

  test('what is asked for under one key is one run, made by whoever works the queue off', async () => {
    const ask = () =>
      db.asOrg(org.id, (sql) => desk.request(sql, { ...ofTuesday, runKey: 'tuesday' }))
    const { id } = await ask()

    expect(await ask()).toEqual({ id, isNew: false })
    expect(await desk.runNext(org.id)).toBe(true)
    expect(await desk.runNext(org.id)).toBe(false)
    expect(await find(id)).toMatchObject({ status: 'completed', via: 'api' })
  })

  test('renders another form later from what was frozen: the same bytes, whatever was sold since', async () => {
    const first = await desk.make(org.id, { ...ofTuesday, formats: ['pdf'] }, 30_000)
    const { id } = await db.asOrg(org.id, (sql) => desk.request(sql, { ...ofTuesday, formats: [] }))
    await desk.runNext(org.id)
    await db.asOrg(
      org.id,
      (sql) => sql`
        update order_lines set quantity = quantity + 1 where org_id = ${org.id}`,
    )

    const pdf = await desk.render(org.id, id, 'pdf')
    const again = await desk.render(org.id, id, 'pdf')
    const anew = await desk.make(org.id, { ...ofTuesday, formats: ['pdf'] }, 30_000)

    if (first.is !== 'made' || anew.is !== 'made') throw new Error('not made')
    expect(Buffer.from(pdf.bytes)).toEqual(Buffer.from(first.files[0]!.bytes))
    expect(Buffer.from(again.bytes)).toEqual(Buffer.from(pdf.bytes))
    expect((await find(id)).files).toHaveLength(1)
    expect(anew.run.checksum).not.toBe(first.run.checksum)
  })

  test('prints anew, byte for byte, a file that the store has lost', async () => {
    const made = await desk.make(org.id, { ...ofTuesday, formats: ['pdf'] }, 30_000)
    if (made.is !== 'made') throw new Error(made.is)
    await files.remove(org.id, made.run.files[0]!.sha256)

    const { bytes } = await desk.render(org.id, made.run.id, 'pdf')

    expect(Buffer.from(bytes)).toEqual(Buffer.from(made.files[0]!.bytes))
  })

  test('keeps a report that a chat has built, as it was shown', async () => {
    const report = sample()
    const request = { ...asked('sample'), formats: ['csv', 'pdf'] as const, via: 'chat' as const }
    const { run, files: sent } = await desk.keep(org.id, request, report)

    expect(run).toMatchObject({ status: 'completed', via: 'chat', type: 'sample' })
    expect(sent.map(({ name }) => name)).toEqual([`${report.name}.csv`, `${report.name}.pdf`])
    const frozen = await db.asReader(org.id, (sql) => frozenResult(sql, run.id))
    expect(frozen).toEqual(JSON.parse(JSON.stringify(report)))
    expect(run.checksum).toBe(freeze({ ...report, asOf: '2030-01-01T00:00:00Z' }).checksum)
    expect(await audited(run.id)).toBe(1)
  })

  test('refuses a type that is none, and says which there are', async () => {
    const made = desk.make(org.id, asked('horoscope'), 1_000)
    await expect(made).rejects.toThrow(Refusal)
    await expect(made).rejects.toThrow(/daily_sales/)
  })

  test('what takes longer goes on by itself, and who asks again joins it', async () => {
    const { promise: goesOn, resolve: goOn } = Promise.withResolvers<void>()
    const print: typeof renderReport = async (report, format) => {
      await goesOn
      return renderReport(report, format)
    }
    const patient = open({ kinds: [kindThat(sample)], print })
    const { id: userId } = (
      await db.asOrg(
        org.id,
        (sql) => sql<{ id: string }[]>`
        insert into users (org_id, name, created_at) values (${org.id}, 'Amina', ${asOf})
        returning id`,
      )
    )[0]!
    const request = { ...asked('sample'), requestedBy: userId }

    const later = await patient.make(org.id, request, 1)
    const joined = await patient.make(org.id, request, 1)
    goOn()

    expect(later).toMatchObject({ is: 'later' })
    expect(joined).toEqual(later)
    if (joined.is !== 'later') throw new Error(joined.is)
    const made = await patient.await(org.id, joined.id, 30_000)
    expect(made).toMatchObject({ is: 'made', run: { id: joined.id } })
  })

  test('a large file is whole or not there, and nothing is left of its growing', async () => {
    const exported = defineKind({
      ...kindThat(sample),
      params: z.strictObject({}),
      dataset: { name: 'lines', title: 'Lines', columns: [], read: async function* () {} },
    })
    let breaks = true
    const big = open({
      kinds: [exported],
      spools: {
        dataset: async ({ folder }) => {
          const path = join(folder, 'half')
          writeFileSync(path, 'half,of,it')
          if (breaks) throw new Error('the disk is full')
          return async () => ({ name: 'lines.csv', mime: 'text/csv', path })
        },
      },
    })
    const { id } = await db.asOrg(org.id, (sql) => big.request(sql, asked('sample')))

    await big.runNext(org.id)
    expect(await find(id)).toMatchObject({ status: 'queued', files: [] })
    expect(readdirSync(join(folder, 'growing'))).toEqual([])
    breaks = false
    await big.runNext(org.id)

    expect(await find(id)).toMatchObject({ status: 'completed', files: [{ name: 'lines.csv' }] })
    expect(readdirSync(join(folder, 'growing'))).toEqual([])
    await expect(big.render(org.id, id, 'xlsx')).rejects.toThrow('Please ask for it anew.')
  })
})
