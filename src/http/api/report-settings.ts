/** What a business says about its reports: how long files are kept, and whether notes stand beside them. */
import { z } from '@hono/zod-openapi'
import type { Sql } from '#db/sql.ts'
import { hasInsights, insightSettings, switchInsights } from '#domain/insight-settings.ts'
import {
  houseRetentionDays,
  ownRetention,
  retentionDaysMax,
  setRetention,
} from '#domain/report-retention.ts'
import { reportKinds } from '#reports/kinds.ts'
import { listOf } from './fields.ts'
import { type AnyOperation, operation } from './operation.ts'
import { reportType } from './run-schemas.ts'

const tag = 'Settings'

const kept = z
  .strictObject({
    type: z.string(),
    days: z.int(),
    isOwn: z.boolean().openapi({ description: 'False: as the house does' }),
  })
  .openapi('Retention')

const insights = z
  .strictObject({
    on: z.boolean().openapi({ description: 'Of every report that has no word of its own' }),
    types: z.array(z.strictObject({ type: z.string(), on: z.boolean() })),
  })
  .openapi('InsightSwitches')

export const reportSettings: AnyOperation[] = [
  operation({
    ...{ method: 'get', path: '/settings/reports/retention', tag, needs: 'settings:write' },
    summary: 'For how many days the files of each report are kept',
    ...{ status: 200, gives: 'All reports', schema: listOf(kept) },
    run: async (sql) => ({ body: { items: await retention(sql) } }),
  }),
  operation({
    ...{ method: 'put', path: '/settings/reports/retention/{type}', tag, needs: 'settings:write' },
    summary: 'Files of a report are kept for so many days; the run and its result always stay',
    params: z.object({ type: reportType() }),
    body: z.strictObject({
      days: z
        .int()
        .min(1)
        .max(retentionDaysMax)
        .nullable()
        .openapi({ example: 365, description: 'Null: as the house does' }),
    }),
    ...{ status: 200, gives: 'As it now stands', schema: kept },
    run: async (sql, { actor, params: { type }, body: { days }, now }) => {
      await setRetention(sql, actor, { type, days, now })
      return { body: (await retention(sql)).find((each) => each.type === type) }
    },
  }),
  operation({
    ...{ method: 'get', path: '/settings/insights', tag, needs: 'settings:write' },
    summary: 'Beside which reports notes are written',
    ...{ status: 200, gives: 'All reports', schema: insights },
    run: async (sql) => ({ body: await switches(sql) }),
  }),
  operation({
    ...{ method: 'put', path: '/settings/insights', tag, needs: 'settings:write' },
    summary: 'Notes are switched on or off, for one report or for all',
    description:
      'Switched off, nothing leaves the house. For all: switches of single ones are forgotten.',
    body: z.strictObject({ on: z.boolean(), type: reportType().optional() }),
    ...{ status: 200, gives: 'As it now stands', schema: insights },
    run: async (sql, { actor, body, now }) => {
      await switchInsights(sql, actor, { ...body, now })
      return { body: await switches(sql) }
    },
  }),
]

async function retention(sql: Sql) {
  const own = await ownRetention(sql)
  return reportKinds.map(({ type }) => ({
    type,
    days: own[type] ?? houseRetentionDays(type),
    isOwn: Object.hasOwn(own, type),
  }))
}

async function switches(sql: Sql) {
  const settings = await insightSettings(sql)
  const types = reportKinds.map(({ type }) => ({ type, on: hasInsights(settings, type) }))
  return { on: settings.on, types }
}
