/** Hints on the directed 2C tests: the Persister, what is saved, and fast backup. */
import type { TestLadders } from '../ladder';

export const TESTS_2C_DIRECTED: TestLadders = {
  '2C/persister-round-trip': {
    about: 'P.3',
    nudge:
      'There is no Raft here: bytes go in, power fails, the same bytes come out. What does your Persister return before the first save, for a state of no bytes, after a boot, and when the caller has changed its array since?',
    sketch:
      'Keep the state only on the disk, and read it from there. A boot makes a new Persister, so every variable starts empty, in the object and in the module. When a save returns, the content has been written and then made durable under the name that will be read, and nothing is left for later. Pass bytes on unchanged, without converting them to text or JSON. If there is no file yet, return an empty array. The size is that of the bytes that would be read.',
  },
  '2C/persister-crash': {
    about: 'P.3',
    nudge:
      'Power fails after each single disk operation of a save, and of the boot that follows. Which name does your boot read, and after which of these operations does it hold neither the complete old state nor the complete new one?',
  },
  '2C/persister-growth': {
    about: 'P.3',
    nudge:
      'After ten thousand saves of 100 bytes, which files are on the disk, and how long is each of them? What happens to the copy that a save replaces?',
    sketch:
      'You never need more than two copies: the good one, and the one that is being written. When the new copy takes the place of the old one, the old one must be gone: the rename replaces it, or your code removes it. So use fixed names instead of a new one for each save, and write the state as a whole instead of adding it to the end of a file.',
  },
  '2C/persist-state': {
    about: 'P.1',
    nudge:
      'The report begins with the change, in brackets, and says what the server had promised: a term, a vote, or entries. Is it among the bytes that are saved? Was it saved before the message left? Is it read back at boot? One of the three is missing.',
    reread:
      'Figure 2, box "State": the three persistent fields, and the words in brackets after their title, which say when they have to be on stable storage. The fields in the two boxes below are volatile, commitIndex and lastApplied included.',
    sketch:
      'Check three links. First, all three fields are in the bytes: the first and the last entry included, each entry with its own term and exactly its command, and a vote for server 0 is not an empty vote. Second, every handler that changes one of the fields saves before its message leaves, and that includes a refused request with a newer term and a reply with a newer term. If you check whether a save is needed, the check covers all three fields. Third, the boot reads them before anything else, keeps the vote, and applies from index 1 again. Print the state before the crash and after the boot.',
  },
  '2C/crash-points': {
    about: 'P.2',
    nudge:
      'Look at the step at which power failed in this run. Which message had left just before it, what does that message promise, and which disk operation should have been complete by then?',
    sketch:
      'The run stops at one step, and what matters is what the disk holds at that moment. If a message that makes a promise has already left, the save comes too late, or is missing on this path: refused requests with a newer term, replies with a newer term and the vote for itself are easily missed. If the save was in time, see what was in it: entries with their own terms, and entries that were replaced by as many others, which is a change although the log is as long as before. If all of it was there, check what the boot does with it. Nothing volatile is saved, so applying begins with index 1.',
  },
  '2C/economy-idle': {
    about: 'P.4',
    nudge:
      'Heartbeats, and requests that are refused or repeated: nothing persistent changes, but your server writes to the disk. Which code asks for that save, and does it know what the disk already holds?',
  },
  '2C/economy-once': {
    about: 'P.4',
    nudge:
      'One handler changes term, vote and log, and the disk is synced more than once. Which of your functions save, and how many of them are called within that one handler?',
    sketch:
      'Let the functions that change a field change it and do no more. Save at the end of the handler, in one place, just before the reply or the requests leave: there the whole change is known. That is one place in each receiver, one where an election starts, one in start(), and one where a reply is handled. Deleting entries and adding others in their place is one change, too. And a single save of your Persister should not need more than a sync or two.',
  },
  '2C/hint': {
    about: 'FB.2',
    nudge:
      'For the log in the report, write down what is at prevLogIndex: nothing, or an entry of another term. Which two numbers are right in this case, which of them is wrong in your reply, and by how much?',
    reread:
      'The end of section 5.3, from "If desired, the protocol can be optimized", with the comments on AppendEntriesReply in grader/contract.ts. For examples take the logs (a), (b) and (f) of Figure 7.',
    sketch:
      "A log can be refused for two reasons. If it does not reach prevLogIndex, there is no term to name: use the contract's special number for that, and the index of the log's next entry. If it does, name the term of the entry at prevLogIndex, and the index at which the run of entries of that term begins. Find that index by going back towards index 1 while the term stays the same. Try an empty log, a log that lacks just that one entry, and a term that begins exactly there.",
  },
  '2C/backup-steps': {
    about: 'FB.3',
    nudge:
      'The report shows the two numbers of the refusal, and where your leader continued. Draw both logs as runs of terms: does the leader have entries of conflictTerm? Where does your code go if it has, and where if not? And what if the numbers make no sense?',
    reread:
      'The end of section 5.3, and the examples under "Fast backup" in labs/2C/README.md. Do each of them with your code and a pencil. Figure 3, Log Matching, says why the logs agree in a term that both have.',
    sketch:
      'First see whether your own log has the named term, looking through all of it up to the refused place. If so, the next request starts right after your last entry of that term. If not, or if no term was named, it starts at the index that the refusal names, exactly there. A search that finds nothing must differ from one that finds index 0. Then bring the result within its bounds: at least 1, above what is known to match, and not beyond the refused place, whatever the numbers say. Without any hint, go back as in stage 2B.',
  },
  '2C/backup-rounds': {
    about: 'FB.4',
    nudge:
      'A follower with 200 wrong entries of three unknown terms should cost about four refusals. How many does your leader need, and by how many entries does each of them take nextIndex back?',
    sketch:
      'Each refusal should skip a whole term. Both sides are needed for that: the follower names the index at which its term begins, and the leader uses it, whether the log was too short or held another term. If the leader has that term itself, it continues after its own last entry of it. If there are about as many refusals as entries, the hint is not used at all. If there are one or two too many, an index is off by one, so that the next request hits the same term again.',
  },
  '2C/stale-refusal': {
    about: 'FB.5',
    nudge:
      'A refusal arrives late, or belongs to a request of an earlier term, or never arrives. For each of these: which number in your leader changes, and should it?',
  },
};
