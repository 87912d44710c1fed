/** A change is one entry of a webhook call; its parts are read with what stands around them. */
import type { Clock } from '#kit/clock.ts'
import type { Contact } from './whatsapp-people.ts'

/** What every part of a change is read with. */
export interface ChangeContext {
  account: string
  /** Our own number as people see it; digits. */
  ourNumber?: string
  contacts: Contact[]
  clock: Clock
}
