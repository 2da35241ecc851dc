import type { Card } from '../card.ts';

export const records: Card = {
  id: 'records',
  title: 'Turn record',
  role: 'What is known of a turn: times, versions, decisions, verdict, and no raw audio',
  presence: 'here',
  pitch: [
    'Every stage reports its work; the recorder only watches, and no stage waits for it. At the end of a turn it derives one record: a trace id, the versions that ran, the decisions with their reasons, and spans that follow each other without a gap from your last speech sample to the first sound of the reply. They add up by construction.',
    'From that record come the waterfall on this page, the budget’s verdict, the metrics and, later, every comparison of two versions. It holds no audio. What it may hold of your words depends on what you agreed to.',
  ],
  ports: [
    {
      direction: 'out',
      peer: 'client, through the gateway',
      events: ['cascade.turn.record', 'cascade.degraded'],
      file: 'packages/contracts/src/realtime/server-cascade-events.ts',
    },
  ],
  streams: 'One record a turn, sent when the reply was heard or cut off.',
  blocks: 'Nothing. Recording never blocks and never throws.',
  budgetStages: ['client_buffering', 'first_partial', 'finalization', 'planning', 'first_audio_byte'],
  budgetNote:
    'Judged here, turn by turn: a stage violates its budget when its value is greater. What equals it does not; what did not happen is not judged.',
  failures: [
    {
      when: 'A record is malformed',
      system: 'The checker exits with 2 and says file, line and path: malformed never looks like success',
      user: 'Nothing; an operator sees it',
      code: 'invalid_file',
    },
    {
      when: 'Words reach a log',
      system: 'Keys that may hold speech are redacted at the sink',
      user: 'Nothing: their words are not in the log',
    },
    {
      when: 'The machine is disturbed by neighbours',
      system:
        'Steal time and event-loop delay stand in every record, so that a slow turn can be told from a slow machine',
      user: 'A slower turn, with its reason',
    },
  ],
  practices: [
    {
      topic: 'evaluated',
      presence: 'here',
      text: 'The spans must add up to the voice-to-voice time that the client measured on the audio; a test holds that on live turns.',
    },
    {
      topic: 'canaried',
      presence: 'absent',
      text: 'Prometheus metrics carry the version as a label, which is what a comparison of two versions would read.',
    },
    {
      topic: 'rolled back',
      presence: 'here',
      text: 'The record names its own schema (cascade.turn.v1). It is an observer: taking it away changes no turn.',
    },
  ],
  code: [
    { path: 'packages/contracts/src/turn-record.ts', what: 'every field' },
    { path: 'packages/telemetry/src/turn-record-builder.ts', what: 'facts to record' },
    { path: 'packages/telemetry/src/critical-path.ts', what: 'why the spans add up' },
    { path: 'packages/budget/src/budget-violations.ts', what: 'the check, live and on the command line' },
    { path: 'packages/telemetry/src/metrics.ts', what: 'what Prometheus reads' },
  ],
  versions: [],
};
