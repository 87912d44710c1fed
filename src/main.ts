/**
 * The composition root: a running Tillie, built from its settings. The socket opens first, so that a
 * taken port is told at once; until everything stands, every request is asked to come again.
 */
import type { Channel } from '#channels/channel.ts'
import { telegram } from '#channels/telegram.ts'
import { whatsapp, whatsappHandshake } from '#channels/whatsapp.ts'
import type { ChannelName } from '#chat/message.ts'
import { openRoad, type Road, type RoadDeps } from '#chat/road.ts'
import { fetchSecretKey } from '#clients/secret-key.ts'
import type { Org } from '#domain/org.ts'
import { freshen } from '#domain/report-views.ts'
import { type Emulator, openEmulator } from '#emulator/emulator.ts'
import { personas } from '#emulator/personas.ts'
import type { Answer } from '#engine/answer.ts'
import { openApp } from '#http/app.ts'
import { readinessOf } from '#http/health.ts'
import { type Metrics, openMetrics } from '#http/metrics.ts'
import { type Listening, listen } from '#http/server.ts'
import { queueFirstBackfill } from '#jobs/first-backfill.ts'
import { openJobs } from '#jobs/jobs.ts'
import { openReportWorker } from '#jobs/report-worker.ts'
import { systemTimers } from '#kit/timers.ts'
import type { Config } from './config.ts'
import { type House, type Overrides, openHouse, orgOrDemo } from './house.ts'
import { admitCast } from './main/cast.ts'
import {
  type Connections,
  isForTrying,
  phoneConnections,
  phoneSecrets,
  realConnections,
} from './main/connections.ts'
import { fileLinkOf } from './main/file-link-of.ts'
import { jobsOf } from './main/jobs-of.ts'
import { meetTelegram } from './main/meet-telegram.ts'
import { type Duties, dutiesOf, type ProcessRole } from './main/process-role.ts'
import { orderNewsOf, subscriptionsOf } from './main/subscriptions-of.ts'

export type { ProcessRole }

export interface TillieOptions extends Overrides {
  /** The phone and its stand-ins; unless told, on when there are no credentials and on loopback. */
  phone?: boolean
  /** All there is, unless told. */
  role?: ProcessRole
  /** At the first start over a business with a past, its reports are made; not unless told. */
  backfills?: boolean
  /** Shorter waits and no pacing, for tests. */
  road?: Pick<RoadDeps, 'limits' | 'paces'>
  /** How long a post may wait for its commit; short unless told. */
  keepMsMax?: number
  /** Reaches the platforms in place of the global one. */
  fetch?: typeof fetch
}

export interface Tillie {
  url: string
  port: number
  /** null: the phone is off. */
  phoneUrl: string | null
  org: Org
  house: House
  road: Road
  emulator: Emulator | null
  /** Finishes what is in hand, refuses what is new, and closes everything within ten seconds. */
  stop(): Promise<void>
}

type Fetch = Parameters<typeof listen>[0]

const drainMsMax = 7_500
const requestsMsMax = 1_000

export async function openTillie(config: Config, options: TillieOptions = {}): Promise<Tillie> {
  const { role = 'all', phone } = options
  const hasPhone = phone ?? (role === 'all' && isForTrying(config))
  const duties = dutiesOf(role, config, hasPhone)
  let answerRequest: Fetch = () => new Response('Starting.', { status: 503 })
  const listening = await listen(
    (request, env) => answerRequest(request, env),
    config.TILLIE_HOST,
    config.TILLIE_PORT,
  )
  try {
    const house = await openHouse(config, options)
    try {
      const { fetch, ...tillie } = await furnish(house, listening, { ...options, duties })
      answerRequest = fetch
      return tillie
    } catch (fault) {
      await house.close()
      throw fault
    }
  } catch (fault) {
    await listening.close(0)
    throw fault
  }
}

/** Builds every room on the house, right to left, and opens for work. */
async function furnish(
  house: House,
  listening: Listening,
  { duties, ...options }: TillieOptions & { duties: Duties },
) {
  const { config, db, clock, log } = house
  const { url, port } = listening
  const org = await orgOrDemo(house, config.TILLIE_ORG)
  const metrics = openMetrics(db)
  const { hasPhone, takesPosts, worksOff, limits } = duties
  const secrets = phoneSecrets(config)
  const connections = hasPhone ? phoneConnections(config, secrets, url) : realConnections(config)
  const channels = openChannels(connections, house, options)
  const linkTo = fileLinkOf(config, url)
  const road = openRoad({
    ...options.road,
    limits: { ...limits, ...options.road?.limits },
    db,
    channels,
    answer: measured(house.answer, metrics),
    eye: house.eye,
    describer: house.describer,
    files: house.files,
    clock,
    log,
    defaultOrg: { whatsapp: org.id, telegram: org.id },
    template: templateOf(config, hasPhone),
    pagesUrl: config.PUBLIC_URL ?? url,
    linkTo,
    observe: {
      messageSent: ({ channel, is }) => metrics.sends.inc({ channel, outcome: is }),
    },
  })
  let isStopping = false
  const app = openApp({
    channels,
    keep: road.keep,
    keepMsMax: options.keepMsMax,
    handshake: (query) => whatsappHandshake(query, connections.whatsapp.verifyToken),
    isStopping: () => isStopping,
    readiness: readinessOf(db, () => !isStopping && (!worksOff || road.isTakingWork())),
    metrics,
    metricsToken: config.TILLIE_METRICS_TOKEN ?? null,
    log,
    hasPhone,
    publicUrl: config.PUBLIC_URL ?? null,
    takesPosts,
    api: {
      ...house,
      secretKey: () => fetchSecretKey(config.TILLIE_SECRET_KEY ?? null, config.TILLIE_DATA),
      orgId: org.id,
      tellOrderNews: orderNewsOf(channels),
    },
  })
  const emulator = hasPhone
    ? openEmulator({ clock, log, secrets, webhookBase: () => url, personas })
    : null
  if (emulator) {
    app.route('/emulator/graph', emulator.graph)
    app.route('/emulator/bot', emulator.bot)
    app.route('/phone', emulator.phone)
    await admitCast(db, org, personas, clock())
  }
  // Before any work begins: what cannot be met ends the start, and nothing is left running.
  const { telegram } = channels
  const polling =
    takesPosts && !hasPhone
      ? await meetTelegram({ house, telegram, keep: road.keep, fetch: options.fetch })
      : null
  if (worksOff) await road.start()
  const jobs = openJobs({
    db,
    log,
    clock,
    jobs: jobsOf(house, metrics, channels),
    onEnd: (job, outcome) => metrics.jobs.inc({ job, outcome }),
  })
  if (worksOff) await jobs.start()
  const reports = worksOff
    ? openReportWorker({ db, desk: house.desk, timers: systemTimers, log })
    : null
  reports?.wake()
  const past = reports && options.backfills ? backfillOnce(house, () => isStopping) : null
  const subscriptions = worksOff ? subscriptionsOf(house, channels, linkTo) : null
  return {
    url,
    port,
    phoneUrl: hasPhone ? `${url}/phone` : null,
    org,
    house,
    road,
    emulator,
    fetch: app.fetch,
    stop,
  }

  /** The stand-ins take what the road still sends, so the socket closes after the road. */
  async function stop() {
    if (isStopping) return
    isStopping = true
    house.describer?.close()
    await Promise.all([
      ...[polling?.stop(), jobs.stop(), road.stop(drainMsMax)],
      ...[past, reports?.stop(), subscriptions?.stop(), house.desk.stop(drainMsMax)],
    ])
    emulator?.close()
    await listening.close(requestsMsMax)
    await house.close()
  }
}

/** In the background: nobody waits for the past. */
async function backfillOnce({ db, desk, clock, log }: House, isOver: () => boolean) {
  const fresh = (orgId: number) => freshen(db, orgId)
  await queueFirstBackfill({ db, desk, clock, freshen: fresh, isOver }).catch((err) =>
    log.error({ err }, 'reports of the past were not queued'),
  )
}

function openChannels(
  { whatsapp: toWhatsapp, telegram: toTelegram }: Connections,
  { clock, log }: House,
  { fetch }: TillieOptions,
): Record<ChannelName, Channel> {
  return {
    whatsapp: whatsapp({ ...toWhatsapp, fetch, clock, log }),
    telegram: telegram({ ...toTelegram, fetch, clock, log }),
  }
}

/** The phone's stand-in knows this template, with its "Get it" button. */
const phoneTemplate = { name: 'tillie_update', language: 'en' }

function templateOf(config: Config, hasPhone: boolean) {
  const { TILLIE_WHATSAPP_TEMPLATE: name, TILLIE_WHATSAPP_TEMPLATE_LANGUAGE: language } = config
  if (name) return { name, language }
  return hasPhone ? phoneTemplate : null
}

function measured(answer: Answer, { turns, turnSeconds }: Metrics): Answer {
  return async (asked) => {
    const done = turnSeconds.startTimer()
    const answered = await answer(asked)
    done()
    turns.inc({ model: answered.model, outcome: answered.refused ? 'refused' : 'answered' })
    return answered
  }
}
