/** Files of runs: fetched when they are made, or made while one waits. */
import { z } from '@hono/zod-openapi'
import { FileGone } from '#clients/files.ts'
import { type FileFormat, fileFormats, type RunFile } from '#domain/report-runs.ts'
import { Refusal } from '#kit/refusal.ts'
import { fileResponse } from '../file-response.ts'
import type { ApiDoors } from './api-doors.ts'
import { requestFor } from './ask-for-run.ts'
import { id } from './fields.ts'
import { linksFor } from './file-addresses.ts'
import { type AnyOperation, type Outside, operation } from './operation.ts'
import { Problem } from './problem.ts'
import { reportType, runState, tellState } from './run-schemas.ts'
import { notMade, runFor } from './runs-in-sight.ts'

const tag = 'Report runs'
const mimes = [
  'application/pdf',
  'text/csv',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'image/png',
  'application/zip',
]
const formatField = () =>
  z.enum(fileFormats).optional().openapi({ description: 'The first that it has, when left out' })

/** Longer than this nobody waits: the run goes on, and is asked for by its id. */
const waitMsMax = 10_000

type Knock = Pick<Outside<undefined, undefined, undefined>, 'inside' | 'now'>

export function reportFiles(doors: ApiDoors): AnyOperation[] {
  return [
    operation({
      ...{ method: 'get', path: '/reports/download', tag, needs: 'reports:read' },
      summary: 'The file of a completed run',
      description: 'A form that was not asked for is printed now, from the frozen report.',
      query: z.object({ id: id(), format: formatField() }),
      ...{ status: 200, gives: 'The file itself', mime: mimes, mayBeNone: true },
      runOutside: ({ query: { id, format }, ...knock }) => fileOf(doors, knock, id, format),
    }),
    operation({
      ...{ method: 'post', path: '/reports/{type}/stream', tag, needs: 'reports:generate' },
      summary: 'A small report as its file, at once',
      description:
        'Waits for the run, for ten seconds at most; then the run goes on by itself and is told with 202.',
      params: z.object({ type: reportType() }),
      body: z.strictObject({
        params: z.record(z.string(), z.unknown()).openapi({ example: { day: '2026-11-20' } }),
        format: formatField(),
      }),
      ...{ status: 200, gives: 'The file itself', mime: mimes, later: runState },
      runOutside: async ({ inside, params, body, now }) => {
        const asked = { ...params, params: body.params, formats: body.format && [body.format] }
        const { orgId, request } = await inside(async (sql, { actor }, org) => ({
          orgId: actor.orgId,
          request: await requestFor(sql, { actor, org, now }, { ...asked, insights: false }),
        }))
        const made = await doors.desk.make(orgId, request, waitMsMax)
        if (made.is === 'failed') throw new Refusal(made.error)
        const runId = made.is === 'made' ? made.run.id : made.id
        return { body: { runId, format: request.formats[0] } }
      },
      tell: ({ body }, { c, ...knock }) => {
        const { runId, format } = body as { runId: string; format: FileFormat }
        c.header('Location', `/api/v1/reports/${runId}`)
        return fileOf(doors, knock, runId, format, (told) => c.json(told as never, 202))
      },
    }),
  ]
}

/** Refused before it is completed, unless it is known what to answer then. */
async function fileOf(
  doors: ApiDoors,
  { inside, now }: Knock,
  runId: string,
  format?: FileFormat,
  notYet?: (state: object) => Response,
): Promise<Response> {
  const { orgId, run, state } = await inside(async (sql, { actor }) => {
    const run = await runFor(sql, actor, runId)
    return { orgId: actor.orgId, run, state: tellState(run, linksFor(doors)({ actor, now })) }
  })
  if (run.status !== 'completed') {
    if (notYet && run.status !== 'failed') return notYet(state)
    throw new Refusal(notMade(run))
  }
  const wanted = format ?? run.files[0]?.format ?? run.formats[0] ?? 'pdf'
  const file = run.files.find((each) => each.format === wanted) ?? null
  if (file && !file.removedAt) return kept(doors, orgId, file)
  const { name, mime, bytes } = await doors.desk.render(orgId, run.id, wanted)
  return fileResponse({ name, mime }, bytes)
}

async function kept({ files }: ApiDoors, orgId: number, file: RunFile): Promise<Response> {
  try {
    return fileResponse(file, await files.read(orgId, file.sha256))
  } catch (fault) {
    if (!(fault instanceof FileGone)) throw fault
    throw new Problem('not-found', `${file.name} is no longer kept: ask for the report again.`)
  }
}
