/** What reports, forms and channels are called when somebody has them sent. */
import { z } from 'zod'
import { choice } from '#kit/inputs.ts'

const daily = ['daily report', 'daily sales report', 'daily sales', 'sales of the day', 'z report']
const summary = ['sales summary', 'sales report', 'weekly report', 'weekly sales report']
const stock = ['stock valuation', 'stock value', 'stock value report', 'inventory value']
const debts = [
  'report of who owes us',
  'receivables',
  'receivables ageing',
  'aged debtors',
  'debtors',
  'who owes us',
]

const names = {
  daily_sales: [...daily, 'report', 'end of day report', 'day report', 'figures', 'numbers'],
  sales_summary: [...summary, 'weekly sales', 'monthly report', 'monthly sales report'],
  digest: ['digest', 'daily digest', 'weekly digest', 'monthly digest', 'digest of the day'],
  monthly_audit: ['monthly audit', 'audit', 'audit report', 'audit pack', 'monthly audit report'],
  month_end_pack: ['month end pack', 'monthend pack', 'month end', 'month end report'],
  profit_and_loss: ['profit and loss', 'pl', 'p&l', 'p and l', 'pnl', 'income statement'],
  balance_sheet: ['balance sheet'],
  trial_balance: ['trial balance'],
  cash_position: ['cash position', 'cash report', 'cash'],
  stock_valuation: [...stock, 'stock report', 'inventory report'],
  stock_ageing: ['stock ageing', 'stock aging', 'slow stock', 'stock ageing report'],
  receivables_ageing: [...debts, 'receivables report', 'debtors report'],
  tax_summary: ['tax summary', 'tax report', 'vat report', 'vat summary', 'tax', 'vat'],
} as const

const ownArticles = (called: readonly string[]) =>
  called.flatMap((name) => [name, `the ${name}`, `my ${name}`, `our ${name}`, `a ${name}`])

export const reportName = () =>
  choice(
    Object.fromEntries(
      Object.entries(names).map(([type, called]) => [type, ownArticles(called)]),
    ) as Record<keyof typeof names, string[]>,
  )

export const formName = () =>
  choice({
    pdf: ['pdf', 'a pdf', 'pdf file'],
    xlsx: [
      'excel',
      'xlsx',
      'an excel',
      'excel file',
      'an excel file',
      'spreadsheet',
      'a spreadsheet',
    ],
    csv: ['csv', 'a csv', 'csv file'],
    zip: ['zip', 'a zip'],
    text: ['text', 'words', 'text only', 'just text', 'plain text', 'a message'],
  })

export const formTitles: Record<string, string> = {
  pdf: 'as PDF',
  xlsx: 'as Excel',
  csv: 'as CSV',
  png: 'as a picture',
  zip: 'as ZIP',
  text: 'in words, without a file',
}

export const channelName = () =>
  choice({ whatsapp: ['whatsapp', 'whats app', 'wa'], telegram: ['telegram', 'tg'] })

export const channelTitles = { whatsapp: 'WhatsApp', telegram: 'Telegram' } as const

/** No name is one: of a subscription nobody speaks but its own button, and a model that has listed them. */
export const subscriptionId = () =>
  z.string().refine((said) => /^\d{1,18}$/.test(said), 'must be an id from my_subscriptions')
