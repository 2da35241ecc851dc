import type { Question } from '../question.ts';

/** What to settle before any box is drawn, and why. */
export const framework: readonly Question[] = [
  {
    id: 'common-mistake',
    topic: 'Framework',
    question: 'What is the most common mistake in a speech system interview?',
    answer: [
      'To begin with the names of models. The model follows from constraints: is text needed while the user speaks, must the transcript be exact, is turn-taking natural, must audio stay on the machine, is it batch work, how many languages, how soon must the first sound come.',
      'So ask first, put numbers on the answers, and only then choose. Two candidates with the same model and different constraints should draw different systems.',
    ],
    here: 'Every stage here hides its model behind one contract; the diagram would look the same with others.',
    cards: ['overview', 'registry'],
  },
  {
    id: 'goal',
    topic: 'Framework',
    question: 'Step 1, goal: what is the task, and when is it done well?',
    answer: [
      'Name the user’s task, the figure that says it succeeded, the latency that is promised, the quality that must hold, and what may go wrong.',
      'For this service: a spoken question is answered aloud; success is the right answer, heard to its end; voice-to-voice at most 500 ms at the median and 900 ms at the 95th percentile in the lead profile; a failure is always spoken, never silence.',
    ],
    here: 'Two budget profiles, default and lead; apologies with an error code.',
    cards: ['overview'],
  },
  {
    id: 'traffic',
    topic: 'Framework',
    question: 'Step 2, traffic: how much of it, and of what shape?',
    answer: [
      'Count streams, not requests: a session is open for minutes and computes only while somebody speaks or is answered. Cores = concurrent sessions × share of time spoken × compute for a second of audio, divided by the load you dare to run at.',
      'Then ask for languages, devices and the shape of the peak: queues are sized for the peak, and a voice that waits in a queue is a bad voice.',
    ],
    here: 'Each record has seconds of audio in and out and the compute they cost; sessions beyond the limit are refused before any model works.',
    cards: ['gateway', 'overview'],
  },
  {
    id: 'data-contract',
    topic: 'Framework',
    question: 'Step 3, data contract: what comes in, what is kept, who may see it?',
    answer: [
      'Accepted formats and sample rates; metadata about device, network and echo cancellation; what the user agreed to; how long each kind of data lives; and at which boundary words are removed.',
      'Write it as a schema, so that the service refuses what breaks it at the door and can prove later what applied to a turn.',
    ],
    here: 'PCM at 16, 24 and 48 kHz and G.711 are taken; consent is a field of the session and of every record; logs redact at the sink.',
    cards: ['gateway', 'client', 'review'],
  },
  {
    id: 'model-path',
    topic: 'Framework',
    question: 'Step 4, model path: cascade, direct speech-to-speech, hybrid or batch?',
    answer: [
      'Take the cascade as the default, because each of its parts can be measured, replaced and blamed alone. Direct models win on prosody and on latency that needs no text; they lose where you need a transcript to audit, tools, retrieval or a rollback of one part.',
      'A hybrid routes by risk. Batch is for work that nobody waits for.',
    ],
    here: 'A cascade of six stages; every model is pinned and can be exchanged behind its engine interface.',
    cards: ['overview', 'registry'],
  },
  {
    id: 'serving-plan',
    topic: 'Framework',
    question: 'Step 5, serving plan: who gets the processor, and what happens when it is full?',
    answer: [
      'Give each stage its place, bound every queue, and say for each bound what happens when it is reached. Schedule by what a listener notices: the end of a turn and the first clause before later clauses, partials last.',
      'Warm everything before you say ready; cache what is said again and again; push back at the edge, before work is done.',
    ],
    here: 'One inference pool with classes and deadlines, voice detection in a thread of its own, the language model in a process of its own, queues of ten seconds between stages.',
    cards: ['gateway', 'overview', 'registry'],
  },
  {
    id: 'quality-loop',
    topic: 'Framework',
    question: 'Step 6, quality loop: how do you know that it is good, and that it stays so?',
    answer: [
      'Fixed recordings for comparison, online figures for drift, people for what figures cannot hear, and a gate that stops a release. A bad turn that somebody agreed to share becomes a test clip: that closes the loop.',
    ],
    here: 'Fixtures, suites, a gate, a dashboard of their history and drift checks; people judge voices blind and turns that users called wrong. A bad turn does not become a clip: no audio is kept.',
    cards: ['evals', 'review', 'release'],
  },
  {
    id: 'operations',
    topic: 'Framework',
    question: 'Step 7, operations: how is it deployed, watched, paid for, and by whom?',
    answer: [
      'Roll out in steps with a way back that was practised; dashboards that show the user’s time first and the stages’ times beneath; alerts on what users feel; a cost for each minute of audio; and one owner for each stage, so that a violated budget has an address.',
    ],
    here: 'Health, readiness and Prometheus metrics with versions as labels; dashboards, alerts with runbooks, a cost for each turn, draining on stop. Step-wise rollout is not in this version.',
    cards: ['release', 'records'],
  },
  {
    id: 'baseline',
    topic: 'Architecture',
    question: 'Why take a cascade as the baseline?',
    answer: [
      'Because between two stages there is something to look at. A transcript can be read, a decision has a reason, a reply can be checked before it is spoken, and each part can go back to its former version without the others.',
      'The price is latency at every seam; streaming and working ahead pay most of it back.',
    ],
    here: 'Follow a replay: recognition, planning and voice overlap although they depend on each other.',
    cards: ['overview'],
  },
  {
    id: 'state-to-preserve',
    topic: 'Architecture',
    question: 'Which state must survive a turn, so that a bad one can be explained without its audio?',
    answer: [
      'A trace id; the version of every model, prompt and voice; the audio clock with chunk numbers; each decision about the turn’s end with its reason; the history of partials and the final text; the ids of retrieved documents; and what the client played.',
      'With these you can say what happened and reproduce it on your own recording. Raw audio is kept only by those who agreed, and not at all here.',
    ],
    here: 'Open any turn: its record has all of these, and can be downloaded as JSON.',
    cards: ['records', 'playback'],
  },
  {
    id: 'offline-and-online',
    topic: 'Architecture',
    question: 'Why are offline evaluation and online metrics both needed?',
    answer: [
      'Offline is repeatable: the same clips, known words, two versions, one difference. It cannot know what people say tomorrow, which devices they use, or that text which flickers is annoying.',
      'Online sees all that, and retries, timing in the page and a slow first sound besides, but nothing in it is held equal. A launch needs the first to be allowed and the second to stay.',
    ],
    here: 'The same budget check reads records of both kinds.',
    cards: ['evals', 'records', 'release'],
  },
];
