/** What a person does about a write that was proposed, by a button or in words. */

export interface ProposalAct {
  do: 'approve' | 'refuse' | 'undo'
  /** proposals.id */
  proposal: string
}

export interface Decides extends ProposalAct {
  via: 'button' | 'words'
  /** Of the authenticator app, where one is asked for; never kept. */
  code?: string
}

/** A button that does this and nothing else; whoever taps it is looked at then. */
export interface DecisionOffer {
  title: string
  description?: string
  decides: ProposalAct
}
