/** "STOP" and "START", however they are spelled: the whole message, in the languages of our customers. */

const noWords = `stop stp stpo sotp tsop stopall stopp stopit unsubscribe unsubscribeme unsuscribe unsubcribe optout optmeout
  stopmessages stopmessaging stopmessagingme stopsending stoptexting stopoffers stopads stopadverts stopmarketing stoppromotions stoppromos
  nomoremessages nomoreoffers nomoreads nomarketing removeme leavemealone
  arret arreter desabonner desinscrire baja parar pare alto detener sair cancelarinscricao stoppen abmelden afmelden
  fermare disiscriviti avsluta avregistrera lopeta dur durdur acha simamisha sitisha
  стоп отписаться توقف ايقاف إيقاف الغاءالاشتراك 停止 退订 配信停止 중지 수신거부 रोकें बंद हटाएं`
const yesWords =
  'start unstop subscribe subscribeme optin optmein resubscribe startoffers sendmeoffers'
const sentence =
  /^(?:please )?(?:stop|quit|no more|do ?n[o']?t)(?: (?:sending|send|texting|text|messaging|me|us|any|these|those|your|the|more|of))* (?:offers?|ads?|adverts?|promo(?:tion)?s?|marketing|messages?|texts?|spam)(?: please)?[.! ]*$/i

const noes = new Set(noWords.split(/\s+/).flatMap(spellings))
const yeses = new Set(yesWords.split(' '))
/** null: it is neither, or says more than that. */
export function readStopWord(text: string): 'stop' | 'start' | null {
  const said = text.trim().replaceAll('’', "'")
  if (said.startsWith('/')) return null
  if (sentence.test(said)) return 'stop'
  for (const word of spellings(said)) {
    const bare = word.replace(
      /^(?:please|pls|plz|kindly)|(?:please|pls|plz|now|thanks|thankyou)$/g,
      '',
    )
    if (noes.has(word) || noes.has(bare)) return 'stop'
    if (yeses.has(word) || yeses.has(bare)) return 'start'
  }
  return null
}

/** Its letters alone, and once more without those that were held down: "s t o p", "stoppp". */
function spellings(text: string): string[] {
  const letters = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[^\p{L}]+/gu, '')
  return [letters, letters.replace(/(.)\1+/gu, '$1')]
}
