/** Runs of reports: asked for, looked at while they are made, and read as they were frozen. */
import { z } from '@hono/zod-openapi'
import { fileFormats, listRuns } from '#domain/report-runs.ts'
import { Refusal } from '#kit/refusal.ts'
import type { ApiDoors } from './api-doors.ts'
import { askForRun } from './ask-for-run.ts'
import { byId, id, listOf, pageOf, paging } from './fields.ts'
import { linksFor } from './file-addresses.ts'
import { type AnyOperation, operation } from './operation.ts'
import { reportFiles } from './report-files.ts'
import { report } from './report-schemas.ts'
import {
  type Asked,
  run,
  runFilter,
  runRequest,
  runState,
  tellRun,
  tellState,
  tellWhole,
  wholeRun,
} from './run-schemas.ts'
import { frozenOf, kindsFor, notMade, runFor } from './runs-in-sight.ts'

const tag = 'Report runs'

const reportKind = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    description: z.string(),
    span: z.enum(['day', 'month', 'period', 'as-of']),
    needs: z.string(),
    formats: z.array(z.enum(fileFormats)),
  })
  .openapi('ReportKind')

export function reportRuns(doors: ApiDoors): AnyOperation[] {
  const links = linksFor(doors)
  return [
    operation({
      ...{ method: 'get', path: '/reports/kinds', tag, needs: 'reports:read' },
      summary: 'The reports there are, and in which forms',
      description: 'Those that the caller may read.',
      ...{ status: 200, gives: 'All of them', schema: listOf(reportKind) },
      run: async (_sql, { actor }) => {
        const items = kindsFor(actor).map(({ type, title, description, span, needs, formats }) => ({
          ...{ type, title, description, span, needs, formats },
        }))
        return { body: { items } }
      },
    }),
    operation({
      ...{ method: 'post', path: '/reports/generate', tag, needs: 'reports:generate' },
      summary: 'A run of a report: it is queued, and made of the records of one moment',
      description: 'Needs what the report itself needs, too.',
      body: runRequest,
      ...{ status: 201, gives: 'The run, queued', schema: run },
      run: async (sql, { body, ...call }) =>
        askForRun(sql, doors.desk, { ...call, asked: body as Asked, linkOf: links(call) }),
    }),
    operation({
      ...{ method: 'get', path: '/reports/status/{job}', tag, needs: 'reports:read' },
      summary: 'How far a run is',
      params: z.object({ job: id() }),
      ...{ status: 200, gives: 'Its state; with links, once it is completed', schema: runState },
      run: async (sql, { params, ...call }) => ({
        body: tellState(await runFor(sql, call.actor, params.job), links(call)),
      }),
    }),
    ...reportFiles(doors),
    operation({
      ...{ method: 'get', path: '/reports', tag, needs: 'reports:read' },
      summary: 'Runs of the reports that the caller may read, the newest first',
      query: z.object({ ...paging, ...runFilter }),
      ...{ status: 200, gives: 'One page of them', schema: pageOf(run) },
      run: async (sql, { query: { type, ...query }, ...call }) => {
        const known = kindsFor(call.actor).map((kind) => kind.type)
        const types = type ? known.filter((each) => each === type) : known
        const { items, next } = await listRuns(sql, { ...query, types })
        return { body: { items: items.map((each) => tellRun(each, links(call))), next } }
      },
    }),
    operation({
      ...{ method: 'get', path: '/reports/{id}', alias: '/reports/{id}', tag },
      needs: 'reports:read',
      summary: 'One run, with links to its files, its control totals, and the notes beside it',
      params: byId,
      ...{ status: 200, gives: 'The run', schema: wholeRun },
      run: async (sql, { params, ...call }) => {
        const one = await runFor(sql, call.actor, params.id)
        return { body: tellWhole(one, await frozenOf(sql, one), links(call)) }
      },
    }),
    operation({
      ...{ method: 'get', path: '/reports/{id}/result', tag, needs: 'reports:read' },
      summary: 'The frozen report itself: every form is printed from this',
      params: byId,
      ...{ status: 200, gives: 'The report', schema: report },
      run: async (sql, { params, actor }) => {
        const one = await runFor(sql, actor, params.id)
        const frozen = await frozenOf(sql, one)
        if (!frozen) throw new Refusal(notMade(one))
        return { body: frozen }
      },
    }),
  ]
}
