/** The HTTP doors over a channel that takes posts signed "right", for tests of the doors alone. */

import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Channel } from '#channels/channel.ts'
import { whatsappLimits } from '#channels/whatsapp-outbound.ts'
import { tellOrderNews } from '#chat/order-news.ts'
import type { Post } from '#chat/post.ts'
import { openFiles } from '#clients/files.ts'
import type { Db } from '#db/sql.ts'
import { freshen } from '#domain/report-views.ts'
import { openSecondFactor } from '#domain/second-factor.ts'
import type { ApiDoors } from '#http/api/api-doors.ts'
import { type Doors, openApp } from '#http/app.ts'
import { readinessOf } from '#http/health.ts'
import { openMetrics } from '#http/metrics.ts'
import { openSealer } from '#kit/sealer.ts'
import { systemTimers } from '#kit/timers.ts'
import { openEye } from '#main/eye.ts'
import { openReportDesk } from '#reports/desk/open-desk.ts'
import { kindOf } from '#reports/kinds.ts'
import { renderReport } from '#reports/render/render.ts'
import { quiet } from '#test/support/database.ts'

/** Of a house without agents. */
export function apiDoors(db: Db, more: Partial<ApiDoors> = {}): ApiDoors {
  const secretKey = () => new Uint8Array(32).fill(7)
  const sealer = openSealer(secretKey)
  const folder = join(tmpdir(), `tillie-files-${randomUUID()}`)
  const { clock = () => new Date('2026-11-20T09:00:00Z'), files = openFiles(folder) } = more
  return {
    ...{ db, sealer, secretKey, orgId: 1, log: quiet, clock, files },
    ...{ pictures: files, eye: openEye() },
    tellOrderNews: (sql, now) =>
      tellOrderNews(sql, { limitsOf: () => whatsappLimits, choiceLifetimeMs: 3_600_000, now }),
    desk: openReportDesk({
      ...{ db, files, clock, kindOf, timers: systemTimers, log: quiet },
      freshen: (orgId) => freshen(db, orgId),
      print: renderReport,
      folder: `${folder}-growing`,
    }),
    secondFactor: openSecondFactor(sealer),
    answer: () => Promise.reject(new Error('nobody answers here')),
    ...more,
  }
}

export function openDoors(db: Db) {
  const state = { keepFails: false, isStopping: false }
  const kept: Post[] = []
  const app = openApp(doorsOf(db, state, kept))
  const post = (
    body: string | Uint8Array<ArrayBuffer>,
    signed = 'right',
    path = '/webhooks/whatsapp',
  ) => app.request(path, { method: 'POST', body, headers: { 'x-signed': signed } })
  return { app, kept, state, post }
}

export function doorsOf(
  db: Db,
  state = { keepFails: false, isStopping: false },
  kept: Post[] = [],
): Doors {
  const isRight = (headers: Headers) => headers.get('x-signed') === 'right'
  const channel = {
    looksSigned: (headers: Headers) => headers.has('x-signed'),
    verify: isRight,
    receive: () => [],
  } as Partial<Channel> as Channel
  return {
    channels: { whatsapp: channel, telegram: channel },
    keep: async (post) => {
      if (state.keepFails) throw new Error('no database')
      kept.push(post)
    },
    handshake: (query) =>
      query['hub.verify_token'] === 'ours' ? (query['hub.challenge'] ?? null) : null,
    isStopping: () => state.isStopping,
    readiness: readinessOf(db, () => !state.isStopping, 60_000),
    metrics: openMetrics(db),
    metricsToken: null,
    log: quiet,
    hasPhone: true,
    takesPosts: true,
    api: apiDoors(db),
  }
}
