/** Reports: the list, asking for one, watching it being made, reading it, and its files. */
import { Readable } from 'node:stream'
import { Hono } from 'hono'
import { html } from 'hono/html'
import type { Json } from '#db/sql.ts'
import { type FileFormat, fileFormats, listRuns } from '#domain/report-runs.ts'
import { mayRead, reportKinds } from '#reports/kinds.ts'
import { requestFor } from '../api/ask-for-run.ts'
import { Problem } from '../api/problem.ts'
import { readForm } from './generate-form.ts'
import { insightsPanel } from './insights-panel.ts'
import { type PageDeps, readRun, refusalOf, show, visitorAt } from './pages.ts'
import { listPage, rowView } from './reports-list.ts'
import { runHeading } from './run-heading.ts'
import { progressView, runBody } from './run-page.ts'
import type { PageContext, Pages, Visitor } from './visitor.ts'

const pageSize = 25
const at = 'reports'

export function reportPages(deps: PageDeps): Hono<Pages> {
  const { doors, forms } = deps
  const { db } = doors
  const app = new Hono<Pages>()

  app.get('/dashboard/reports', (c) => showList(c, deps))

  app.post('/dashboard/reports', async (c) => {
    const visitor = visitorAt(c, at)
    const asked = readForm(await forms.read(c, visitor.cookie))
    let id = ''
    const fault = await refusalOf(async () => {
      id = await ask(deps, visitor, asked)
    })
    if (fault) return showList(c, deps, fault)
    return c.redirect(`/dashboard/reports/${id}`, 303)
  })

  app.get('/dashboard/reports/:id', async (c) => {
    const visitor = visitorAt(c, at)
    const shown = await db.asReader(visitor.org.id, (sql) =>
      readRun(sql, visitor, c.req.param('id')),
    )
    const { heading, title } = runHeading(shown, visitor)
    const body = html`${heading}${runBody(shown, visitor)}`
    return show(c, deps, { title, at, hasCharts: true, body })
  })

  app.get('/dashboard/reports/:id/progress', async (c) => {
    const visitor = visitorAt(c, at)
    const { run } = await db.asReader(visitor.org.id, (sql) =>
      readRun(sql, visitor, c.req.param('id')),
    )
    const isOver = run.status === 'completed' || run.status === 'failed'
    if (isOver) return c.body('', 200, { 'HX-Refresh': 'true' })
    return c.html(progressView(run))
  })

  app.get('/dashboard/reports/:id/row', async (c) => {
    const visitor = visitorAt(c, at)
    const { run } = await db.asReader(visitor.org.id, (sql) =>
      readRun(sql, visitor, c.req.param('id')),
    )
    return c.html(rowView(run, visitor))
  })

  app.get('/dashboard/reports/:id/notes', async (c) => {
    const visitor = visitorAt(c, at)
    const { run, report } = await db.asReader(visitor.org.id, (sql) =>
      readRun(sql, visitor, c.req.param('id')),
    )
    return c.html(report ? insightsPanel(run, report, visitor.now) : '')
  })

  app.get('/dashboard/reports/:id/files/:format', (c) => sendFile(c, deps))
  return app
}

interface AskedFor {
  type: string
  params: Record<string, Json>
  formats?: FileFormat[]
}

/** Queues it, as this person, and wakes whoever makes it. */
export async function ask({ doors }: PageDeps, visitor: Visitor, asked: AskedFor): Promise<string> {
  const { db, desk } = doors
  const { id } = await db.asOrg(visitor.org.id, async (sql) =>
    desk.request(sql, { ...(await requestFor(sql, visitor, asked)), via: 'page' }),
  )
  desk.wake()
  return id
}

async function showList(c: PageContext, deps: PageDeps, fault?: string) {
  const visitor = visitorAt(c, at)
  const known = reportKinds.filter((kind) => mayRead(visitor.actor, kind)).map(({ type }) => type)
  const type = c.req.method === 'GET' ? c.req.query('type') : undefined
  const before = c.req.query('before')
  const after = before && /^\d{1,18}$/.test(before) ? before : undefined
  const types = type ? known.filter((each) => each === type) : known
  const page = await deps.doors.db.asReader(visitor.org.id, (sql) =>
    listRuns(sql, { types, after, limit: pageSize }),
  )
  const body = listPage({ visitor, ...page, type: type ?? '', isLater: after !== undefined, fault })
  return show(c, deps, { title: 'Reports', at, body, status: fault ? 422 : 200 })
}

/** As it was kept, as it comes; printed from the frozen report where it is not kept. */
async function sendFile(c: PageContext, { doors }: PageDeps) {
  const visitor = visitorAt(c, at)
  const { db, files, desk } = doors
  const format = fileFormats.find((each) => each === c.req.param('format'))
  if (!format) throw new Problem('not-found', 'There is no such file.')
  const orgId = visitor.org.id
  const { run } = await db.asReader(orgId, (sql) => readRun(sql, visitor, c.req.param('id') ?? ''))
  if (run.status !== 'completed') throw new Problem('not-found', 'This report is not ready yet.')
  const kept = run.files.find((file) => file.format === format && !file.removedAt)
  if (!kept) {
    const { name, mime, bytes } = await desk.render(orgId, run.id, format)
    return c.body(new Uint8Array(bytes), 200, headersOf(name, mime, bytes.length))
  }
  const stream = Readable.toWeb(await files.read(orgId, kept.sha256)) as ReadableStream
  return c.body(stream, 200, headersOf(kept.name, kept.mime, kept.sizeBytes))
}

function headersOf(name: string, mime: string, sizeBytes: number): Record<string, string> {
  return {
    'Content-Type': mime,
    'Content-Length': String(sizeBytes),
    'Content-Disposition': `attachment; filename="${name.replaceAll(/[^\w.-]/g, '_')}"`,
    'X-Content-Type-Options': 'nosniff',
  }
}
