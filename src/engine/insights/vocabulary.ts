/**
 * The words that a model may put between facts. They join and order; none of them says how much,
 * which way, why, how good, or what to do, so that no sentence claims more than its facts.
 */
const joining = [
  'a an the this that these those it its which there here who',
  'is are was were be been being has have had',
  'and or but while whereas with of in on at to for from by as so then also too both together',
  'well however though although yet meanwhile besides beside alongside along among between within',
  'behind after before during through into across',
  'closed ended came come comes brought brings saw sees showed shows show stood stands stand',
  'recorded records counted included includes include including follows followed following',
  'joined joins belongs belong',
  'day days week month period report figures figure headline picture summary side view whole',
  'product products item items one other others part',
  'overall again finally lastly notably note noted noting noteworthy notable worth mention mentioning',
  'attention deserves out ahead looking',
]

export const joiningWords: ReadonlySet<string> = new Set(joining.flatMap((line) => line.split(' ')))
