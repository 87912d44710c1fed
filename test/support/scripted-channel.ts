/** A channel that remembers what it was asked to send and ends each call as the script says. */
import { randomUUID } from 'node:crypto'
import type { RoadChannel, SendOptions, Sent } from '#chat/delivery.ts'
import type { Address, Outgoing } from '#chat/message.ts'
import { Refusal } from '#kit/refusal.ts'

export interface Call {
  message: Outgoing
  to: Address
  correlation: string
  externalId: string
}

export interface ScriptedChannel extends RoadChannel {
  /** Every call, whatever became of it. */
  calls: Call[]
  /** Texts and captions of what was really sent, in order. */
  said(): string[]
  taps: string[]
  attended: string[]
}

type Script = (call: Call, options: SendOptions) => Sent | null | Promise<Sent | null>

/** `script` returns null for what is simply sent. */
export function scriptedChannel(script: Script = () => null): ScriptedChannel {
  const calls: Call[] = []
  const sent: Call[] = []
  const taps: string[] = []
  const attended: string[] = []
  return {
    calls,
    said: () => sent.map(({ message }) => wordsOf(message)),
    taps,
    attended,
    limits: {
      textLengthMax: 4096,
      captionLengthMax: 1024,
      buttonsMax: 3,
      buttonTitleLengthMax: 20,
      buttonTextLengthMax: 1024,
      listRowsMax: 10,
      listTitleLengthMax: 24,
      listDescriptionLengthMax: 72,
      documentMimes: null,
    },
    typingEveryMs: 20,
    async send(message, to, options) {
      const { correlation } = options
      const call = { message, to, correlation, externalId: `out-${randomUUID()}` }
      calls.push(call)
      const outcome = await script(call, options)
      if (outcome && outcome.is !== 'sent') return outcome
      sent.push(call)
      return outcome ?? { is: 'sent', externalId: call.externalId }
    },
    async attend({ messageId }) {
      attended.push(messageId)
    },
    async acknowledgeTap(callbackId) {
      taps.push(callbackId)
    },
    async download() {
      throw new Refusal('There is no file here.')
    },
  }
}

function wordsOf(message: Outgoing): string {
  if (message.is === 'template') return `[${message.name}]`
  return (message.is === 'text' ? message.text : message.caption) ?? ''
}
