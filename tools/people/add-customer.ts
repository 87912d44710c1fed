import { z } from 'zod'
import { addCustomer } from '#domain/customers.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { words } from '#kit/inputs.ts'

const input = z.object({
  name: words().describe('What the customer is called'),
  phone: words().optional().describe('With the country code, e.g. "+254712345678"'),
  email: words().optional(),
  country: words().optional(),
})

const details =
  '<(phone|tel|telephone|mobile|number|phone number|with phone|with the phone) {phone}> <(email|e-mail|mail|with email) {email}> <(from|in|country) {country}>'

export const addCustomerTool = defineTool({
  name: 'add_customer',
  description:
    'Writes down a new customer, so that sales and debts can be theirs. Not for a person who is to use the assistant: use link_account.',
  phrases: [
    `=[a] new customer|client [called|named|:] {name} ${details}`,
    `=(add|create|register|save|enter|write down) [a|the] [new] customer|client [called|named|:] {name} ${details}`,
    `=(add|register|save) {name} as [a|new] [new] customer|client ${details}`,
  ],
  needs: 'orders:write',
  input,

  async propose(_context, said) {
    const { name, email, country } = said
    const phone = said.phone?.replace(/^\+\s+/, '+') // The reader sets signs apart.
    return {
      proposed: true,
      input: asJson({ ...said, phone }),
      facts: { name: said.name },
      summary: () => {
        const more = [phone && `phone ${phone}`, email && `email ${email}`, country]
        return `Add this customer?\n${[`**${name}**`, ...more].filter(Boolean).join(', ')}`
      },
    }
  },

  async run({ sql, actor, now }, said) {
    const { id, name, code } = await addCustomer(sql, actor, { ...said, now })
    return {
      facts: { id, name, code },
      say: () => `**${name}** is written down as customer ${code}.`,
      mustNotRepeat: true,
    }
  },
})
