/**
 * Why a platform would not deliver, in our own words. The platform's own sentence may quote whatever it
 * was given: an access token, a number, a message. So it is never kept and never told to anybody.
 */

const names: Record<string, string> = { whatsapp: 'WhatsApp', telegram: 'Telegram' }
const tooMany = 'too many messages were sent at once'
const noAccess = 'our access is not valid any more'
const noRight = 'our account may not do that'
const notAccepted = 'a part of the message was not accepted'

const meanings: Record<string, Record<string, string>> = {
  whatsapp: {
    '0': noAccess,
    '1': 'WhatsApp had a fault of its own',
    '2': 'WhatsApp was not available',
    '3': noRight,
    '4': tooMany,
    '10': noRight,
    '100': notAccepted,
    '190': noAccess,
    '368': 'the account is blocked for a while',
    '613': tooMany,
    '80007': tooMany,
    '130429': tooMany,
    '130497': 'WhatsApp does not let us write to that country',
    '131000': 'WhatsApp had a fault of its own',
    '131005': noRight,
    '131008': notAccepted,
    '131009': notAccepted,
    '131016': 'WhatsApp was not available',
    '131021': 'it would have gone from a number to itself',
    '131026': 'that number cannot receive it, and may not be on WhatsApp',
    '131030': 'the number is not among those that a test account may write to',
    '131031': 'the account is locked',
    '131042': 'there is a problem with the payment method of the account',
    '131045': 'our number is not registered',
    '131047': 'the person last wrote more than 24 hours ago',
    '131048': 'people reported too many of our messages',
    '131049': 'WhatsApp held it back, so that the person does not get too many',
    '131050': 'the person wants no such messages from us',
    '131051': 'WhatsApp takes no messages of that kind',
    '131052': 'WhatsApp could not read the file',
    '131053': 'WhatsApp did not take the file',
    '131056': tooMany,
    '131057': 'the account is in maintenance',
    '132000': 'the template does not fit',
    '132001': 'there is no such template',
    '132015': 'the template is paused',
    '132016': 'the template is switched off',
    '133004': 'WhatsApp was not available',
    '133010': 'our number is not registered',
  },
  telegram: {
    '400': notAccepted,
    '401': noAccess,
    '403': 'the person does not let us write to them',
    '404': noAccess,
    '413': 'the file is too big',
    '429': tooMany,
  },
}

/** No full stop at the end: it stands within a sentence, too. */
export function refusalWords(channel: string, code: string): string {
  const known = meanings[channel]?.[code]
  if (known) return known
  return `${names[channel] ?? 'the channel'} refused it, with the code ${safeCode(code)}`
}

/** A platform's code is a short word; anything else is a text, and texts are not kept. */
export function safeCode(code: string): string {
  return /^[\w-]{1,24}$/.test(code) && !/\d{9}/.test(code) ? code : 'unknown'
}
