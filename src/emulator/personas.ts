/** The standing cast of the phone. Numbers are of the ranges that Ofcom keeps for fiction. */
import type { Role } from '#domain/identity.ts'

export interface Persona {
  role: Role
  name: string
  /** E.164 with its plus sign. */
  phone: string
  bsuid: string
  telegramId: string
  /** The private chat with the bot. */
  telegramChatId: string
  username: string
  /** One line that the page shows beside the name. */
  about: string
}

/** What WhatsApp shows as the shop's own number. */
export const shopNumber = '442079460018'

export const personas: readonly Persona[] = [
  {
    role: 'owner',
    name: 'Nell Hartley',
    phone: '+447700900101',
    bsuid: 'GB.10470077009001010001',
    telegramId: '7100000000101',
    telegramChatId: '7100000000101',
    username: 'nell_hartley',
    about: 'Owner. Wants one figure before her tea gets cold.',
  },
  {
    role: 'finance',
    name: 'Tomas Varga',
    phone: '+447700900102',
    bsuid: 'GB.10470077009001020002',
    telegramId: '7100000000102',
    telegramChatId: '7100000000102',
    username: 'tomas_varga',
    about: 'Finance. Asks "why?" and means it.',
  },
  {
    role: 'staff',
    name: 'Priya Anand',
    phone: '+447700900103',
    bsuid: 'GB.10470077009001030003',
    telegramId: '7100000000103',
    telegramChatId: '7100000000103',
    username: 'priya_anand',
    about: 'Staff. At the counter, typing with one thumb.',
  },
  {
    role: 'customer',
    name: 'Imogen Clarke',
    phone: '+447700900104',
    bsuid: 'GB.10470077009001040004',
    telegramId: '7100000000104',
    telegramChatId: '7100000000104',
    username: 'imogen_clarke',
    about: 'Customer. Found the shop an hour ago.',
  },
]
