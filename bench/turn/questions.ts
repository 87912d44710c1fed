/** What people of a shop ask on an ordinary day; the report tables answer each. */
const questions = [
  'how did we do yesterday?',
  'sales last week',
  'sales this month',
  'top 5 products this month',
  'top 10 customers last month',
  'compare last week with the week before',
  'sales by country last month',
  'returns last week',
  'how many orders yesterday?',
  'average order value this month',
  'sales by day last week',
  'units sold last month',
  'best day last month',
  'sales in Germany last month',
  'worst products last week',
]

export const questionAt = (at: number): string => questions[at % questions.length]!
