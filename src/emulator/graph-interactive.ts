/** Reply buttons, lists and link buttons: the limits that Meta documents for each. */
import { z } from 'zod'

const buttonsMax = 3
const sectionsMax = 10
const rowsMax = 10

const asset = z.object({ id: z.string().optional(), link: z.url().optional() })
const textHeader = z.object({ type: z.literal('text'), text: text('Header text', 60) })
const header = z.discriminatedUnion('type', [
  textHeader,
  z.object({ type: z.literal('image'), image: asset }),
  z.object({ type: z.literal('video'), video: asset }),
  z.object({
    type: z.literal('document'),
    document: z.object({ ...asset.shape, filename: z.string().optional() }),
  }),
])
const footer = z.object({ text: text('Footer text', 60) })
const shortBody = z.object({ text: text('Body text', 1024) })
const longBody = z.object({ text: text('Body text', 4096) })

const button = z.object({
  type: z.literal('button'),
  header: header.optional(),
  body: shortBody,
  footer: footer.optional(),
  action: z.object({
    buttons: z
      .array(
        z.object({
          type: z.literal('reply'),
          reply: z.object({ id: text('Button id', 256), title: text('Button title', 20) }),
        }),
      )
      .min(1, buttonsCount())
      .max(buttonsMax, buttonsCount())
      .refine((all) => areUnique(all.map(({ reply }) => reply.id)), 'Duplicate button ids')
      .refine((all) => areUnique(all.map(({ reply }) => reply.title)), 'Duplicate button titles'),
  }),
})

const row = z.object({
  id: text('Row id', 200),
  title: text('Row title', 24),
  description: z.string().max(72, length('Row description', 72)).optional(),
})
const section = z.object({
  title: z.string().max(24, length('Section title', 24)).optional(),
  rows: z.array(row).min(1, 'A section needs at least one row'),
})
const list = z.object({
  type: z.literal('list'),
  header: textHeader.optional(),
  body: longBody,
  footer: footer.optional(),
  action: z.object({
    button: text('Button text', 20),
    sections: z
      .array(section)
      .min(1, 'Invalid sections count. Min allowed sections: 1')
      .max(sectionsMax, `Invalid sections count. Max allowed sections: ${sectionsMax}`)
      .refine(
        (all) => all.length === 1 || all.every(({ title }) => title),
        'Section title is required when there is more than one section',
      )
      .refine(
        (all) => rowsOf(all).length <= rowsMax,
        `Total row count exceed max allowed count: ${rowsMax}`,
      )
      .refine((all) => areUnique(rowsOf(all).map(({ id }) => id)), 'Duplicate row ids'),
  }),
})

const link = z.object({
  type: z.literal('cta_url'),
  header: header.optional(),
  body: shortBody,
  footer: footer.optional(),
  action: z.object({
    name: z.literal('cta_url'),
    parameters: z.object({
      display_text: text('Button text', 20),
      url: z.url({ protocol: /^https?$/, message: 'Button URL is not valid' }),
    }),
  }),
})

export const interactive = z.discriminatedUnion('type', [button, list, link])
export type Interactive = z.output<typeof interactive>

/** Functions, so that the schemas above may be written first. */
function text(what: string, max: number) {
  return z.string().min(1, length(what, max)).max(max, length(what, max))
}

function length(what: string, max: number): string {
  return `${what} length invalid. Min length: 1, Max length: ${max}`
}

function buttonsCount(): string {
  return `Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: ${buttonsMax}`
}

function rowsOf(sections: z.output<typeof section>[]) {
  return sections.flatMap(({ rows }) => rows)
}

function areUnique(values: string[]): boolean {
  return new Set(values).size === values.length
}
