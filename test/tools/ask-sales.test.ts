/** Story: the owner of a small gift shop asks about sixteen lines of trade. Real loop, tools and SQL. */
import { afterAll, describe, expect, test } from 'vitest'
import { openGiftShop } from './gift-shop.ts'

describe('the owner asks', async () => {
  const { talk, close } = await openGiftShop()
  afterAll(close)
  const ask = async (text: string) => (await (await talk())(text)).text

  test.each([
    // Net sales by day, month and range; gross and returns beside them where they differ.
    ['How are sales today?', ['£47.50']],
    ['how did we do yesterday', ['£29.00']],
    ['sales in December 2010', ['£111.00']],
    ['revenue last month', ['£162.36', '£182.36', '£20.00']],
    ['sales between 5 and 10 December', ['£75.00']],
    ['returns in January', ['£20.00']],
    ['gross sales in January', ['£182.36']],
    // Counts: units net of what came back, with lines without a price; orders with gross sales.
    ['how many orders in January', ['**3**']],
    ['how many units did we sell yesterday', ['**0**']],
    ['average order value in December', ['£37.00']],
    ['how many customers in January', ['**2**']],
    // Rankings leave out postage and blank customers; codes rank, not descriptions.
    ['best selling product in January', ['BLUE KETTLE 1.5L — £40.00']],
    ['top product by units in December', ['ICON MUG — 14 units']],
    ['top customer this month', ['1. 501 — £67.50']],
    [
      'sales by country in December',
      ['1. Germany — £75.00', '2. United Kingdom — £22.00', '3. France — £14.00'],
    ],
    ['which day was best in December', ['6 December 2010 — £75.00']],
    // Names with other spellings, part names, codes, other names of countries.
    ['sales to Ireland in January', ['EIRE', '£19.80']],
    ['how much did the blue ketle make in January', ['BLUE KETTLE 1.5L', '£40.00']],
    ['sales of K2 in December 2010', ['RED KETTLE 1.5L', '£22.00']],
    ['sales of blue kettle in Germany in December', ['BLUE KETTLE 1.5L', 'Germany', '£40.00']],
    ['sales excluding France in January', ['£23.36']],
    // Comparisons.
    ['December vs January', ['£111.00', '£162.36']],
    ['last week compared with the week before', ['£49.00']],
  ])('%s', async (question, figures) => {
    const text = await ask(question)
    for (const figure of figures) expect(text).toContain(figure)
  })

  test('several products of a name are listed, summed, and offered as buttons', async () => {
    const { text, offers } = await (await talk())('lunch bag sales in January')
    expect(text).toContain('LUNCH BAG SKULL — £9.90')
    expect(text).toContain('All together: £19.80')
    expect(offers.map(({ title }) => title).sort()).toEqual(['LUNCH BAG CARS', 'LUNCH BAG SKULL'])
  })

  test('a period without data is said so, with the span that exists', async () => {
    expect(await ask('sales in June 2010')).toBe(
      'No sales are recorded for June 2010. The records run from Mon, 6 December 2010 to Mon, 28 February 2011.',
    )
  })

  test.each([
    ['sales of purple unicorns in January', 'purple unicorns'],
    ['sales next week', "can't see the future"],
    ['sales on 30 February', 'no such day'],
    ['profit in January', 'no cost is recorded'],
  ])('what cannot be answered is said, not guessed: %s', async (question, words) =>
    expect(await ask(question)).toContain(words),
  )

  test('a conversation carries period, metric and names along', async () => {
    const says = await talk()
    expect((await says('sales in January 2011')).text).toContain('£162.36')
    expect((await says('and in December?')).text).toContain('£111.00')
    expect((await says('what about France?')).text).toContain('£14.00')
    expect((await says('how many orders was that?')).text).toContain('**1**')
    expect((await says('who won the world cup')).text).toContain('I can only answer')
    expect((await says('and the month after that, I mean January')).text).toContain('**1**')
    const why = (await says('why?')).text
    for (const word of ['Europe/London', 'GBP', 'country France', 'orders with gross sales'])
      expect(why).toContain(word)
  })

  test('"why?" after a count ties to money in money, and to the whole when it was narrowed', async () => {
    const says = await talk()
    await says('how many orders in January from France')
    const why = (await says('why?')).text
    expect(why).toContain('Ties to: net sales of the period, everything, £162.36')
    expect(why).not.toContain('£1.00')
    await says('how many orders in December')
    expect((await says('why?')).text).toContain('everything, £111.00')
  })

  test('"send me the PDF" is of the day just spoken of', async () => {
    const says = await talk()
    await says('how did we do yesterday?')
    const [file] = (await says('send me the PDF')).files
    expect(file).toMatchObject({ name: 'daily_sales_2011-02-27.pdf', mime: 'application/pdf' })
  })

  test('a chart is a picture, a CSV holds plain numbers', async () => {
    const chart = (await (await talk())('chart sales by month')).files[0]
    expect(chart?.mime).toBe('image/png')
    const csv = (await (await talk())('sales by country in December as csv')).files[0]
    expect(Buffer.from(csv!.bytes).toString()).toContain('Germany,75')
  })
})

describe('others ask', async () => {
  const { talk, close } = await openGiftShop()
  afterAll(close)

  test.each(['customer', 'staff'] as const)(
    'a %s is refused, and learns no figure',
    async (role) => {
      const { text, refused, tools } = await (await talk(role))('how much did you sell yesterday?')
      expect(refused).toBe(true)
      expect(text).not.toMatch(/\d/)
      expect(tools).toEqual([])
    },
  )

  test('finance may see the figures', async () => {
    const { text } = await (await talk('finance'))('sales in December 2010')
    expect(text).toContain('£111.00')
  })
})
