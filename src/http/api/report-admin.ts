/** The two reports that every business wants each day and each month, at addresses of their own. */
import { z } from '@hono/zod-openapi'
import { latestRun } from '#domain/run-questions.ts'
import { addDays, addMonths, dayOf } from '#kit/calendar.ts'
import type { Day } from '#kit/day.ts'
import { kindOf, mayRead } from '#reports/kinds.ts'
import type { ApiDoors } from './api-doors.ts'
import { askForRun } from './ask-for-run.ts'
import { day, month } from './fields.ts'
import { linksFor } from './file-addresses.ts'
import { type AnyOperation, operation } from './operation.ts'
import { found } from './problem.ts'
import { type Asked, run, tellWhole, wholeRun } from './run-schemas.ts'
import { frozenOf } from './runs-in-sight.ts'

const tag = 'Report runs'

interface Usual {
  /** `daily-sales` */
  path: string
  type: string
  gives: string
  body: z.ZodObject
  paramsOf(said: { day?: string; month?: string }, today: Day): Record<string, string>
}

const usual: readonly Usual[] = [
  {
    ...{ path: '/admin/reports/daily-sales', type: 'daily_sales', gives: 'of a day' },
    body: z.strictObject({
      day: day().optional().openapi({ description: 'Yesterday when left out' }),
    }),
    paramsOf: ({ day }, today) => ({ day: day ?? addDays(today, -1) }),
  },
  {
    ...{ path: '/admin/reports/monthly-audit', type: 'monthly_audit', gives: 'of a month' },
    body: z.strictObject({
      month: month()
        .optional()
        .openapi({ description: 'The month before this one, when left out' }),
    }),
    paramsOf: ({ month }, today) => ({ month: month ?? addMonths(today, -1).slice(0, 7) }),
  },
]

export function reportAdmin(doors: ApiDoors): AnyOperation[] {
  const links = linksFor(doors)
  return usual.flatMap(({ path, type, gives, body, paramsOf }) => [
    operation({
      ...{ method: 'post', path, alias: path, tag, needs: 'reports:generate' },
      summary: `A run of the ${type.replace('_', ' ')} report, ${gives}`,
      ...{ body, bodyIsOptional: true },
      ...{ status: 201, gives: 'The run, queued', schema: run },
      run: async (sql, { body, ...call }) => {
        const params = paramsOf(body, dayOf(call.now, call.org.timezone))
        const asked: Asked = { type, params, formats: [...kindOf(type).formats] }
        return askForRun(sql, doors.desk, { ...call, asked, linkOf: links(call) })
      },
    }),
    operation({
      ...{ method: 'get', path: `${path}/latest`, alias: `${path}/latest`, tag },
      needs: 'reports:read',
      summary: `The ${type.replace('_', ' ')} report of the latest days that was completed`,
      ...{ status: 200, gives: 'The run', schema: wholeRun, mayBeNone: true },
      run: async (sql, call) => {
        const one = mayRead(call.actor, kindOf(type)) ? await latestRun(sql, type) : null
        const latest = found(one)
        return { body: tellWhole(latest, await frozenOf(sql, latest), links(call)) }
      },
    }),
  ])
}
