/**
 * Templates: messages that WhatsApp lets a business send first, approved there under these names.
 * UTILITY belongs to something the customer did; MARKETING goes only to those who opted in.
 */
export type TemplateCategory = 'UTILITY' | 'MARKETING'

export interface TemplateText {
  /** As WhatsApp writes it: `en`, `sw`. */
  language: string
  /** `{{1}}` stands for the first parameter. */
  text: string
}

export interface Template {
  name: string
  category: TemplateCategory
  /** In the order of their numbers. */
  parameters: { name: string; description: string; example: string }[]
  texts: TemplateText[]
}

const customer = { name: 'customer', description: 'Who it is for', example: 'Juma' }

export const templates: readonly Template[] = [
  {
    name: 'order_update_v1',
    category: 'UTILITY',
    parameters: [
      customer,
      { name: 'order', description: 'Number of the order', example: 'S-1042' },
      { name: 'status', description: 'What became of it, in words', example: 'on its way' },
    ],
    texts: [
      { language: 'en', text: 'Hello {{1}}, your order {{2}} is {{3}}.' },
      { language: 'sw', text: 'Habari {{1}}, oda yako {{2}}: {{3}}.' },
    ],
  },
  {
    name: 'cart_reminder_v1',
    category: 'MARKETING',
    parameters: [
      customer,
      { name: 'product', description: 'What they looked at', example: 'Enamel Mug' },
      { name: 'price', description: 'Its price, with the currency', example: 'KES 450.00' },
    ],
    texts: [
      {
        language: 'en',
        text: 'Hello {{1}}, {{2}} is still here for you at {{3}}. Answer STOP for no more offers.',
      },
      {
        language: 'sw',
        text: 'Habari {{1}}, {{2}} bado ipo kwa {{3}}. Jibu STOP usipotaka matangazo.',
      },
    ],
  },
  {
    name: 'support_followup_v1',
    category: 'UTILITY',
    parameters: [
      customer,
      { name: 'subject', description: 'What they had asked about', example: 'the broken kettle' },
    ],
    texts: [
      { language: 'en', text: 'Hello {{1}}, about {{2}}: is all well now? Answer here if not.' },
      { language: 'sw', text: 'Habari {{1}}, kuhusu {{2}}: je, yote sawa? Jibu hapa kama sivyo.' },
    ],
  },
]
