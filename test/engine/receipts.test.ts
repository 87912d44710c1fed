/** The receipts gate on one answer, read as a person would: what may leave, and what never does. */
import { describe, expect, test } from 'vitest'
import { check } from '#engine/receipts.ts'

const facts = {
  period: { from: '2010-12-01', to: '2010-12-31', label: 'December 2010' },
  net_sales: '748957.02',
  gross_sales: '823746.14',
  returns: '74789.12',
  orders: 1400,
  change: '-0.125',
  rows: [
    { product: 'REGENCY CAKESTAND 3 TIER', net_sales: '26897.36', units: '2511' },
    { product: "PAPER CHAIN KIT 50'S CHRISTMAS", net_sales: '14562.84', units: '5500' },
  ],
}
const say = [
  'Net sales in December 2010 were **£748,957.02**: £823,746.14 gross less £74,789.12 of returns,',
  'from 1,400 orders, 12.5 % down.\n',
  '1. REGENCY CAKESTAND 3 TIER – £26,897.36 (2,511 units)\n',
  "2. PAPER CHAIN KIT 50'S CHRISTMAS – £14,562.84 (5,500 units)",
].join(' ')
const evidence = [{ facts, say }]
const isSound = (text: string, question = '') => check(text, evidence, question).is === 'sound'

describe('leaves', () => {
  test.each([
    ['the tool’s own words', say],
    ['no figure at all', 'It was one of your best months, and the cakestand led.'],
    ['the same digits', 'You took £748,957.02 in December 2010.'],
    ['no separators', 'You took GBP 748957.02.'],
    ['thousands', 'You took about £749k in December.'],
    ['thousands with a decimal', 'You took about £749.0k in December.'],
    ['millions', 'Net sales were £0.75 million in Dec 2010.'],
    ['French figures', 'Les ventes nettes de décembre 2010 : 748\u202f957,02 £.'],
    ['German figures', 'Nettoumsatz im Dezember: 748.957,02 £'],
    ['Swiss figures', "Net sales: 748'957.02"],
    ['Arabic-Indic digits', 'صافي المبيعات ٧٤٨٬٩٥٧٫٠٢'],
    ['Devanagari digits', 'कुल १,४०० orders'],
    ['full-width digits', '１４００ orders'],
    ['rounded to pounds', 'Net sales were £748,957.'],
    ['roughly', 'You took nearly £750,000.'],
    ['a percentage of a ratio', 'Net sales fell by 12.5%.'],
    ['a rounded percentage', 'Net sales fell by 13 percent.'],
    ['spelled out', 'You had one thousand four hundred orders.'],
    ['spelled out and rounded', 'Net sales were seven hundred and forty-nine thousand.'],
    ['a product whose name has digits', 'The Regency Cakestand 3 Tier made £26,897.36.'],
    [
      'rows with their own figures',
      "Paper Chain Kit 50's Christmas (£14,562.84), Regency Cakestand 3 Tier (£26,897.36)",
    ],
    ['a numbered list', "1. Regency Cakestand 3 Tier\n2. Paper Chain Kit 50's Christmas"],
    ['as many as were listed', 'Your top 2 products are the cakestand and the paper chain.'],
    ['the quarter it lies in', 'In Q4 2010 the month of December brought £748,957.02.'],
    ['a weekday that is right', 'From Wednesday 1 December to Friday 31 December 2010.'],
    ['ISO and slashes', 'From 2010-12-01 to 31/12/2010.'],
  ])('%s', (_, text) => {
    expect(check(text, evidence)).toEqual({ is: 'sound' })
  })

  test('a limit of the question, and nothing else of it', () => {
    expect(isSound('Here are your top 5 products.', 'top 5 products')).toBe(true)
    expect(isSound('You sold 5 products.', 'top 5 products')).toBe(false)
    expect(isSound('Yes, you took £9,000.', 'did we take £9,000?')).toBe(false)
    expect(isSound('January brought £748,957.02.', 'sales in January')).toBe(false)
  })

  test('a date of the question when no result holds any', () => {
    expect(check('I know nothing of 3 May 2012.', [], 'sales on 3 May 2012').is).toBe('sound')
    expect(check('I know nothing of 4 May 2012.', [], 'sales on 3 May 2012').is).toBe('unsound')
  })
})

describe('never leaves', () => {
  test.each([
    ['a penny off', 'You took £748,957.03.'],
    ['another month', 'You took £748,957.02 in January 2011.'],
    ['a day within the period', 'On 18 December 2010 you took £748,957.02.'],
    ['a wrong weekday', 'From Tuesday 1 December 2010.'],
    ['a weekday of nobody’s', 'Tuesday was the best.'],
    ['another currency', 'You took $748,957.02.'],
    ['a sum', 'Together they made £41,460.20.'],
    ['a share', 'That is 3.6 % of the month.'],
    ['the wrong way', 'Net sales rose 12.5 %.'],
    ['gross as net', 'Net sales were £823,746.14.'],
    ['two exchanged', 'Gross sales £748,957.02, net sales £823,746.14.'],
    [
      'rows exchanged',
      "Regency Cakestand 3 Tier £14,562.84, Paper Chain Kit 50's Christmas £26,897.36",
    ],
    [
      'rows exchanged in brackets',
      "Regency Cakestand 3 Tier (£14,562.84) and Paper Chain Kit 50's Christmas (£26,897.36)",
    ],
    ['money as a count', 'You had 748957 orders.'],
    ['digits of a name', 'The cakestand sold 3 units.'],
    ['spelled out', 'You had twenty-one customers.'],
    ['a dozen', 'A dozen orders came in.'],
    ['dozens', 'Dozens of orders came in.'],
    ['hundreds', 'There were hundreds of orders.'],
    ['half', 'Half of the sales came from the cakestand.'],
    ['three quarters', 'Three quarters of it was the cakestand.'],
    ['doubled', 'Sales doubled.'],
    ['twice', 'Twice as much as before.'],
    ['fifty percent', 'That is fifty percent more.'],
    ['a vulgar fraction', '½ of it'],
    ['other digits', 'Orders: ٢٣'],
    ['full-width digits', '１２３ orders'],
    ['keycap digits', '5️⃣ orders'],
    ['circled digits', '⑨ orders'],
    ['hidden characters within', '2\u200b3 orders'],
    ['markup within', '2**3** orders'],
    ['a list that starts anywhere', '7. orders'],
    ['wrong groups', '1,4000 orders'],
    ['a time', 'Most came at 3 pm.'],
    ['another quarter', 'In Q1 sales were lower.'],
    ['a code of nobody’s', 'See invoice A49.'],
    ['a year', 'As in 1999.'],
    ['thousands', '9k orders'],
  ])('%s', (_, text) => {
    expect(check(text, evidence).is).toBe('unsound')
  })

  test('figures that change places in a sentence that only the tool worded', () => {
    const owed = [{ facts: {}, say: 'Ann paid £10.00; £5.00 is still owed.' }]
    expect(check('Still owed is £5.00. Ann paid £10.00.', owed).is).toBe('sound')
    expect(check('Ann paid £5.00; £10.00 is still owed.', owed).is).toBe('unsound')
  })

  test('any figure when no tool was called', () => {
    expect(check('You took £1.00.', [])).toEqual({ is: 'unsound', figures: ['£1.00'] })
  })
})
