-- To the planner an index of undone rows is nearly empty, for so it was when it was last counted: it
-- would rather read all of one than look one chat up in another. But while somebody holds a transaction
-- open, every done row still stands in them. So each has a condition in words of its own, and answers
-- only for questions in the same words: the queues by id, these by chat.
drop index inbox_undone;
create index inbox_undone on inbox (org_id, channel, account, chat, id)
  where array[state] <@ array['new'] and kind <> 'status';

drop index outbox_undone;
create index outbox_undone on outbox (org_id, conversation_id, id)
  where array[state] <@ array['waiting', 'sending'];
