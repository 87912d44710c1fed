/**
 * The phone and its stand-ins, for trying and testing without an account. What is typed on the
 * phone is posted to Tillie's real webhooks; what Tillie sends is taken, or refused, as the
 * platforms would, and shown on the phone.
 */
import type { Hono } from 'hono'
import { type Role, roles } from '#domain/identity.ts'
import type { Clock } from '#kit/clock.ts'
import type { Log } from '#kit/log.ts'
import { systemTimers } from '#kit/timers.ts'
import { botApp } from './bot-app.ts'
import { openBotSending } from './bot-send.ts'
import { openUpdates } from './bot-updates.ts'
import { type Chats, openChats } from './chats.ts'
import { type Faults, openFaults } from './faults.ts'
import { graphApp } from './graph-app.ts'
import { openSending } from './graph-send.ts'
import { standingTemplates, type Template } from './graph-templates.ts'
import { openMedia } from './media.ts'
import type { Persona } from './personas.ts'
import { phoneApp } from './phone-app.ts'
import { openSpeech, type Said } from './phone-say.ts'
import { openPost } from './webhook-post.ts'
import { openWire } from './wire.ts'
import type { Secrets, World } from './world.ts'

export interface EmulatorOptions {
  clock: Clock
  /** The machine's own time, which goes on while the clock stands still. */
  elapsedMs?: () => number
  log: Log
  secrets: Secrets
  /** Where Tillie listens, such as http://127.0.0.1:3000; asked anew for each webhook. */
  webhookBase: () => string
  personas: readonly Persona[]
  /** The approved WhatsApp templates. */
  templates?: readonly Template[]
  /** Between "sent", "delivered" and "read", and before a webhook is posted again. */
  pace?: { stateMs: number; retryMs: number }
}

export interface Emulator {
  /** To be mounted at /emulator/graph: the base URL of the Cloud API. */
  graph: Hono
  /** To be mounted at /emulator/bot: the root of the Bot API. */
  bot: Hono
  /** To be mounted at /phone. */
  phone: Hono
  faults: Faults
  chats: Chats
  /** As if it were typed on the phone. */
  say(said: Said): { id: string; taken: Promise<boolean> }
  close(): void
}

const usualPace = { stateMs: 250, retryMs: 500 }

export function openEmulator(options: EmulatorOptions): Emulator {
  const { clock, log, secrets, personas, webhookBase, pace = usualPace } = options
  const { elapsedMs = systemTimers.elapsedMs } = options
  const ending = new AbortController()
  const closing = ending.signal
  const chats = openChats(personas.map(({ role }) => role))
  const { appSecret, verifyToken, accessToken, botToken, webhookSecret } = secrets
  const masked = [appSecret, verifyToken, accessToken, botToken, webhookSecret]
  const wire = openWire(clock, masked, (entry) => chats.tell({ is: 'wire', entry }))
  const faults = openFaults(closing)
  const eyes = openEyes()
  const world: World = {
    clock,
    elapsedMs,
    log,
    secrets,
    webhookBase,
    personas,
    templates: options.templates ?? standingTemplates,
    chats,
    media: openMedia(clock),
    wire,
    faults,
    post: openPost({ wire, faults, log, closing, retryMs: pace.retryMs }),
    isLookedAt: eyes.isOn,
    stateMs: pace.stateMs,
    closing,
  }
  const graphSending = openSending(world)
  const botSending = openBotSending(world)
  const updates = openUpdates(world)
  const speech = openSpeech(world, { updates, newTelegramId: botSending.newMessageId })

  return {
    graph: graphApp(world, graphSending),
    bot: botApp(world, { sending: botSending, updates, answerTap: speech.answerTap }),
    phone: phoneApp(world, { speech, look, enter: eyes.open }),
    faults,
    chats,
    say: speech.say,
    close: () => ending.abort(),
  }

  function look(role: Role): void {
    eyes.turnTo(role)
    const person = personas.find((person) => person.role === role)
    if (person) graphSending.readAll(person)
  }
}

/** Whose phone is looked at: the last one chosen, while a page is open. */
function openEyes() {
  let pages = 0
  let role: Role = roles[0]

  return {
    isOn: (one: Role) => pages > 0 && one === role,
    turnTo(one: Role) {
      role = one
    },
    open() {
      pages += 1
      return () => {
        pages -= 1
      }
    },
  }
}
