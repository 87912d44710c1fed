/** What must hold after every step, told of what the triggers noted and of what reached the platforms. */
import type { RoadLimits } from '#chat/limits.ts'
import type { Call } from './platforms.ts'
import type { Tilly } from './tilly.ts'
import type { InRow, Note, OutRow } from './watch.ts'

/** A message that a platform took from us. */
export interface Arrival {
  call: Call
  row: OutRow
  /** The platform took back that it would deliver it. */
  isFailed: boolean
}

export interface Laws {
  /** 'late': kept with an id below one of its chat that was seen before. */
  note(note: Note): 'late' | null
  /** Somebody begins to answer the question of that id. */
  answer(externalId: string): void
  call(call: Call): void
  arrive(call: Call): Arrival
  /** Nobody can know what became of the calls that this process has under way. */
  excuse(tilly: Tilly): void
  excuseCall(call: Call): unknown
  arrivalOf(call: Call): Arrival | undefined
  /** Of the inbox by the platform's id; of the outbox all. */
  kept(externalId: string): InRow | undefined
  outbox(): OutRow[]
  /** What is still to be answered, told or sent. */
  undone(): string[]
  arrivals(row: OutRow): Arrival[]
  /** After each step: the first law that was broken, or null. */
  check(): string | null
  break(how: string): void
}

const goals = ['sent', 'delivered', 'read']
/** Each state of the outbox, and what may follow. */
const nextOut: Record<string, string[]> = {
  waiting: ['sending', 'sent', 'delivered', 'read', 'failed', 'held'],
  sending: ['waiting', 'held', 'sent', 'delivered', 'read', 'failed', 'skipped'],
  held: ['waiting', 'failed', ...goals], // An earlier call did arrive.
  sent: ['delivered', 'read', 'failed', 'held'],
  delivered: ['read'],
  read: [],
  failed: goals, // Only where nobody knew.
  skipped: [],
}
const nextIn: Record<string, string[]> = { new: ['done', 'dead'], done: [], dead: [] }

export function openLaws(limits: RoadLimits): Laws {
  const undone = new Set<string>()
  const byExternalId = new Map<string, InRow>()
  const newest = new Map<string, number>()
  const leased = new Map<string, Map<number, InRow>>()
  const outbox = new Map<string, OutRow>()
  /** Must not be repeated from the beginning, not only since somebody may have got it. */
  const once = new Set<string>()
  const conversations = new Map<number, OutRow[]>()
  const arrivals = new Map<string, Arrival[]>()
  const calls = new Map<string, Call[]>()
  const underWay = new Set<Call>()
  const begun: Call[] = []
  /** Of questions by their id, of messages by their correlation. */
  const tries = new Map<string, number>()
  const triesOf = (what: string) => tries.get(what) ?? 0
  const excused = new WeakSet<Call>()
  let broken: string | null = null
  const none: Arrival[] = []
  return {
    note: (note) => (note.of === 'inbox' ? noteIn(note) : noteOut(note)),
    answer,
    call,
    arrive,
    excuse,
    excuseCall: (call) => excused.add(call),
    arrivalOf,
    kept: (externalId) => byExternalId.get(externalId),
    outbox: () => [...outbox.values()],
    undone: () => [...undone],
    arrivals: ({ correlation }) => arrivals.get(correlation) ?? none,
    check,
    break: breaks,
  }

  function breaks(how: string) {
    broken ??= how
  }

  function noteIn({ old, now, at }: Extract<Note, { of: 'inbox' }>): 'late' | null {
    const chat = `${now.channel} ${now.account} ${now.chat}`
    const isLate = !old && now.kind !== 'status' && now.id < (newest.get(chat) ?? 0)
    newest.set(chat, Math.max(now.id, newest.get(chat) ?? 0))
    const name = `inbox ${now.id} (${now.external_id})`
    if (now.state === 'new') undone.add(name)
    else undone.delete(name)
    byExternalId.set(now.external_id, now)
    if (old && old.state !== now.state && !nextIn[old.state]!.includes(now.state))
      breaks(`${name} went from ${old.state} to ${now.state}`)
    if (now.state === 'dead' && !now.reason) breaks(`${name} is dead without a reason`)
    // A process that leaves gives back what it holds: that try does not count.
    if (old && now.attempts < old.attempts) tries.set(now.external_id, triesOf(now.external_id) - 1)
    if (now.kind === 'status' && now.attempts > limits.statusAttemptsMax + 1)
      breaks(`${name} was tried ${now.attempts} times`)
    if (now.kind !== 'status') holdOne(now, { chat, at, name })
    return isLate ? 'late' : null
  }

  /** Never two turns of one chat in hand at the same time. */
  function holdOne(row: InRow, { chat, at, name }: { chat: string; at: string; name: string }) {
    const held = leased.get(chat) ?? new Map<number, InRow>()
    leased.set(chat, held)
    held.delete(row.id)
    if (row.state !== 'new' || !row.leased_by) return
    for (const other of held.values())
      if (Date.parse(other.leased_until!) > Date.parse(at))
        breaks(`${name} was taken while ${other.id} (${other.external_id}) of its chat was in hand`)
    held.set(row.id, row)
  }

  function noteOut({ old, now }: Extract<Note, { of: 'outbox' }>): null {
    const name = `outbox ${now.id}`
    if (!old) {
      if (now.must_not_repeat) once.add(now.correlation)
      const rows = conversations.get(now.conversation_id) ?? []
      conversations.set(now.conversation_id, [...rows, now])
    }
    if (['waiting', 'sending'].includes(now.state)) undone.add(name)
    else undone.delete(name)
    const row = Object.assign(outbox.get(now.correlation) ?? now, now)
    outbox.set(now.correlation, row)
    if (old && old.state !== now.state) {
      // The platform's own word that a sending failed stands against all it said of that sending.
      const isToldOf = old.external_id !== null && old.external_id === now.external_id
      // An earlier one may have arrived all the same, and be told of afterwards.
      const hasAnother = arrivals.get(now.correlation)?.some(({ isFailed }) => !isFailed)
      const wasUnknown = old.state !== 'failed' || old.error_code === 'unknown' || !isToldOf
      if (!nextOut[old.state]!.includes(now.state) || !(wasUnknown || hasAnother))
        breaks(`${name} went from ${old.state} to ${now.state}`)
    }
    if (old && now.attempts < old.attempts) tries.delete(now.correlation)
    if (!goals.includes(now.state)) return null
    if (!arrivals.has(now.correlation)) breaks(`${name} is ${now.state}, and never arrived`)
    for (const call of underWay) if (call.correlation === now.correlation) underWay.delete(call)
    return null
  }

  function call(call: Call) {
    const { correlation } = call
    const before = calls.get(correlation) ?? []
    calls.set(correlation, [...before, call])
    if (before.some((earlier) => !mayBeRepeated(earlier)))
      breaks(`outbox ${outbox.get(correlation)?.id} was sent again, though nothing had been lost`)
    underWay.add(call)
    begun.push(call)
    tries.set(correlation, triesOf(correlation) + 1)
    if (triesOf(correlation) > limits.sendAttemptsMax)
      breaks(`outbox ${outbox.get(correlation)?.id} was sent ${triesOf(correlation)} times`)
  }

  /** What Tillie cannot know of, what was refused, and what the platform took back later. */
  function mayBeRepeated(call: Call): boolean {
    const wasRefused = call.isOver && call.externalId === null
    return excused.has(call) || wasRefused || arrivalOf(call)?.isFailed === true
  }

  function arrivalOf(call: Call): Arrival | undefined {
    return arrivals.get(call.correlation)?.find((one) => one.call === call)
  }

  /** Each call is written down before it is made. */
  function check(): string | null {
    for (const { correlation } of begun.splice(0)) {
      const row = outbox.get(correlation)
      if (!row) breaks('a message was sent that is in no outbox')
      else if (row.state !== 'sending') breaks(`outbox ${row.id} was sent though ${row.state}`)
      else if (calls.get(correlation)?.length === 1) inOrder(row)
    }
    return broken
  }

  /** In the turn of another message it belongs to that one's tries, and then has its own. */
  function answer(externalId: string) {
    if (!byExternalId.has(externalId)) return
    tries.set(externalId, triesOf(externalId) + 1)
    if (triesOf(externalId) > 2 * limits.turnBreaksMax)
      breaks(`${externalId} was answered ${triesOf(externalId)} times`)
  }

  function arrive(call: Call): Arrival {
    const row = outbox.get(call.correlation)!
    const before = arrivals.get(call.correlation) ?? []
    const arrival = { call, row, isFailed: false }
    arrivals.set(call.correlation, [...before, arrival])
    if (once.has(call.correlation) && before.some(({ isFailed }) => !isFailed))
      breaks(`outbox ${row.id} must not be repeated, and arrived again`)
    return arrival
  }

  /** One after another within a chat. What was held and is let go again may come later. */
  function inOrder(row: OutRow) {
    for (const older of conversations.get(row.conversation_id)!)
      if (older.id < row.id && !hasHadItsTurn(older))
        breaks(`outbox ${row.id} was sent before ${older.id}, which is ${older.state}`)
  }

  function hasHadItsTurn(older: OutRow): boolean {
    if (arrivals.has(older.correlation)) return true
    if (['failed', 'skipped', 'held'].includes(older.state)) return true
    return older.must_not_repeat && older.state === 'sending' && older.leased_by === null
  }

  function excuse(tilly: Tilly) {
    for (const call of underWay) if (call.tilly === tilly) excused.add(call)
  }
}
