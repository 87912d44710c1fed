/** Values out of JSON Schema, for fast-check: such as it allows, and such as it does not. */
import fc from 'fast-check'

export interface Schema {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  oneOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  items?: Schema
  minItems?: number
  maxItems?: number
  minLength?: number
  maxLength?: number
  pattern?: string
  format?: string
  minimum?: number
  maximum?: number
}

export interface Making {
  schemas: Record<string, Schema>
  /** Ids that are there, by what the field is called. */
  ids(field: string): string[]
}

const itemsMax = 3

/** What the schema allows. `field` is the name of the property. */
export function allowed(making: Making, schema: Schema, field = ''): fc.Arbitrary<unknown> {
  const make = (inner: Schema, name = field) => allowed(making, inner, name)
  if (schema.$ref) return make(making.schemas[schema.$ref.split('/').at(-1)!]!)
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const either = schema.anyOf ?? schema.oneOf
  if (either) return fc.oneof(...either.map((inner) => make(inner)))
  const types = [schema.type ?? []].flat()
  if (types.length > 1) return fc.oneof(...types.map((type) => make({ ...schema, type })))
  const [type] = types
  if (type === 'null') return fc.constant(null)
  if (type === 'boolean') return fc.boolean()
  if (type === 'integer' || type === 'number') {
    const { minimum = -1000, maximum = 1000 } = schema
    return fc.integer({ min: Math.max(minimum, -1e9), max: Math.min(maximum, 1e9) })
  }
  if (type === 'array') {
    const { minItems: minLength = 0, maxItems = itemsMax } = schema
    const maxLength = Math.max(minLength, Math.min(maxItems, itemsMax))
    return fc.array(make(schema.items ?? {}), { minLength, maxLength })
  }
  if (type === 'object') return objects(make, schema)
  if (type === 'string') return strings(making, schema, field)
  return fc.jsonValue()
}

function objects(make: (inner: Schema, name: string) => fc.Arbitrary<unknown>, schema: Schema) {
  const { properties = {}, required = [], additionalProperties } = schema
  if (typeof additionalProperties === 'object')
    return fc.dictionary(
      fc.string({ minLength: 1, maxLength: 9 }),
      make(additionalProperties, ''),
      {
        maxKeys: itemsMax,
      },
    )
  const fields = Object.entries(properties).map(([name, inner]) => [name, make(inner, name)])
  return fc.record(Object.fromEntries(fields), { requiredKeys: required as never })
}

const idPattern = '^[1-9]\\d{0,17}$'

function strings({ ids }: Making, schema: Schema, field: string): fc.Arbitrary<string> {
  const { pattern, format, minLength = 0, maxLength = 60 } = schema
  if (format === 'date') {
    const days = { min: new Date('1990-01-01'), max: new Date('2030-12-31'), noInvalidDate: true }
    return fc.date(days).map((date) => date.toISOString().slice(0, 10))
  }
  if (format === 'date-time') {
    const [past, future] = ['2026-01-01', '2026-11-20'].map((day) => new Date(day))
    return fc.date({ min: past, max: future, noInvalidDate: true }).map((d) => d.toISOString())
  }
  const known = ids(field)
  if (pattern === idPattern || known.length > 0) {
    const anyId = fc.bigInt(1n, 10n ** 17n).map(String)
    return known.length > 0
      ? fc.oneof(
          { weight: 6, arbitrary: fc.constantFrom(...known) },
          { weight: 1, arbitrary: anyId },
        )
      : anyId
  }
  if (pattern && new RegExp(pattern).test('3.5'))
    return fc.oneof(
      fc.constantFrom('1', '2', '3.5', '12.25'),
      fc.stringMatching(new RegExp(pattern)),
    )
  if (pattern && !/\\p|\[\^/.test(pattern)) return fc.stringMatching(new RegExp(pattern))
  const lengths = { minLength, maxLength: Math.max(minLength, Math.min(maxLength, 60)) }
  const any = fc.oneof(
    fc.string({ ...lengths, unit: 'grapheme' }),
    fc.string({ ...lengths, unit: 'binary' }),
    fc.string(lengths),
  )
  const form = pattern ? new RegExp(pattern, 'u') : /^/
  const isFit = (said: string) =>
    form.test(said) && said.length >= minLength && said.length <= maxLength
  return any.filter(isFit)
}

/** One place of a value that is allowed is put wrong, or the whole of it. */
export function broken(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const bad = fc.oneof(
    fc.constantFrom<unknown>(null, '', '\0', '\ud800', '-1', '1e999', -1, 2 ** 53, '9'.repeat(40)),
    fc.jsonValue({ maxDepth: 3 }),
    fc.string({ unit: 'binary', maxLength: 300 }),
  )
  return fc.tuple(value, bad, fc.nat()).map(([good, wrong, at]) => spoil(good, wrong, at))
}

function spoil(good: unknown, wrong: unknown, at: number): unknown {
  if (typeof good !== 'object' || good === null) return wrong
  const keys = Object.keys(good)
  if (keys.length === 0 || at % 7 === 0) return wrong
  const key = keys[at % keys.length]!
  const inner = (good as Record<string, unknown>)[key]
  const spoilt = at % 2 ? wrong : spoil(inner, wrong, Math.floor(at / 3))
  return Array.isArray(good)
    ? good.map((item, i) => (String(i) === key ? spoilt : item))
    : { ...good, [key]: spoilt }
}
