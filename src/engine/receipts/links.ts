/** Links in a text: a model may hand one on, never make one up, since people tap what they are sent. */
export interface FoundLink {
  start: number
  end: number
}

const endings = 'com|net|org|io|me|co|app|shop|store|online|site|info|biz|xyz|link|top|ly|ru|cn|to'
const link = new RegExp(
  [
    String.raw`[a-z][a-z0-9+.-]*:\/\/\S+`,
    String.raw`(?:mailto|tel|sms|javascript|data):\S+`,
    String.raw`\bwww\.\S+`,
    String.raw`[\w.+-]*@?(?:[a-z0-9-]+\.)+(?:${endings})\b(?:\/\S*)?`,
  ].join('|'),
  'giu',
)
/** What a sentence puts behind a link. */
const tail = /[\])}>.,;:!?'"*_]+$/

export function findLinks(plain: string): FoundLink[] {
  return [...plain.matchAll(link)].map(({ 0: found, index }) => {
    return { start: index, end: index + found.replace(tail, '').length }
  })
}
