/** Which actions of the audit log a month's audit counts as what. */
export const logins = ['session.begun']
export const failedLogins = ['password.refused', 'second_factor.refused', 'code.refused']
export const lockOuts = ['password.locked_out', 'second_factor.locked_out', 'code.locked_out']
export const roleChanges = ['role.granted', 'role.changed', 'role.scope_changed']
export const aiCalls = ['model.call', 'REPORT_AI_SUMMARY']

/** The reader of phrases in the house stands for a model, and is none. */
export const noModel = 'offline'

/** Movements of stock that no paper of a sale or a purchase stands behind. */
export const adjustments = ['adjustment', 'count', 'write-off']

/** An entry dated so many days before it was posted is back-dated: yesterday's takings are booked today. */
export const backdatedDaysMin = 2
