/** The templates that the stand-in's account has approved, and what of them is refused. */
import { z } from 'zod'
import { templates } from '#domain/templates.ts'
import type { Button } from './chats.ts'
import { GraphError } from './graph-error.ts'

export interface Template {
  name: string
  language: string
  /** `{{1}}`, `{{2}}` … stand for the parameters. */
  body: string
  /** Quick replies. */
  buttons?: string[]
}

/** What the demo shop has had approved. */
export const standingTemplates: readonly Template[] = [
  {
    name: 'tillie_update',
    language: 'en',
    body: 'Your shop has something ready for you.',
    buttons: ['Get it'],
  },
  {
    name: 'tillie_report',
    language: 'en',
    body: 'Your report is ready: {{1}}',
    buttons: ['Get it'],
  },
  ...templates.flatMap(({ name, texts }) =>
    texts.map(({ language, text }) => ({ name, language, body: text })),
  ),
  { name: 'hello_world', language: 'en_US', body: 'Welcome. This is your first message.' },
]

const parameter = z.object({ type: z.string(), text: z.string().optional() })

export const templateMessage = z.object({
  name: z.string().regex(/^[a-z0-9_]{1,512}$/, 'Template name must match [a-z0-9_]'),
  language: z.object({ code: z.string().min(2) }),
  components: z
    .array(
      z.object({
        type: z.string().toLowerCase(),
        sub_type: z.string().toLowerCase().optional(),
        index: z.coerce.number().int().min(0).max(9).optional(),
        parameters: z.array(z.looseObject(parameter.shape)).default([]),
      }),
    )
    .default([]),
})

/** The bubble of a template; refused when it is unknown or its parameters do not fit. */
export function fillTemplate(
  templates: readonly Template[],
  message: z.output<typeof templateMessage>,
): { text: string; buttons: Button[] } {
  const { name, language, components } = message
  const template = templates.find((one) => one.name === name && one.language === language.code)
  if (!template)
    throw new GraphError(132001, `template name (${name}) does not exist in ${language.code}`)

  const given = components.find(({ type }) => type === 'body')?.parameters ?? []
  const expected = new Set(template.body.match(/\{\{\d+\}\}/g)).size
  if (given.length !== expected)
    throw new GraphError(
      132000,
      `body: number of localizable_params (${given.length}) does not match the expected number of params (${expected})`,
    )
  const text = template.body.replace(/\{\{(\d+)\}\}/g, (_, n) => given[n - 1]?.text ?? '')
  return { text, buttons: quickReplies(template, components) }
}

function quickReplies(
  { buttons = [] }: Template,
  components: z.output<typeof templateMessage>['components'],
): Button[] {
  for (const { type, index } of components)
    if (type === 'button' && (index === undefined || index >= buttons.length))
      throw new GraphError(131009, `button: there is no button at index ${index}`)
  return buttons.map((title, index) => {
    const own = components.find((one) => one.type === 'button' && one.index === index)
    const payload = own?.parameters[0]?.payload
    return { id: typeof payload === 'string' ? payload : title, title }
  })
}
