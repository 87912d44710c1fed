/**
 * Everyday verbs, adjectives and adverbs that people wrap around a question. They are never a name by
 * themselves. Words that products are called by (ring, light, paper, hanging …) must not stand here.
 */

const verbs =
  `accept accumulate achieve act add afford agree aim allow amount announce answer appear apply appreciate arrange
  arrive assume attract bank become begin believe belong break build bump calculate care cash celebrate charge chase choose
  claim climb collapse come compile complain complete confirm consider contact continue contribute convert cope crash cross
  dare deal decide declare decline deliver depend describe deserve discover dispatch distribute earn end enjoy ensure enter
  escape estimate evaluate examine exceed expand expect explain export export fare feel fetch figure finish flog follow forget
  gain gather generate grow guess handle happen hear help hope imagine improve include inform invoice issue join jump keep
  knock learn leave let list log lose manage mean measure mention mind move need notice obtain occur offer outperform outsell
  perform plummet point post prefer prepare proceed process procure produce provide purchase push raise rake reach realise
  realize receive reckon record refer register remain remember remind remove repeat reply report represent require respond
  retrieve reveal rocket run score seem serve settle shift ship show slump soar sort spend start state stay struggle submit
  succeed suffer suggest summarise summarize suppose surge tank tell think total trade transpire treat trend turn understand
  update upload use value vary wait walk want weigh win wonder yield`.split(/\s+/)

const irregular =
  `came become became begun began broke broken brought built bought chose chosen dealt fell fallen felt forgot
  forgotten gone went grew grown heard kept knew known lost left meant met paid put ran said sank saw seen shown sold
  sent spent spoke spoken stood stayed told thought took taken understood won wore wrote flew flown threw thrown slid slipped did done does doing
  had has having got gotten gotta getting makes making made goes going gives given gave let lets`.split(
    /\s+/,
  )

const others =
  `able abnormal absolute accurate actual ahead alright amazing annual apparent appropriate approximate available average awful
  bad badly basic behind better bold brief bad brisk busy calm certain cheap clear close combined common complete concerning correct
  crazy current decent definite different difficult direct disappointing early easy entire enough exact excellent extra fair
  false familiar fantastic fast favourite favorite final fine firm full general genuine glad good grand great grossing handsome happy hard
  healthy high honest hot huge ideal immediate important impressive incredible initial key lame large late latter
  likely little lively local long loud low lucky main major many massive mere middling minor moderate modest monthly much narrow
  nearly neat net normal obvious odd official ok okay old ongoing only ordinary original overall own parallel particular past
  perfect poor popular positive possible potential precise present pretty previous primary prior probable proper quick quiet
  rapid rare raw ready real reasonable recent regular relevant remarkable respectable rough rubbish sad safe same seasonal serious severe
  several shocking short significant similar simple slack slow small so-so sluggish solid special specific splendid standard steady steep
  strange strong subsequent substantial successful sudden sufficient super sure surprising tall terrible terrific tidy tiny
  tough tremendous true typical unusual upcoming useful usual valuable various vast weak weekly weird well wide
  wonderful worrying worse worst worth wrong yearly again ago alone altogether anyway apart around aside away back
  basically beforehand besides certainly currently else elsewhere eventually everywhere finally forward frankly generally hardly
  hence here hopefully however indeed initially instead kindly lately later literally luckily maybe meanwhile merely mostly
  namely nowadays obviously often otherwise overnight perhaps please possibly possibly presumably previously probably properly quickly quite
  rarely rather really recently regularly relatively roughly seldom seriously shortly simply slightly somehow sometimes somewhat
  soon still straight suddenly surely thereby therefore though together too totally truly twice typically ultimately unfortunately usually
  very whatsoever wherever whereas yet dough quid bucks bob grand till warehouse door doors shelves shelf floor counter books market markets
  lot lots bunch couple handful load loads ton tons piece bits folks guys lads everybody somebody anybody nobody staff boss team
  cost costs figure thing stuff matter point fact reason idea case way deal business shop store company side terms sort kind type flying
  league table standings leaderboard board rundown snapshot recap digest glance`.split(/\s+/)

const plain = new Set([...irregular, ...others, ...verbs.flatMap(inflected)])

/** True for words that carry no name, in lower case. */
export function isPlainWord(word: string): boolean {
  return plain.has(word)
}

function inflected(verb: string): string[] {
  const stem = verb.endsWith('e') ? verb.slice(0, -1) : verb
  const soft = /[^aeiou]y$/.test(verb) ? verb.slice(0, -1) : null
  const doubled = /[^aeiou][aeiou][bdgmnpt]$/.test(verb) ? verb + verb.at(-1) : null
  const forms = [verb, `${verb}s`, `${verb}es`, `${stem}ed`, `${stem}ing`]
  if (soft) forms.push(`${soft}ies`, `${soft}ied`)
  if (doubled) forms.push(`${doubled}ed`, `${doubled}ing`)
  return forms
}
