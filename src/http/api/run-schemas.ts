/** A run of a report as the API tells it, and what one is asked for with. */
import { z } from '@hono/zod-openapi'
import { fileFormats, type ReportRun } from '#domain/report-runs.ts'
import type { ReportKind } from '#reports/catalogue.ts'
import { insightsFrom } from '#reports/insights/insights.ts'
import { reportKinds } from '#reports/kinds.ts'
import type { Report } from '#reports/report.ts'
import { id, stamp } from './fields.ts'
import { control } from './report-schemas.ts'

const statuses = ['queued', 'running', 'completed', 'failed'] as const
const status = z.enum(statuses)
const types = reportKinds.map(({ type }) => type)

export const reportType = () =>
  z
    .enum(types, { error: `There is no report of that type. There are: ${types.join(', ')}.` })
    .openapi({ example: 'daily_sales' })

const file = z
  .strictObject({
    format: z.enum(fileFormats),
    name: z.string(),
    mime: z.string(),
    sizeBytes: z.int(),
    sha256: z.string(),
    removedAt: stamp().nullable().openapi({ description: 'Its bytes are gone, by retention' }),
    url: z.string().nullable().openapi({
      description: 'Opens it for whoever has the link, until `urlExpiresAt`',
      example: '/files/…',
    }),
    urlExpiresAt: stamp().nullable(),
  })
  .openapi('ReportFile')

const progress = z.int().openapi({ description: '0 to 100' })
const error = z.string().nullable().openapi({ description: 'Why it failed, for a person' })

const runFields = {
  id: id(),
  type: z.string(),
  title: z.string(),
  params: z.record(z.string(), z.unknown()),
  formats: z.array(z.enum(fileFormats)),
  status,
  progress,
  via: z.string(),
  requestedBy: id().nullable(),
  requestedAt: stamp(),
  startedAt: stamp().nullable(),
  completedAt: stamp().nullable(),
  durationMs: z.int().nullable(),
  asOf: stamp().nullable().openapi({ description: 'The moment of the records it was read from' }),
  checksum: z.string().nullable().openapi({ description: 'Equal when no figure has changed' }),
  wantsInsights: z.boolean().openapi({ description: 'Notes were asked for: they may still come' }),
  error,
  files: z.array(file),
}
export const run = z.strictObject(runFields).openapi('ReportRun')

export const wholeRun = z
  .strictObject({
    ...runFields,
    file_url: z.string().nullable().openapi({ description: 'The link of the first file' }),
    controls: z.array(control).nullable().openapi({ description: 'Null until it is completed' }),
    ties: z.boolean().nullable().openapi({ description: 'Do all control totals PASS?' }),
    insights_json: z
      .record(z.string(), z.unknown())
      .nullable()
      .openapi({ description: 'Advisory only: never part of the report. Null until written' }),
  })
  .openapi('ReportRunInFull')

export const runState = z
  .strictObject({
    id: id(),
    type: z.string(),
    status,
    progress,
    error,
    files: z.array(file),
  })
  .openapi('ReportRunState')

/** `?type=&status=` of a list. */
export const runFilter = { type: reportType().optional(), status: status.optional() }

/** What each kind is asked for with, as one of many. */
export const runRequest = z
  .discriminatedUnion('type', reportKinds.map(requestOf) as never, {
    error: `\`type\` is one of: ${types.join(', ')}.`,
  })
  .openapi('ReportRequest')

export interface Asked {
  type: string
  params: Record<string, unknown>
  formats?: ReportRun['formats']
  insights?: boolean
}

function requestOf({ type, params, formats, title }: ReportKind) {
  const name = type.replaceAll(/(?:^|_)(\w)/g, (_, letter) => letter.toUpperCase())
  return z
    .strictObject({
      type: z.literal(type),
      params,
      formats: z
        .array(z.enum(formats as [string]))
        .min(1)
        .max(formats.length)
        .optional()
        .openapi({ description: `${formats[0]} when left out` }),
      insights: z
        .boolean()
        .optional()
        .openapi({ description: 'Notes beside it, where they are switched on; yes when left out' }),
    })
    .openapi(`${name}Request`, { description: title })
}

/** Where a file may be fetched from, for a while. */
export type LinkOf = (fileId: string) => { url: string; urlExpiresAt: Date }

export function tellRun(run: ReportRun, linkOf: LinkOf) {
  const { insights: _, files, ...rest } = run
  return { ...rest, title: titleOf(run), files: tellFiles(files, linkOf) }
}

export function tellWhole(run: ReportRun, frozen: Report | null, linkOf: LinkOf) {
  const told = tellRun(run, linkOf)
  const controls = frozen?.controls ?? null
  return {
    ...told,
    file_url: told.files.find(({ url }) => url !== null)?.url ?? null,
    controls,
    ties: controls ? controls.every(({ ties }) => ties) : null,
    insights_json: insightsFrom(run.insights),
  }
}

export function tellState({ id, type, status, progress, error, files }: ReportRun, linkOf: LinkOf) {
  return { id, type, status, progress, error, files: tellFiles(files, linkOf) }
}

function tellFiles(files: ReportRun['files'], linkOf: LinkOf) {
  const nowhere = { url: null, urlExpiresAt: null }
  return files.map(({ id, ...file }) => ({ ...file, ...(file.removedAt ? nowhere : linkOf(id)) }))
}

function titleOf({ type }: ReportRun): string {
  return reportKinds.find((kind) => kind.type === type)?.title ?? type
}
