/** Who buys at the demo shop. All of them are invented. */
import { type Chance, chanceOf } from './chance.ts'

export interface DemoCustomer {
  code: string
  name: string
  country: string
  kind: 'home' | 'trade'
  /** How often they come, beside the others. */
  loyalty: number
}

const givenNames = `Amara Beatrix Callum Dilys Edmund Farah Grace Hamish Ines Joel Kirsty Leo Maya
  Niamh Owen Priya Rosalind Samir Tilda Victor Wren Yusuf Zofia Bryn Clementine Desmond Esme Florian
  Greta Hugo`.split(/\s+/)
const familyNames = `Ashworth Barlow Castell Dunmore Eastwood Fairley Gallagher Hathersage Ibbotson
  Jessop Kowalczyk Lindqvist Marchetti Nwosu Okafor Pemberton Quayle Rahman Stanhope Thackeray
  Underhill Vaughan Whitlock Yardley Zielinski`.split(/\s+/)
const trade = [
  'Bramble Tea Rooms',
  'The Copper Pan Café',
  'Harbour View Guest House',
  'Larkspur Coffee Roasters',
  'Millpond Bakery',
  'Old Forge Bistro',
  'Pebble Lane Holiday Lets',
  'Saffron Street Kitchen',
  'The Singing Kettle Hotel',
  'Thistle & Crumb',
  'Two Spoons Catering',
  'Wharfside Deli',
]
const homeCustomers = 110
const abroad = ['Ireland', 'France', 'Germany', 'Netherlands']

/** Always the same people, in the same order. */
export function demoCustomers(): DemoCustomer[] {
  const chance = chanceOf('demo customers')
  const homes = distinctNames(chance).map((name, index) => ({
    code: `C${1001 + index}`,
    name,
    country: chance.happens(0.18) ? chance.pick(abroad) : 'United Kingdom',
    kind: 'home' as const,
    loyalty: chance.happens(0.2) ? chance.between(5, 12) : chance.between(1, 4),
  }))
  const businesses = trade.map((name, index) => ({
    code: `T${201 + index}`,
    name,
    country: 'United Kingdom',
    kind: 'trade' as const,
    loyalty: chance.between(1, 6),
  }))
  return [...homes, ...businesses]
}

function distinctNames(chance: Chance): string[] {
  const names = new Set<string>()
  while (names.size < homeCustomers)
    names.add(`${chance.pick(givenNames)} ${chance.pick(familyNames)}`)
  return [...names]
}
