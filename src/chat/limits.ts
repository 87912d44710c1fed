/** Every maximum of the road has its name here. Tests pass smaller ones. */

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

export const roadLimits = {
  /** Posts that may wait for a commit; one more is answered 503. */
  backlogPostsMax: 10_000,
  backlogBytesMax: 256 * 1024 * 1024,
  flushPostsMax: 500,
  flushBytesMax: 16 * 1024 * 1024,

  turnsAtOnceMax: 16,
  turnMsMax: 2 * minute,
  turnLeaseMs: 15 * second,
  turnAttemptsMax: 5,
  retryBaseMs: 500,
  retryMsMax: 5 * minute,

  /** How long a picture without words may wait for its words. */
  mediaWaitMs: 400,
  /** Messages further apart than this are turns of their own. */
  burstGapMs: 2 * second,
  burstMessagesMax: 20,
  choiceLifetimeMs: 7 * 24 * hour,

  sendsAtOnceMax: 16,
  sendMsMax: 30 * second,
  sendLeaseMs: minute,
  sendAttemptsMax: 8,
  /** After a lost answer, how long a status may take to tell that the message did leave. */
  unknownGraceMs: 10 * second,
  /** What must not be repeated waits this long for its status, then counts as failed. */
  unknownWaitMs: 15 * minute,
  pauseMsMax: hour,

  statusesAtOnceMax: 200,
  /** A status may overtake the platform's answer that names its message. */
  statusRetryMs: 2 * second,
  statusAttemptsMax: 5,
  pollMs: second,
  stopMsMax: 10 * second,
}

export type RoadLimits = typeof roadLimits
