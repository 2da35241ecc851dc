import type { Card } from '../card.ts';

export const evals: Card = {
  id: 'evals',
  title: 'Evaluations',
  role: 'Repeatable comparisons on recordings with known words',
  presence: 'here',
  pitch: [
    'Offline evaluation answers one question well: on the same clips, is this version better than that one, and on which slice? Two ways to run a stage meet the same items one right after the other; differences come by slice, with intervals and tests that are corrected for the number of slices.',
    'Synthetic speech is made from scripts by seed, so that names, numbers, noise and telephone lines are there in known amounts; recordings of people come by manifest. Beside the recognizer, the voice, the planner and the end of turn there are suites for spoken commands, for answers from documents, typed, spoken and in noise, and for attacks. Listeners compare two voices blind. Where this page says “not in this version”, believe it.',
  ],
  ports: [],
  streams: 'Runs beside the service, never in a user’s turn.',
  blocks: 'A release, through the gate; never a turn.',
  budgetStages: [],
  budgetNote: 'The same budgets as online: pnpm budget check reads records from either side.',
  failures: [
    {
      when: 'A good average hides a bad slice',
      system: 'Figures are reported by slice; the two-digit average is never the only number',
      user: 'Without it: accents, names and noisy rooms get worse unseen',
    },
    {
      when: 'The machine was busy during the run',
      system: 'Steal time is kept with each turn; two versions are compared only in alternation, as a ratio',
      user: 'Nothing',
    },
    {
      when: 'A setting was tuned on the clips that judge it',
      system: 'Differences within chance are said to be chance, and no setting was chosen for one',
      user: 'Would hear worse than the report promised',
    },
  ],
  practices: [
    {
      topic: 'evaluated',
      presence: 'here',
      text: 'The comparison is compared with itself: pnpm eval self-check counts false alarms of a version against itself and how often a planted point of word errors is found. Metrics equal jiwer and the Whisper normalizer on golden vectors. pnpm bench, turn-lab, interruptions and simulate measure the whole path.',
    },
    {
      topic: 'canaried',
      presence: 'absent',
      text: 'Synthetic canaries, questions asked of the running service every few minutes, are not built. The self-check at the start asks one.',
    },
    {
      topic: 'rolled back',
      presence: 'partly',
      text: 'Release notes name the version to go back to; pnpm dashboard marks since when a metric is worse. A person decides.',
    },
  ],
  code: [
    { path: 'evals/src/suites/README.md', what: 'what is compared on what, and how' },
    { path: 'evals/src/statistics/README.md', what: 'which test, and why' },
    { path: 'evals/src/rag/README.md', what: 'answers from documents, and where they are lost' },
    { path: 'evals/src/turn-lab/main.ts', what: 'delay beside early cutoffs' },
    { path: 'evals/src/bench/run.ts', what: 'recordings through the real socket, measured as heard' },
    { path: 'evals/src/metrics/README.md', what: 'every measure, with an example' },
  ],
  versions: [],
};

export const registry: Card = {
  id: 'registry',
  title: 'Model registry',
  role: 'Which models, prompts, voices and settings there are, which of them run, and who decided so',
  presence: 'here',
  pitch: [
    'Every model is pinned by id, version, size and hash, with its licence. A file that differs by one bit is refused at load, because a truncated model does not fail: it answers strangely, weeks later, in a graph nobody can explain.',
    'A way to run a stage is an entry too: its files and its settings, what it descends from, its results, and a status (candidate, shadow, canary, live, retired) with who changed it and why. Versions lie side by side on disk, so going back needs no download. The same id and version stand in every turn record and every metric: a number without the versions that made it cannot be compared with anything.',
  ],
  ports: [],
  streams: 'Read once, at the start of the process.',
  blocks: 'Readiness: /healthz answers at once, /readyz turns green when a turn can be answered.',
  budgetStages: [],
  budgetNote: 'Loading is no part of a turn. Pools are warmed at the start: the first clause would cost 300 ms more.',
  failures: [
    {
      when: 'A file is missing',
      system: 'The start stops with the model’s name and the command that fetches it',
      user: 'Nothing: such a process never becomes ready',
      code: 'model_missing',
    },
    {
      when: 'A file differs from its pin',
      system: 'It is refused; fetching writes to a scratch folder and renames, so half a file is never seen',
      user: 'Nothing',
      code: 'model_corrupt',
    },
  ],
  practices: [
    {
      topic: 'evaluated',
      presence: 'here',
      text: 'pnpm models verify hashes every file; tests load the real models.',
    },
    {
      topic: 'canaried',
      presence: 'partly',
      text: 'pnpm registry promote makes a candidate shadow, canary or live, the latter two only past the gate. The status is on record; which sessions a canary serves is for the router before it.',
    },
    {
      topic: 'rolled back',
      presence: 'partly',
      text: 'The former entry becomes live again with a reason, its settings are named; restart. Caches are keyed by version, so old audio does not survive a voice.',
    },
  ],
  code: [
    { path: 'packages/models/src/manifest.ts', what: 'what is pinned, and whence' },
    { path: 'packages/models/src/verify.ts', what: 'the hash of every file' },
    { path: 'packages/models/src/registry/registry.ts', what: 'entries, and what happened to them' },
    { path: 'packages/models/README.md', what: 'why package managers fetch them, and all entries' },
  ],
  versions: [],
};

export const release: Card = {
  id: 'release',
  title: 'Gates, canary, rollback',
  role: 'How a change would reach users step by step, and go back faster than it came',
  presence: 'partly',
  pitch: [
    'A change passes offline gates by slice, then a shadow that answers nobody, then a few percent of sessions, then all; at each step the same few figures are compared with the version beside it: correction rate, interruption rate, stage latencies, errors, cost. What is here: the gate, its verdict for every slice with an interval, and what routing would let the rest of the win through. What is not: anything that shares traffic out.',
    'Going back means more than loading the old model: caches keyed by version, prompts and thresholds, settings clients remember, and turns that are still running. Here: versions in every record and metric, version-keyed caches, draining sessions, and an alert when users or their sound drift from the week before.',
  ],
  ports: [],
  streams: 'A decision every few minutes, by figures; a session keeps the version it began with.',
  blocks: 'A release, when a gate fails. Never a turn.',
  budgetStages: ['first_partial', 'finalization', 'planning', 'first_audio_byte'],
  budgetNote:
    'A launch budget has two sides: the latency that may not be exceeded, and the quality that may not be lost for it.',
  failures: [
    {
      when: 'The canary is faster and worse',
      system: 'Compare by slice, then route the slice away, pause or go back',
      user: 'Only the canary’s share notices',
    },
    {
      when: 'A rollback does not bring the old behaviour back',
      system: 'Look at everything that is not the model: caches, client settings, queues, flags',
      user: 'Still hears the problem: this is a system, not a model',
    },
  ],
  practices: [
    {
      topic: 'evaluated',
      presence: 'here',
      text: 'pnpm gate CANDIDATE: rules by slice with the least number of recordings, quality, latency, cost and safety; exit code 1 names what fails and the routing that would pass. One entry is a trap for it: much faster, as good on the average, worse on names, addresses and numbers.',
    },
    {
      topic: 'canaried',
      presence: 'absent',
      text: 'No traffic is split. Two processes behind a router of yours would do for a start: records and metrics carry the versions.',
    },
    {
      topic: 'rolled back',
      presence: 'partly',
      text: 'By configuration and restart: draining ends running turns first, and models of the former version lie on disk.',
    },
  ],
  code: [
    { path: 'evals/gates/asr.yaml', what: 'what a recognizer has to show' },
    { path: 'evals/src/gate/README.md', what: 'how a gate decides, and finds a routing' },
    { path: 'evals/src/drift/README.md', what: 'whether users are still those of the fixtures' },
    { path: 'packages/budget/README.md', what: 'the budgets of latency' },
    { path: 'services/gateway/src/gateway.ts', what: 'draining' },
    { path: 'services/tts/src/clause-cache.ts', what: 'a cache that a rollback cannot fool' },
  ],
  versions: [],
};

export const review: Card = {
  id: 'review',
  title: 'Consent and review',
  role: 'What may be kept of a conversation, and who may look at it',
  presence: 'partly',
  pitch: [
    'A session says what its user agreed to: telemetry, transcripts, audio for review. Without a word, telemetry alone: times, versions, counts and decisions. The record of each turn says what applied, so that nobody has to guess later.',
    'A review queue, where people who may do so listen, label and correct, is what turns bad turns into test clips. Here turns that their users called wrong are listed with what they said is right (pnpm turns review) and can be rated. Listening needs stored audio with an expiry that is enforced; this version keeps no audio at all.',
  ],
  ports: [
    {
      direction: 'in',
      peer: 'client',
      events: ['session.update'],
      file: 'packages/contracts/src/realtime/client-events.ts',
    },
  ],
  streams: 'Nothing: consent is a field of the session and of the record.',
  blocks: 'Keeping: what was not agreed to is not kept.',
  budgetStages: [],
  budgetNote: 'No time of a turn is spent here.',
  failures: [
    {
      when: 'Nobody was asked',
      system: 'Counts as no, beyond telemetry',
      user: 'Their words stay theirs',
    },
    {
      when: 'Somebody withdraws',
      system: 'The session’s consent changes at once; later records say so',
      user: 'Sees the new setting in the session',
    },
  ],
  practices: [
    {
      topic: 'evaluated',
      presence: 'partly',
      text: 'The schema of the record requires consent; redaction of logs is tested. Records are deleted when their time is over; of audio none is stored.',
    },
    {
      topic: 'canaried',
      presence: 'absent',
      text: 'Not a matter of a share of users: a rule about privacy applies to all at once.',
    },
    {
      topic: 'rolled back',
      presence: 'here',
      text: 'The default is the least: without the field, nothing but telemetry.',
    },
  ],
  code: [
    { path: 'packages/contracts/src/consent.ts', what: 'what a user can agree to' },
    { path: 'packages/telemetry/src/logger.ts', what: 'redaction at the sink' },
  ],
  versions: [],
};
