/** What tills and shops call the state of a sale. */
import type { Mapping, OrderStatus } from './mapping.ts'

const words: Record<OrderStatus, string> = {
  PAID: `paid|payed|complete|completed|success|successful|succeeded|processing|processed|captured|settled
    |approved|sold|sale|ok|yes|partially paid|partially refunded|paye|payee|bezahlt|pagado|pagato|pago
    |betaald|imelipwa`,
  FULFILLED: `fulfilled|shipped|delivered|dispatched|closed|done|livre|expedie|geliefert|versendet|enviado
    |entregado|spedito|consegnato|entregue|verzonden|geleverd`,
  PENDING: `pending|unpaid|open|on hold|onhold|awaiting payment|pending payment|authorized|authorised|new
    |invoiced|sent|due|overdue|partially fulfilled|en attente|offen|pendiente|in attesa|pendente`,
  DRAFT: 'draft|quote|estimate|brouillon|entwurf|borrador|bozza|rascunho|concept',
  CANCELLED: `cancelled|canceled|void|voided|failed|declined|rejected|refunded|expired|deleted|trash
    |annule|storniert|cancelado|annullato|geannuleerd`,
}

const statusOf = new Map<string, OrderStatus>()
for (const [status, list] of Object.entries(words) as [OrderStatus, string][])
  for (const word of list.split('|')) statusOf.set(word.trim(), status)

/** Blank is paid: most files list only what was sold. Null when the word is not known. */
export function readStatus(text: string, own: Mapping['statuses']): OrderStatus | null {
  if (text === '') return 'PAID'
  if (Object.hasOwn(own, text)) return own[text]!
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  return (
    statusOf.get(
      plain
        .replace(/^wc-/, '')
        .replace(/[^a-z]+/g, ' ')
        .trim(),
    ) ?? null
  )
}
