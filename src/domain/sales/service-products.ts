/**
 * What is sold but is no product: postage, fees, discounts, vouchers, corrections. They stand in
 * every total and never among the top products. Known by the codes that tills use, or by words.
 */
const codes = new Set(
  `post dot c2 c3 m d s b pads cruk amazonfee postage carriage shipping delivery freight fee fees
   discount disc manual sample samples adjust adjust2 adjustment voucher giftcard tip tips deposit
   surcharge rounding`.split(/\s+/),
)
const codeStarts = /^(bank charges?|gift[ _-]|gift_?voucher|adj[ _-])/

/** True when the code alone tells it. */
export function isServiceCode(code: string): boolean {
  const plain = code.trim().toLowerCase().replace(/\s+/g, ' ')
  return codes.has(plain) || codeStarts.test(plain)
}

/** The same by the product's name, as a PostgreSQL regular expression without case. */
export const serviceNames = [
  '^(dotcom )?(postage|carriage|shipping|delivery|freight)( (and|&) \\w+)?( (fee|fees|charge|charges|cost|costs))?$',
  '^(manual|discount|discounts|samples?|rounding|tips?|deposit|surcharge)$',
  '\\m(amazon|bank|card|service|handling|delivery|transaction|booking) (fee|fees|charge|charges)$',
  '\\mcommission$',
  '\\mgift ?voucher',
  '^adjust(ment)? ',
].join('|')
