/** The HTTP doors over a channel that takes posts signed "right", for tests of the doors alone. */

import type { Channel } from '#channels/channel.ts'
import type { Post } from '#chat/post.ts'
import type { Db } from '#db/sql.ts'
import { openApp } from '#http/app.ts'
import { readinessOf } from '#http/health.ts'
import { openMetrics } from '#http/metrics.ts'
import { quiet } from '#test/support/database.ts'

export function openDoors(db: Db) {
  const kept: Post[] = []
  const state = { keepFails: false, isStopping: false }
  const isRight = (headers: Headers) => headers.get('x-signed') === 'right'
  const channel = {
    looksSigned: (headers: Headers) => headers.has('x-signed'),
    verify: isRight,
    receive: () => [],
  } as Partial<Channel> as Channel
  const isStopping = () => state.isStopping
  const app = openApp({
    channels: { whatsapp: channel, telegram: channel },
    keep: async (post) => {
      if (state.keepFails) throw new Error('no database')
      kept.push(post)
    },
    handshake: (query) =>
      query['hub.verify_token'] === 'ours' ? (query['hub.challenge'] ?? null) : null,
    isStopping,
    readiness: readinessOf(db, () => !state.isStopping),
    metrics: openMetrics(db),
    metricsToken: null,
    log: quiet,
    hasPhone: true,
    takesPosts: true,
  })
  const post = (
    body: string | Uint8Array<ArrayBuffer>,
    signed = 'right',
    path = '/webhooks/whatsapp',
  ) => app.request(path, { method: 'POST', body, headers: { 'x-signed': signed } })
  return { app, kept, state, post }
}
