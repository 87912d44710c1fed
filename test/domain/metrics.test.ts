/** The catalogue's figures, whichever way they are cut, come to the same; names are found as people write them. */
import { afterAll, describe, expect, test } from 'vitest'
import { type DimensionName, dimensionNames, type MetricName } from '#domain/metrics/catalogue.ts'
import { measure } from '#domain/metrics/measure.ts'
import { findNamed } from '#domain/metrics/names.ts'
import type { Question } from '#domain/metrics/question.ts'
import { openGiftShop } from '../tools/gift-shop.ts'

const additive: MetricName[] = ['net_sales', 'gross_sales', 'returns', 'units', 'discounts', 'tax']
const everything: Question = {
  metrics: additive,
  by: null,
  filters: [],
  period: { from: '2010-12-01', to: '2011-02-28' },
  compareTo: null,
  order: null,
  limit: null,
  weekStart: 1,
}

describe('figures', async () => {
  const { db, org, close } = await openGiftShop()
  afterAll(close)
  const ask = (question: Partial<Question>) =>
    db.asReader(org.id, (sql) => measure(sql, { ...everything, ...question }))
  const codes = await db.asReader(
    org.id,
    (sql) => sql<{ id: string; sku: string }[]>`select id, sku from products`,
  )
  const countries = ['Germany', 'France', 'EIRE', 'Netherlands', 'United Kingdom']

  test('of the whole are those of its lines', async () => {
    const [total] = (await ask({})).rows
    expect(total!.values).toMatchObject({
      net_sales: '369.8550',
      gross_sales: '389.8550',
      returns: '20.0000',
      units: '37',
    })
    expect(total!.lines).toBe(16)
  })

  // Rankings leave postage and blank customers out, so those two cuts are of less than the whole.
  const cuts = dimensionNames.filter((by) => !['product', 'customer', 'order'].includes(by))
  test.each(cuts)('cut by %s add up to the whole', async (by: DimensionName) => {
    const [total] = (await ask({})).rows
    const { rows, groups } = await ask({ by })
    expect(rows).toHaveLength(groups)
    for (const metric of additive) {
      const values = rows.map((row) => row.values[metric]!)
      const [sum] = await db.asReader(
        org.id,
        (sql) =>
          sql`select sum(v) = ${total!.values[metric]!}::numeric as ties from unnest(${values}::numeric[]) v`,
      )
      expect({ by, metric, ...sum }).toMatchObject({ ties: true })
    }
  })

  test('are the same from the report tables as from the lines themselves', async () => {
    const byTable = await ask({ metrics: [...additive, 'orders'] })
    const filters = [
      { kind: 'product' as const, keys: codes.map(({ id }) => id), label: 'all' },
      { kind: 'country' as const, keys: countries, label: 'all' },
    ]
    const byLines = await ask({ metrics: [...additive, 'orders'], filters })
    expect([byTable.source, byLines.source]).toEqual(['daily', 'lines'])
    const plain = (values: Record<string, string | null>) =>
      Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]))
    expect(plain(byLines.rows[0]!.values)).toEqual(plain(byTable.rows[0]!.values))
  })

  test('that the records do not hold together are refused, not made up', async () => {
    await expect(ask({ metrics: ['collected'], by: 'product' })).rejects.toThrow(
      "I can't break payments collected down by product",
    )
  })

  test('a comparison gives both periods and the change between them', async () => {
    const [row] = (
      await ask({
        metrics: ['gross_sales'],
        period: { from: '2011-01-01', to: '2011-01-31' },
        compareTo: { from: '2010-12-01', to: '2010-12-31' },
      })
    ).rows
    expect(row!.values.gross_sales).toBe('182.3550')
    expect(row!.than.gross_sales).toBe('111.0000')
    expect(row!.change.gross_sales).toBe('0.642838')
  })

  test("a word of a customer's name does not hide the products that bear it", async () => {
    await db.asOrg(
      org.id,
      (sql) => sql`
        insert into customers (org_id, code, name, source, external_id)
        values (current_org(), 'H1', 'The Singing Kettle Hotel', 'test', 'H1')`,
    )
    const labels = async (name: string) => {
      const found = await db.asReader(org.id, (sql) => findNamed(sql, name))
      return found.is === 'none' ? null : found.filter.kind
    }
    expect(await labels('kettle')).toBe('product')
    expect(await labels('singing kettle hotel')).toBe('customer')
  })

  test.each([
    ['BLUE KETTLE 1.5L', ['BLUE KETTLE 1.5L']],
    ['blue kettle', ['BLUE KETTLE 1.5L']],
    ['blue ketle', ['BLUE KETTLE 1.5L']],
    ['k1', ['BLUE KETTLE 1.5L']],
    ['kettles', ['BLUE KETTLE 1.5L', 'RED KETTLE 1.5L']],
    ['germany', ['Germany']],
    ['Ireland', ['EIRE']],
    ['holland', ['Netherlands']],
    ['UK', ['United Kingdom']],
    ['504', ['504']],
    ['purple unicorn', []],
    ["'; drop table orders; --", []],
  ])('the name "%s" is found', async (name, labels) => {
    const found = await db.asReader(org.id, (sql) => findNamed(sql, name))
    const candidates =
      found.is === 'none' ? [] : found.is === 'one' ? [found.filter] : found.candidates
    expect(candidates.map(({ label }) => label).sort()).toEqual(labels)
  })
})
