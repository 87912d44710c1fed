/** What people tell the offline reader to do: which tool, and with what. The words alone decide. */
import { describe, expect, test } from 'vitest'
import { houseScopes, type Role } from '#domain/identity.ts'
import { offline } from '#engine/models/offline/offline.ts'
import type { Tool } from '#engine/tool.ts'
import { tools } from '#tools/index.ts'

const org = {
  id: 1,
  name: 'Duka',
  currency: 'KES',
  timezone: 'Africa/Nairobi',
  locale: 'en-KE',
  fiscalYearStart: 1,
  weekStart: 1,
}

async function told(text: string, role: Role = 'owner') {
  const mine: readonly string[] = houseScopes[role]
  const isMine = ({ needs }: Tool) => needs === null || mine.includes(needs)
  const withheld = tools.filter((tool) => !isMine(tool))
  const answer = await offline().answer({
    system: '',
    messages: [{ role: 'user', text }],
    tools: tools.filter(isMine),
    situation: { org, today: '2026-11-20', last: null, withheld },
    signal: new AbortController().signal,
  })
  if (answer.is === 'text') return answer
  const { name, input } = answer.calls[0]!
  return { tool: name, input }
}

describe('a message becomes a call', () => {
  test.each<[string, string, object]>([
    [
      'sold 3 blue mugs at 450 to the Riverside Hotel',
      'record_sale',
      {
        lines: [{ quantity: '3', product: 'blue mugs' }],
        price: '450',
        customer: 'Riverside Hotel',
      },
    ],
    [
      'Sold a dozen enamel mugs to Juma @KES 1,450 each, paid by M-Pesa yesterday',
      'record_sale',
      {
        lines: [{ quantity: '12', product: 'enamel mugs' }],
        customer: 'Juma',
        price: '1450',
        method: 'mobile_money',
        day: 'yesterday',
      },
    ],
    [
      'we sold 2 kettles at 4,950 and 3 mugs at 450 on credit to Bramble Tea Rooms',
      'record_sale',
      {
        lines: [
          { quantity: '2', product: 'kettles', price: '4950' },
          { quantity: '3', product: 'mugs' },
        ],
        price: '450',
        method: 'credit',
        customer: 'Bramble Tea Rooms',
      },
    ],
    ['slod 3 mugs', 'record_sale', { lines: [{ quantity: '3', product: 'mugs' }] }],
    [
      'please record a sale of twenty five loaf tins for 20k',
      'record_sale',
      { lines: [{ quantity: '25', product: 'loaf tins' }], total: '20000' },
    ],
    [
      'Juma bought 3 kg of sugar',
      'record_sale',
      { customer: 'Juma', lines: [{ quantity: '3', product: 'sugar', unit: 'kg' }] },
    ],
    [
      'received 40 bags of rice at 2,100',
      'receive_stock',
      { lines: [{ quantity: '40', product: 'rice', unit: 'bags' }], cost: '2100' },
    ],
    [
      'recieved 10 kettles from Acme Ltd at 1.5k each on credit',
      'receive_stock',
      {
        lines: [{ quantity: '10', product: 'kettles' }],
        supplier: 'Acme Ltd',
        cost: '1500',
        paid_from: 'credit',
      },
    ],
    [
      'we bought 12 mugs at 200 cash',
      'receive_stock',
      { lines: [{ quantity: '12', product: 'mugs' }], cost: '200', paid_from: 'cash' },
    ],
    [
      'sold two and a half bags of rice and a kettle',
      'record_sale',
      {
        lines: [
          { quantity: '2.5', product: 'rice', unit: 'bags' },
          { quantity: '1', product: 'kettle' },
        ],
      },
    ],
    [
      'sold 1 Loaf Tin, 2 lb, 3 Jars, 1 l at 4 and 2 kg sugar',
      'record_sale',
      {
        lines: [
          { quantity: '1', product: 'Loaf Tin, 2 lb' },
          { quantity: '3', product: 'Jars, 1 l', price: '4' },
          { quantity: '2', product: 'sugar', unit: 'kg' },
        ],
      },
    ],
    [
      'received 10 m cloth at 2',
      'receive_stock',
      { lines: [{ quantity: '10', product: 'cloth', unit: 'm' }], cost: '2' },
    ],
    ["what's running out?", 'low_stock', {}],
    ['What do we need to reorder?', 'low_stock', {}],
    ['which products are low', 'low_stock', {}],
    ['can I give 15 % on the kettle?', 'judge_discount', { percent: '15 %', product: 'kettle' }],
    [
      'may we give the Riverside Hotel 10% off on the mugs?',
      'judge_discount',
      { customer: 'Riverside Hotel', percent: '10 %', product: 'mugs' },
    ],
    ['can I sell the kettle at 4000?', 'judge_discount', { product: 'kettle', price: '4000' }],
    ['P&L for October', 'profit_and_loss', { period: 'October' }],
    ['P&L for October 2026', 'profit_and_loss', { period: 'October 2026' }],
    ['monthly audit for October 2026', 'monthly_audit_report', { period: 'October 2026' }],
    ['month end pack for 2026-10 as pdf', 'month_end_pack', { period: '2026-10', form: 'pdf' }],
    [
      'show me the profit and loss statement last month as pdf',
      'profit_and_loss',
      { period: 'last month', form: 'pdf' },
    ],
    ['balance sheet', 'balance_sheet', {}],
    ['trial balance as of 31 October', 'trial_balance', { period: '31 October' }],
    ['how much cash do we have?', 'cash_position', {}],
    ['do the books balance?', 'check_books', {}],
    ['how many blue mugs do we have left?', 'check_stock', { product: 'blue mugs' }],
    ['stock of MUG-202', 'check_stock', { product: 'MUG-202' }],
    ['do we have any rice', 'check_stock', { product: 'rice' }],
    ['price of the cream kettle', 'find_product', { product: 'cream kettle' }],
    ['how much is the teapot?', 'find_product', { product: 'teapot' }],
    ['counted 37 enamel mugs', 'count_stock', { counted: '37', product: 'enamel mugs' }],
    [
      'write off 2 teapots because they were broken',
      'write_off_stock',
      { quantity: '2', product: 'teapots', reason: 'broken' },
    ],
    [
      '3 wine glasses broke',
      'write_off_stock',
      { quantity: '3', product: 'wine glasses', reason: 'broken' },
    ],
    [
      'transfer 5 mugs from Shop to Warehouse',
      'transfer_stock',
      { quantity: '5', product: 'mugs', from: 'Shop', to: 'Warehouse' },
    ],
    [
      'take 2 mugs out of stock because of samples',
      'adjust_stock',
      { quantity: '2', product: 'mugs', direction: 'out', reason: 'samples' },
    ],
    [
      'change the price of the blue mug to 475',
      'change_price',
      { product: 'blue mug', price: '475' },
    ],
    [
      'add product Bamboo Spoon at 120 sku SPO-1',
      'add_product',
      { name: 'Bamboo Spoon', price: '120', sku: 'SPO-1' },
    ],
    ['where is order 1042?', 'order_status', { order: '1042' }],
    [
      'return 2 mugs from order 1042 as damaged',
      'return_sale',
      { lines: [{ quantity: '2', product: 'mugs' }], order: '1042', state: 'damaged' },
    ],
    [
      'cancel order #1042 because of a mistake',
      'cancel_order',
      { order: '1042', reason: 'mistake' },
    ],
    [
      'Juma paid 2,000 by mpesa',
      'record_payment',
      { customer: 'Juma', amount: '2000', method: 'mobile_money' },
    ],
    ['order 1042 is paid in full', 'record_payment', { order: '1042' }],
    ['order 1042 was delivered to Jane', 'deliver_order', { order: '1042', received_by: 'Jane' }],
    [
      'paid 12,000 for rent by bank',
      'post_entry',
      { amount: '12000', debit: 'rent', credit: 'bank' },
    ],
    ['debit rent credit cash 500', 'post_entry', { debit: 'rent', credit: 'cash', amount: '500' }],
    ['banked 30k', 'post_entry', { amount: '30000', debit: 'bank', credit: 'cash' }],
    ['reverse entry 12', 'reverse_entry', { entry: '12' }],
    ['lock the books through October', 'lock_period', { period: 'October' }],
    ['list accounts', 'list_accounts', {}],
    ['slow movers', 'slow_movers', {}],
    ['stock ageing', 'stock_ageing', {}],
    ["what's my digest?", 'digest', {}],
    ['weekly digest', 'digest', { of: 'week' }],
    ['digest of last week as excel', 'digest', { period: 'last week', form: 'xlsx' }],
    [
      'send me a weekly digest every Monday at 8',
      'subscribe_report',
      { report: 'digest', days: 'every Monday', at: '8' },
    ],
    ['a digest every evening', 'subscribe_report', { report: 'digest', days: 'every evening' }],
    ['send me a weekly digest', 'subscribe_report', { report: 'digest', days: 'weekly' }],
    [
      'how much would 3 mugs cost?',
      'preview_sale',
      { lines: [{ quantity: '3', product: 'mugs' }] },
    ],
    ['what can we put on offer?', 'suggest_offers', {}],
    ['what goes well with the teapot?', 'suggest_offers', { product: 'teapot' }],
  ])('%s', async (text, tool, input) => {
    expect(await told(text)).toEqual({ tool, input })
  })

  test.each<[string, string]>([
    ['how much is the revenue this month', 'ask_sales'],
    ['sold last week?', 'ask_sales'],
    ['how many mugs did we sell in October', 'ask_sales'],
    ['what sold best', 'ask_sales'],
    ['returns in December', 'ask_sales'],
    ['what did we sell to the Riverside Hotel', 'ask_sales'],
    ['help', 'help'],
    ['why?', 'explain_last_answer'],
  ])('and a question stays one: %s', async (text, tool) => {
    expect(await told(text)).toMatchObject({ tool })
  })

  test('an amount in another currency than the business keeps is not taken for its own', async () => {
    expect(await told('change the price of the blue mug to $475')).not.toMatchObject({
      tool: 'change_price',
    })
  })

  test.each<[string, Role, object]>([
    [
      'do you have blue mugs?',
      'customer',
      { tool: 'find_product', input: { product: 'blue mugs' } },
    ],
    [
      'how many kettles are left?',
      'customer',
      { tool: 'find_product', input: { product: 'kettles' } },
    ],
    ['where is my order?', 'customer', { tool: 'my_orders', input: {} }],
    ['sold 3 mugs at 450', 'customer', { refused: true }],
    ['change the price of the mug to 1', 'staff', { refused: true }],
    ['P&L for October', 'staff', { refused: true }],
  ])('%s, said by a %s', async (text, role, expected) => {
    expect(await told(text, role as Role)).toMatchObject(expected)
  })
})
