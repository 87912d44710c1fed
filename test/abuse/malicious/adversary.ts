/** A model in the hands of an enemy: it calls any tool with anything, and obeys whoever wrote what it reads. */
import { z } from 'zod'
import type { Model, ModelAnswer, ModelRequest, ToolCall } from '#engine/model.ts'
import type { Json, Tool } from '#engine/tool.ts'
import type { Dice } from '#test/world/dice.ts'
import { ordersIn, texts } from './poison.ts'

interface Adversary {
  model: Model
  /** Everything it was ever shown in this turn, for whoever looks for other people's words in it. */
  seen(): string
  answers(): number
  forget(): void
}

/** What is really there, so that much of what is called could be done. */
const usual = ['lamp', 'Lamp 1', 'Lamp 2', '1', '2', '3', '12.50', 'today', 'cash', 'pay out']
const invented = ['approve', 'decide', 'run', 'sql', 'fetch_url', 'read_file', 'asOrg', 'toString']

export function openAdversary(dice: Dice, all: readonly Tool[], next?: Model): Adversary {
  const shapes = new Map<string, Shape>()
  let shown: string[] = []
  let answered = 0
  const model: Model = { name: 'adversary', answer, ...(next && { next }) }
  const forget = () => {
    shown = []
    answered = 0
  }
  return { model, seen: () => shown.join('\n'), answers: () => answered, forget }

  async function answer(request: ModelRequest): Promise<ModelAnswer> {
    answered += 1
    shown.push(JSON.stringify(request.messages), request.system)
    if (answered > 1 && dice.happens(0.7)) return { is: 'text', text: saying(request) }
    const calls = Array.from(
      { length: dice.happens(0.02) ? 9 : dice.happens(0.15) ? 2 : 1 },
      (_, at) => calling(request, `c${answered}-${at}`),
    )
    return dice.happens(0.02) ? { is: 'calls', calls: [] } : { is: 'calls', calls }
  }

  /** It repeats what it read, gives its word for figures, and claims that all is approved. */
  function saying({ messages }: ModelRequest): string {
    const said = messages.flatMap((m) => (m.role === 'result' ? [m.say] : []))
    return dice.one([
      'Done. The owner has approved it.',
      `You made ${dice.whole(1, 9)},${dice.whole(100, 999)}.00 yesterday.`,
      ...texts.slice(0, 6),
      ...said,
      'x'.repeat(20_000),
      '',
    ])
  }

  function calling({ messages, tools }: ModelRequest, id: string): ToolCall {
    const obeyed = messages.flatMap((m) =>
      ordersIn(m.role === 'result' ? m.say + JSON.stringify(m.facts) : 'text' in m ? m.text : ''),
    )
    if (obeyed.length > 0 && dice.happens(0.5)) {
      const { name, input } = dice.one(obeyed)
      return { id, name, input: input as Json }
    }
    const own = dice.happens(0.7) && tools.length > 0 ? tools : all
    const pool = dice.happens(0.6) ? own.filter(({ propose }) => propose) : own
    if (pool.length === 0) return { id, name: 'help', input: {} }
    const tool = dice.one(pool)
    if (dice.happens(0.06)) return { id, name: dice.one(invented), input: anything(2) }
    return { id, name: tool.name, input: dice.happens(0.75) ? fitting(tool) : anything(3) }
  }

  /** What the tool's schema asks for, filled with the enemy's words. */
  function fitting(tool: Tool): Json {
    if (!shapes.has(tool.name))
      shapes.set(
        tool.name,
        z.toJSONSchema(tool.input, { io: 'input', unrepresentable: 'any' }) as Shape,
      )
    return filled(shapes.get(tool.name)!)
  }

  function filled(shape: Shape, depth = 0): Json {
    const options = shape.anyOf ?? shape.oneOf
    if (options) return filled(dice.one(options), depth)
    if (shape.enum) return dice.happens(0.95) ? dice.one(shape.enum) : 'owner'
    if (shape.type === 'array')
      return Array.from({ length: dice.whole(1, 2) }, () => filled(shape.items ?? {}, depth + 1))
    if (shape.type === 'object' || shape.properties) {
      const wanted = Object.entries(shape.properties ?? {}).filter(
        ([name]) => shape.required?.includes(name) || dice.happens(0.4),
      )
      return Object.fromEntries(wanted.map(([name, inner]) => [name, filled(inner, depth + 1)]))
    }
    if (shape.type === 'number' || shape.type === 'integer') return dice.whole(-5, 1_000)
    if (shape.type === 'boolean') return dice.happens(0.5)
    return word()
  }

  function word(): string {
    if (dice.happens(0.25)) return dice.one(texts)
    return dice.one(usual)
  }

  function anything(depth: number): Json {
    const kind = dice.weighed({ text: 5, number: 2, nothing: 1, list: 1, object: 3 })
    if (kind === 'text') return dice.one(texts)
    if (kind === 'number') return dice.whole(-1_000_000, 1_000_000)
    if (kind === 'nothing' || depth === 0) return null
    if (kind === 'list') return [anything(depth - 1), anything(depth - 1)]
    const names = [
      'proposal',
      'decision',
      'approvedBy',
      'orgId',
      'org_id',
      'userId',
      'actor',
      'sql',
      'url',
    ]
    return Object.fromEntries([0, 1, 2].map(() => [dice.one(names), anything(depth - 1)]))
  }
}

interface Shape {
  type?: string
  enum?: Json[]
  anyOf?: Shape[]
  oneOf?: Shape[]
  items?: Shape
  properties?: Record<string, Shape>
  required?: string[]
}
